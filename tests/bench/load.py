"""`./run bench load`: fifty readers at once for three minutes on an archive of 10,000 letters.

First each reader asks for the next page as soon as it has the last one, over a connection kept
open: that is as much as the machine can do, and harder than fifty people who read. Then for a
third of the time they look at each page for a second, as only hasty people do. What they ask for
is spread as in real use: some words and letters are asked for much more often than others, and
nobody's way through the site is walked twice. The server runs in processes of its own, as
`dafu serve --workers 2` starts it; the readers share another one, on the same machine, and talk
HTTP by hand so that they take little of it.

    DAFU_BENCH_SECONDS=20 DAFU_BENCH_LETTERS=1000 ./run bench load
"""

from __future__ import annotations

import asyncio
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

from tests.bench.corpus import vocabulary
from tests.bench.whole import Made, archive

READERS, WORKERS = 50, 2
SECONDS = float(os.environ.get("DAFU_BENCH_SECONDS", "180"))
LETTERS = int(os.environ.get("DAFU_BENCH_LETTERS", "10000"))
APART = (
    0.05  # seconds between two who come: a burst would all go to the one worker that looks first
)
WARM = 60  # seconds before memory is read for the first time
LOOKING = 1.0  # seconds on average that those who look at a page take for it
OWN = re.compile(r"RssAnon:\s+(?P<kilobytes>\d+) kB")  # without the mapped pages of the database
WORDS = ("孵化器", "科技创新", "中小企业融资", "人工智能", "营商环境", "民营企业 贷款")
KINDS = {  # of pages, and how many of a hundred requests are for one
    "reply": 36,
    "search": 26,
    "filtered": 10,
    "static": 8,
    "home": 4,
    "agency": 4,
    "list of names": 2,
    "figures": 2,
    "pledges": 2,
    "api": 6,
}


@dataclass(slots=True)
class Told:
    """What the readers saw."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, status: int, took: float) -> None:
        """Note one answer."""
        self.statuses[status] += 1
        self.milliseconds.setdefault(kind, []).append(took * 1000)
        if status != 200:
            self.errors[f"{kind}: {status}"] += 1


class Asking:
    """Addresses as readers ask for them: a few often, many seldom."""

    def __init__(self, made: Made, seed: int) -> None:
        self.chance = random.Random(seed)
        self.kinds = list(KINDS)
        self.weights = list(KINDS.values())
        shuffled = random.Random(1)
        self.ids = shuffled.sample(made.ids, len(made.ids))
        self.agencies = shuffled.sample(made.agencies, len(made.agencies))
        self.words = [*WORDS, *shuffled.sample(vocabulary()[40:4000], 600)]
        self.by = list(accumulate(1 / (n + 5) for n in range(len(self.ids) + len(self.words))))

    def pick(self, of: list[str]) -> str:
        """Return one of a list: the first ones more often."""
        return of[bisect(self.by, self.chance.random() * self.by[len(of) - 1])]

    def next(self) -> tuple[str, str]:
        """Return a kind of page and the address of one."""
        (kind,) = self.chance.choices(self.kinds, self.weights)
        word = quote(self.pick(self.words))
        year = 2018 + self.chance.randrange(8)
        return kind, {
            "reply": f"/r/{self.pick(self.ids)}",
            "search": f"/search?q={word}",
            "filtered": f"/search?q={word}&year={year}&kind=proposal",
            "static": "/static/app.css",
            "home": "/",
            "agency": f"/agencies/{quote(self.pick(self.agencies))}",
            "list of names": "/proposers" if year % 2 else "/agencies",
            "figures": f"/figures?q={word}",
            "pledges": f"/pledges?year={year}",
            "api": f"/api/v1/replies?q={word}",
        }[kind]


async def reader(
    port: int, asking: Asking, later: float, until: float, looking: float, told: Told
) -> None:
    """Come a little later than the one before; ask for one page after the other to the end."""
    await asyncio.sleep(later)
    link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.monotonic() < until:
        kind, address = asking.next()
        began = time.perf_counter()
        try:
            link = link or await asyncio.open_connection("127.0.0.1", port)
            status, kept = await asyncio.wait_for(_answer(*link, address), 30)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            told.errors[f"{kind}: {type(error).__name__}"] += 1
            kept = False
        else:
            told.note(kind, status, time.perf_counter() - began)
        if not kept and link is not None:
            link[1].close()
            link = None
        if looking:
            await asyncio.sleep(asking.chance.uniform(0.5, 1.5) * looking)
    if link is not None:
        link[1].close()
        with suppress(OSError):
            await link[1].wait_closed()


async def _answer(
    reading: asyncio.StreamReader, writing: asyncio.StreamWriter, address: str
) -> tuple[int, bool]:
    """Ask on a connection; return the status, and whether the connection goes on."""
    writing.write(
        f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    )
    head = (await reading.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if "transfer-encoding: chunked" in head:
        while size := int((await reading.readline()).split(b";")[0], 16):
            await reading.readexactly(size + 2)
        await reading.readline()
    elif found := re.search(r"content-length: (\d+)", head):
        await reading.readexactly(int(found[1]))
    return int(head.split(" ", 2)[1]), "connection: close" not in head


async def readers(
    port: int, made: Made, number: int, seconds: float, looking: float = 0.0, first: int = 0
) -> Told:
    """Let readers from the `first` on ask for so long, each looking at a page before the next."""
    told, until = Told(), time.monotonic() + seconds
    coming = (
        reader(port, Asking(made, first + n), n * APART, until, looking, told)
        for n in range(number)
    )
    await asyncio.gather(*coming)
    return told


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Serve an archive in processes of its own; yield the port and the first process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "DAFU_DATA": str(folder)}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [*command, "--workers", str(workers)], env=environment, stdout=quiet, stderr=quiet
    )
    try:
        while not _ready(port):
            if server.poll() is not None:
                raise SystemExit("the server ended before it answered")
            time.sleep(0.02)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _ready(port: int) -> bool:
    """Tell whether a server answers; asked so that it takes nothing of the start it waits for."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        asking.request("GET", "/readyz")
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def memory(pid: int) -> float:
    """Return the megabytes of its own that a server has, all its processes together."""
    total = 0
    for process in [pid, *_below(pid)]:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        total += int(found["kilobytes"]) if (found := OWN.search(status)) else 0
    return total / 1024


