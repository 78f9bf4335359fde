"""`./run bench crowd`: eight readers for a minute, quiet and while one writer takes letters in.

Each reader is a process that asks for a page of results and thinks for a moment, over and over.
Two writers are put beside them, one after the other. `ingest` is what people run: `dafu ingest` of
text files, with its processes that read them; what is promised must hold beside it. `writing`
stores and indexes made letters as fast as it can, as many in a transaction and with as little
claim to the processor, but without a wait for their reading: some five times as many letters.

As the archive grows meanwhile, and its pages with it, it is asked in quiet before and after each.
Printed are the milliseconds of a page, every error, and how many times longer the slowest pages
take beside each writer than in the two quiet parts around it. DAFU_BENCH_SECONDS is how long each
part takes; DAFU_BENCH_CLOCK=cpu counts processor time.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

from app.ingest.priority import give_way
from app.ingest.run import AT_ONCE, Archive, Fate, ingest_jobs, jobs
from app.ingest.workers import shared_pool
from app.search.query import parse
from app.search.results import search
from app.store.database import reader, writer
from tests.bench.archive import fill
from tests.bench.corpus import corpus, vocabulary
from tests.bench.letters import letters

SECONDS = float(os.environ.get("DAFU_BENCH_SECONDS", "60"))
FOLDER = Path(os.environ.get("DAFU_BENCH_FOLDER", tempfile.gettempdir())) / "dafu-bench" / "crowd"
READERS, LETTERS = 8, 5_000
FILES = 150  # a second, more than an ingest takes in on two cores beside the readers
THINKING = 0.2  # seconds between a page and the next question
COMMON = 2_000  # words that are asked for
clock = time.thread_time if os.environ.get("DAFU_BENCH_CLOCK") == "cpu" else time.perf_counter


@dataclass(frozen=True)
class Seen:
    """What one process saw: milliseconds of each page, letters written, errors."""

    spent: tuple[float, ...] = ()
    written: int = 0
    errors: tuple[str, ...] = ()


def read(path: Path, seed: int, together: Any, told: Queue[Seen]) -> None:
    """Ask until the end, when all have begun."""
    chance, spent, errors = random.Random(seed), list[float](), list[str]()
    words = [word for word in vocabulary()[:COMMON] if len(word) > 1]
    engine = reader(path)
    with engine.connect() as connection:
        search(connection, parse(words[seed]))
    together.wait()
    end = time.time() + SECONDS
    while time.time() < end:
        typed = " ".join(chance.sample(words, chance.choice((1, 1, 2))))
        began = clock()
        try:
            with engine.connect() as connection:
                search(connection, parse(typed))
        except Exception as error:  # noqa: BLE001 - counted and printed
            errors.append(f"{type(error).__name__}: {error}")
        spent.append((clock() - began) * 1000)
        time.sleep(THINKING * chance.random() * 2)
    engine.dispose()
    told.put(Seen(tuple(spent), 0, tuple(errors)))


def write(path: Path, start: int, together: Any, told: Queue[Seen]) -> None:
    """Take letters in until the end, when all have begun."""
    written, errors = 0, list[str]()
    vocabulary()
    give_way()
    together.wait()
    end = time.time() + SECONDS

    def coming() -> Iterator[Any]:
        nonlocal written
        for made in corpus(1_000_000, start=start):
            if time.time() >= end:
                return
            written += 1
            yield made

    try:
        fill(path, coming(), every=AT_ONCE)
    except Exception as error:  # noqa: BLE001 - counted and printed
        errors.append(f"{type(error).__name__}: {error}")
    told.put(Seen((), written, tuple(errors)))


def take_in(path: Path, folder: Path, together: Any, told: Queue[Seen]) -> None:
    """Take files in as `dafu ingest` does, until the end; all begin when the first is stored."""
    archive, end = Archive(writer(path), path.parent, "mask"), math.inf
    give_way()

    def stored(_: Fate) -> None:
        nonlocal end
        if end == math.inf:
            together.wait()
            end = time.time() + SECONDS

    report = ingest_jobs(archive, jobs([folder]), "bench", stored, lambda: time.time() >= end)
    shared_pool(archive.limits).close()
    told.put(Seen((), report.counts["added"], tuple(str(fate.reason) for fate in report.failures)))


def crowd(path: Path, *writing: Any) -> list[Seen]:
    """Run the readers, with or without a writer and what it takes in; return what each saw."""
    spawn = multiprocessing.get_context("spawn")
    told: Any = spawn.Queue()
    together = spawn.Barrier(READERS + bool(writing))
    wanted = [(read, seed) for seed in range(READERS)] + ([writing] if writing else [])
    started = [
        spawn.Process(target=work, args=(path, given, together, told)) for work, given in wanted
    ]
    for process in started:
        process.start()
    seen = [told.get() for _ in started]
    for process in started:
        process.join()
    return seen


def late(name: str, seen: list[Seen]) -> list[float]:
    """Print what was seen; return the milliseconds of every page."""
    spent = sorted(ms for one in seen for ms in one.spent)
    errors = [error for one in seen for error in one.errors]
    written = sum(one.written for one in seen) / SECONDS
    print(
        f"{name:8} {len(spent):6} pages, median {spent[len(spent) // 2]:.1f} ms, p95"
        f" {p95(spent):.1f} ms, {written:.0f} letters a second, {len(errors)} errors",
        flush=True,
    )
    for error in sorted(set(errors)):
        print(f"  {error}")
    return spent


def p95(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95) - 1]


def main() -> None:
    """Make the archive and the files, run each writer between two quiet parts, print the ratios."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    path, folder = FOLDER / "dafu.db", FOLDER / "letters"
    folder.mkdir(parents=True)
    fill(path, corpus(LETTERS))
    for title, text in letters(int(SECONDS * FILES)):
        (folder / title).write_text(text, encoding="utf-8")
    before = late("quiet", crowd(path))
    for name, writing in (("writing", (write, LETTERS)), ("ingest", (take_in, folder))):
        beside = late(name, crowd(path, *writing))
        after = late("quiet", crowd(path))
        ratio = p95(beside) / p95(before + after)
        print(f"p95 beside {name} is {ratio:.1f} times the quiet one")
        before = after
