"""How fast pages come, over HTTP, from an archive of 10,000 replies: one client, p95.

The server is a process of its own, as `dafu serve` starts it. Each page is asked anew under an
address of its own (`cold`), so nothing that was made before helps, and again under the same
address (`again`), as most readers of a page do. The 10,000 replies are the made ones of the
search bench; the replies that are opened are sample letters, one of them 10,000 characters long.
Pages that count figures and promises are asked of as many whole letters, each time another page.

    DAFU_BENCH_LETTERS=1000 ./run bench pages
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter

import httpx

from tests.bench.archive import fill
from tests.bench.corpus import corpus, vocabulary
from tests.bench.whole import archive
from tests.web import samples

REPLIES = int(os.environ.get("DAFU_BENCH_LETTERS", "10000"))
ROUNDS = 200
LETTER = 10_000  # characters of the long reply
LONG = "310115-zx-9-9-9999"
USUAL = "310115-zx-7-4-130"
RANKS = (40, 150, 600, 2_000, 8_000)  # of words in the dictionary: common to rare

Pages = Mapping[str, Callable[[int], str]]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    base: str
    pid: int

    def seconds(self) -> float:
        """Return the processor time it has taken, which other work on the machine hardly moves."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text("ascii").split()[0]) for task in tasks) / 1e9


def main() -> None:
    """Fill an archive, serve it, ask for its pages, print one table."""
    folder = Path(tempfile.mkdtemp(prefix="dafu-bench-"))
    try:
        fill(folder / "dafu.db", corpus(REPLIES))
        samples.filled(folder, chain([_long()], samples.letters()))
        with serving(folder) as server, httpx.Client(base_url=server.base, timeout=30) as client:
            _table(client, _pages())
    finally:
        shutil.rmtree(folder)
    with (
        serving(archive(REPLIES).folder) as server,
        httpx.Client(base_url=server.base, timeout=30) as client,
    ):
        print("whole letters:")
        _table(client, dict(_counting(client)))


def _long() -> samples.Dossier:
    """A reply of ten thousand characters with its figures and promises."""
    head, _, tail = samples.LONG.partition("（一）")
    body, _, end = ("（一）" + tail).partition("下一步")
    plain = re.sub(r"[\d.]+", "若干", body)  # in letters most sections hold few figures
    text = head + (body + plain * 2) * (LETTER // len(body) // 3) + body + "下一步" + end
    return samples.dossier(
        text,
        "long.txt",
        id=LONG,
        heading="对浦东新区政协九届九次会议第9999号提案的答复",
        title="关于完善社区助餐服务的建议",
        numbers=("9999",),
        agencies=("上海市浦东新区养老发展局",),
        place=samples.PUDONG,
        proposers=("闫晓慧",),
    )


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Yield a server of this folder, a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "DAFU_DATA": str(folder)}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{base}/help")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield Server(base, server.pid)
    finally:
        server.terminate()
        server.wait(20)


def _pages() -> Pages:
    words = [vocabulary()[rank] for rank in RANKS]
    return {
        "home": lambda n: f"/?n={n}",
        "search": lambda n: f"/search?q={words[n % len(words)]}&n={n}",
        "search, all": lambda n: f"/search?n={n}",
        "long reply": lambda n: f"/r/{LONG}?n={n}",
        "usual reply": lambda n: f"/r/{USUAL}?n={n}",
    }


def _counting(client: httpx.Client) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield the pages that count, each kind with the addresses that its list leads to."""
    for kind in ("agencies", "districts", "themes", "proposers", "figures"):
        listed = re.findall(rf'href="(/{kind}/[^"?]+)"', client.get(f"/{kind}").text)
        yield f"one of {kind}", partial(_nth, listed)
    for path in ("/pledges", "/about", "/quality", "/ingest", "/districts", "/agencies"):
        yield path, partial(_nth, [path])


def _nth(addresses: Sequence[str], n: int) -> str:
    return f"{addresses[n % len(addresses)]}?n={n}"


def _table(client: httpx.Client, pages: Pages) -> None:
    print(f"{'':18}{'cold p50':>10}{'p95':>8}{'again p95':>12}{'gzip KB':>10}")
    for name, address in pages.items():
        for n in range(5):
            client.get(address(ROUNDS + n))
        cold = sorted(_milliseconds(client, address(n)) for n in range(ROUNDS))
        again = sorted(_milliseconds(client, address(ROUNDS - 1)) for _ in range(ROUNDS))
        size = len(gzip.compress(client.get(address(0)).content, 5)) / 1024
        times = f"{_at(cold, 0.5):10.1f}{_at(cold, 0.95):8.1f}{_at(again, 0.95):12.1f}"
        print(f"{name:18}{times}{size:10.1f}", flush=True)


def _milliseconds(client: httpx.Client, address: str) -> float:
    started = perf_counter()
    client.get(address).raise_for_status()
    return (perf_counter() - started) * 1000


def _at(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]


if __name__ == "__main__":
    main()