def processor(pid: int) -> float:
    """Return the seconds of processor time that a server has taken, all processes together."""
    total = 0
    for process in [pid, *_below(pid)]:
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(said[11]) + int(said[12])
    return total / os.sysconf("SC_CLK_TCK")


def _below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children]


def at(times: list[float], share: float) -> float:
    """Return the time that such a share of answers did not exceed."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def main() -> None:
    """Fill an archive, serve it, let fifty readers loose on it twice, print two tables."""
    made = archive(LETTERS)
    print(f"{LETTERS:,} letters, {READERS} readers, {WORKERS} workers")
    with serving(made.folder, WORKERS) as (port, pid):
        asyncio.run(readers(port, made, READERS, min(WARM, SECONDS)))
        before = memory(pid)
        measured(port, pid, made, SECONDS, 0.0)
        after = memory(pid)
        growth = (after / before - 1) * 100
        print(
            f"own memory: {before:.0f} MB at the start, {after:.0f} MB at the end ({growth:+.1f} %)"
        )
        measured(port, pid, made, SECONDS / 3, LOOKING)


def measured(port: int, pid: int, made: Made, seconds: float, looking: float) -> None:
    """Let the readers ask, and print what they saw and what it took."""
    spent, own, began = processor(pid), time.process_time(), time.monotonic()
    first = 2 * READERS if looking else READERS  # none who has been here before
    told = asyncio.run(readers(port, made, READERS, seconds, looking, first))
    took = time.monotonic() - began
    spent, own = processor(pid) - spent, time.process_time() - own
    pause = f"looking at each page for {looking:.0f} s" if looking else "without a pause"
    print(f"{pause}, {took:.0f} s")
    print(f"{'':16}{'answers':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    every = [ms for times in told.milliseconds.values() for ms in times]
    for kind, times in [*told.milliseconds.items(), ("all", every)]:
        line = "".join(f"{at(times, share):9.0f}" for share in (0.5, 0.95, 0.99))
        print(f"{kind:16}{len(times):9,}{line}")
    print(
        f"{len(every) / took:.0f} answers a second, {spent / len(every) * 1000:.1f} ms of "
        f"processor each ({own / len(every) * 1000:.2f} ms more for the readers)"
    )
    print(f"errors: {sum(told.errors.values())} {dict(told.errors) or ''}")
