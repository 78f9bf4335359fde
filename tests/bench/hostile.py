"""`./run bench hostile`: what the worst questions cost, and what they cost everybody else.

    DAFU_BENCH_REPLIES=200000 ./run bench hostile

One client asks, one after the other, what is meant to take long; a second one asks an ordinary
question all the while. The server is a process of its own with the usual deadline. The corpus is
that of the search bench, made once. A question may take 1.2 times the deadline, and none a fault.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import httpx

from tests.bench.corpus import vocabulary
from tests.bench.load import at, serving
from tests.bench.search import REPLIES, made_archive

DEADLINE = 2.0  # the setting's default
ORDINARY = "/api/v1/replies?q=孵化器&size=5"


def hostile() -> Iterator[tuple[str, str]]:
    """Yield questions that ask for as much work as 200 characters can."""
    common = vocabulary()[:80]
    single = [word for word in common if len(word) == 1]
    yield "single characters", " ".join(single)
    yield "one character", single[0]
    yield "common words", " ".join(common[:60])
    yield "any of common words", " 或 ".join(common[:60])
    yield "none of common words", " ".join(f"-{word}" for word in common[:60])
    yield (
        "phrases of common words",
        " ".join(f"“{a}{b}”" for a, b in pairwise(common)),
    )
    yield "one long phrase", "".join(common)[:200]
    yield "the same word", " ".join([common[0]] * 100)
    yield "prefixes", " ".join(f"{word}*" for word in single)
    yield "letters and digits", " ".join("abcdefghijklmnopqrstuvwxyz0123456789")
    yield "numbers", " ".join(f"{number}号" for number in range(40))
    yield "fragments of nothing", "".join(chr(0x4E00 + 97 * n) for n in range(200))


def main() -> None:
    """Ask, and print one table."""
    with serving(made_archive().parent, 1) as (port, _), httpx.Client(timeout=60) as client:
        base = f"http://127.0.0.1:{port}"
        others: list[float] = []
        stopping = threading.Event()
        ordinary = threading.Thread(target=_go_on, args=(base, others, stopping))
        ordinary.start()
        print(f"{REPLIES:,} replies, deadline {DEADLINE} s")
        print(f"{'':26}{'status':>7}{'seconds':>9}{'of deadline':>13}")
        for name, words in hostile():
            for order in ("rel", "number"):
                asked = {"q": words, "sort": order, "size": "100"}
                began = time.perf_counter()
                status = client.get(f"{base}/api/v1/replies", params=asked).status_code
                took = time.perf_counter() - began
                print(f"{name:20}{order:6}{status:7}{took:9.2f}{took / DEADLINE:13.0%}", flush=True)
        stopping.set()
        ordinary.join()
    print(
        f"meanwhile {len(others):,} ordinary questions: p50 {at(others, 0.5):.0f} ms, "
        f"p95 {at(others, 0.95):.0f} ms, most {max(others):.0f} ms"
    )


def _go_on(base: str, times: list[float], stopping: threading.Event) -> None:
    with httpx.Client(base_url=base, timeout=60) as client:
        number = 0
        while not stopping.is_set():
            number += 1
            began = time.perf_counter()
            # a host of its own makes the answer another one: nothing kept helps
            client.get(ORDINARY, headers={"Host": f"host{number}"}).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(0.05)
