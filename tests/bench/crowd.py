"""`./run bench crowd`: eight readers for a minute, quiet and while one writer takes letters in.

Each reader is a process that asks for a page of results and thinks for a moment, over and over;
the writer stores and indexes made letters as fast as it can, as many in a transaction and with as
little claim to the processor as `dafu ingest`, but without a wait for their reading. Printed are
the milliseconds of a page with and without the writer, and every error. DAFU_BENCH_SECONDS is
how long each part takes; DAFU_BENCH_CLOCK=cpu counts processor time.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

from app.ingest.priority import give_way
from app.ingest.run import AT_ONCE
from app.search.query import parse
from app.search.results import search
from app.store.database import reader
from tests.bench.archive import fill
from tests.bench.corpus import corpus, vocabulary

SECONDS = float(os.environ.get("DAFU_BENCH_SECONDS", "60"))
FOLDER = Path(os.environ.get("DAFU_BENCH_FOLDER", tempfile.gettempdir())) / "dafu-bench" / "crowd"
READERS, LETTERS = 8, 5_000
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


def crowd(path: Path, *, writing: bool) -> list[Seen]:
    """Run the readers, with or without the writer; return what each saw."""
    spawn = multiprocessing.get_context("spawn")
    told: Any = spawn.Queue()
    together = spawn.Barrier(READERS + writing)
    started = [
        spawn.Process(target=read, args=(path, seed, together, told)) for seed in range(READERS)
    ]
    if writing:
        started.append(spawn.Process(target=write, args=(path, LETTERS, together, told)))
    for process in started:
        process.start()
    seen = [told.get() for _ in started]
    for process in started:
        process.join()
    return seen


def main() -> None:
    """Make the archive, run both parts, print one line each and the ratio."""
    path = FOLDER / "dafu.db"
    for old in FOLDER.glob("dafu.db*"):
        old.unlink()
    FOLDER.mkdir(parents=True, exist_ok=True)
    fill(path, corpus(LETTERS))
    late: list[float] = []
    for name, writing in (("quiet", False), ("writing", True)):
        seen = crowd(path, writing=writing)
        spent = sorted(ms for one in seen for ms in one.spent)
        late.append(spent[int(len(spent) * 0.95) - 1])
        errors = [error for one in seen for error in one.errors]
        written = sum(one.written for one in seen) / SECONDS
        print(
            f"{name:8} {len(spent):6} pages, median {spent[len(spent) // 2]:.1f} ms, p95"
            f" {late[-1]:.1f} ms, {written:.0f} letters a second, {len(errors)} errors"
        )
        for error in sorted(set(errors)):
            print(f"  {error}")
    print(f"p95 while writing is {late[1] / late[0]:.1f} times the quiet one")
