"""How fast pages come, over HTTP, from an archive of 10,000 replies: one client, p95.

Each page is asked anew under an address of its own (`cold`), so nothing that was made before
helps, and again under the same address (`again`), as most readers of a page do.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from time import perf_counter

import httpx

from tests.browser.fixtures import serving
from tests.web import samples

REPLIES = 10_000
ROUNDS = 200
LETTER = 10_000  # characters of the long reply
LONG = "310115-zx-9-9-9999"
WORDS = ("助餐", "社区 食堂", "孵化器", "“老年助餐点”", "智慧助餐 -孵化器", "补贴资金")


def main() -> None:
    """Fill an archive, serve it, ask for its pages, print one table."""
    folder = Path(tempfile.mkdtemp(prefix="dafu-bench-"))
    try:
        started = perf_counter()
        settings = samples.filled(folder, chain([_long()], samples.numbered(REPLIES - 1)))
        print(f"{REPLIES:,} replies taken in: {perf_counter() - started:.0f} s")
        with serving(settings) as site, httpx.Client(base_url=site.base, timeout=30) as client:
            _table(client)
    finally:
        shutil.rmtree(folder)


def _long() -> samples.Dossier:
    """A reply of ten thousand characters with its figures and promises."""
    head, _, tail = samples.LONG.partition("（一）")
    body, _, end = ("（一）" + tail).partition("下一步")
    text = head + body * (LETTER // len(body)) + "下一步" + end
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


def _table(client: httpx.Client) -> None:
    pages: dict[str, Callable[[int], str]] = {
        "home": lambda n: f"/?n={n}",
        "search": lambda n: f"/search?q={WORDS[n % len(WORDS)]}&n={n}",
        "search, all": lambda n: f"/search?n={n}",
        "long reply": lambda n: f"/r/{LONG}?n={n}",
        "any reply": lambda n: f"/r/{_id(n * 37 % (REPLIES - 1))}",
        "agency": lambda n: f"/agencies/上海市浦东新区第{n % 40 // 3 * 3}局?n={n}",
        "people": lambda n: f"/proposers?n={n}",
        "about": lambda n: f"/about?n={n}",
    }
    print(f"{'':14}{'cold p50':>10}{'p95':>8}{'again p95':>12}{'gzip KB':>10}")
    for name, address in pages.items():
        client.get(address(ROUNDS))
        cold = sorted(_milliseconds(client, address(n)) for n in range(ROUNDS))
        again = sorted(_milliseconds(client, address(ROUNDS - 1)) for _ in range(ROUNDS))
        size = len(gzip.compress(client.get(address(0)).content, 5)) / 1024
        times = f"{_at(cold, 0.5):10.1f}{_at(cold, 0.95):8.1f}{_at(again, 0.95):12.1f}"
        print(f"{name:14}{times}{size:10.1f}")


def _id(n: int) -> str:
    code = (samples.PUDONG, samples.CHANGNING, samples.CITY)[n % 3].code
    return f"{code}-zx-7-4-{n + 1000}"


def _milliseconds(client: httpx.Client, address: str) -> float:
    started = perf_counter()
    response = client.get(address)
    response.raise_for_status()
    return (perf_counter() - started) * 1000


def _at(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]


if __name__ == "__main__":
    main()
