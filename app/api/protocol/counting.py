"""Counting requests for /metrics: how many, how long, how many searches were slow or failed.

A small ASGI wrapper and a table in memory: what a client library would do is 80 lines here.
Routes are counted by their pattern, never by the address, so neither the table nor what it shows
grows with what people ask. Where several workers serve, each writes down what it counted, a second
later at most, and whoever is asked adds up what all have written: a worker that has died stays
counted, so no number ever falls.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SLOW_SECONDS = 0.5
SEARCHES = frozenset(
    {"/search", "/api/v1/replies", "/api/v1/figures", "/api/v1/replies.csv", "/feed.atom"}
)
LATE = 1.0  # seconds until other workers know what one has counted

Key = tuple[str, ...]
"""What is counted, and of what: ("requests", route, method, status), ("slow",), …"""


class Counts:
    """What was counted since the program started; counted on the event loop alone."""

    def __init__(self, shelf: Path | None = None) -> None:
        self._counted: Counter[Key] = Counter()
        self._shelf = shelf
        self._telling = False

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        counted = self._counted
        counted["requests", route, method, str(status)] += 1
        counted["took", route, str(sum(seconds > bound for bound in BUCKETS))] += 1
        counted["microseconds", route] += int(seconds * 1_000_000)
        if route in SEARCHES:
            counted["slow",] += seconds > SLOW_SECONDS
            counted["failed",] += status >= 500
        if self._shelf is not None and not self._telling:
            self._telling = True
            asyncio.get_running_loop().call_later(LATE, self._tell, self._shelf)

    def lines(self) -> Iterator[str]:
        """Yield what was counted as Prometheus reads it."""
        counted = self._counted.copy() + self._told_by_others()
        yield "# TYPE dafu_requests_total counter"
        for what, *of in sorted(counted):
            if what == "requests":
                route, method, status = map(_quoted, of)
                labels = f'route="{route}",method="{method}",status="{status}"'
                yield f"dafu_requests_total{{{labels}}} {counted[what, *of]}"
        yield "# TYPE dafu_request_seconds histogram"
        for route in sorted({key[1] for key in counted if key[0] == "took"}):
            tally = [counted["took", route, str(at)] for at in range(len(BUCKETS) + 1)]
            yield from _histogram(_quoted(route), tally, counted["microseconds", route] / 1_000_000)
        yield "# TYPE dafu_searches_slow_total counter"
        yield f"dafu_searches_slow_total {counted['slow',]}"
        yield "# TYPE dafu_searches_failed_total counter"
        yield f"dafu_searches_failed_total {counted['failed',]}"

    def _tell(self, shelf: Path) -> None:
        """Write down for the others what was counted; where there is no room they know less."""
        self._telling = False
        own = _of_worker(shelf, os.getpid())
        draft = own.with_suffix(".part")
        try:
            draft.write_text(json.dumps(list(self._counted.items())), encoding="utf-8")
            draft.replace(own)
        except OSError:
            draft.unlink(missing_ok=True)

    def _told_by_others(self) -> Counter[Key]:
        told: Counter[Key] = Counter()
        if self._shelf is None:
            return told
        own = _of_worker(self._shelf, os.getpid())
        for path in sorted(own.parent.glob(f"{self._shelf.name}.*.json")):
            if path != own:
                told.update({tuple(key): number for key, number in json.loads(path.read_bytes())})
        return told


def _of_worker(shelf: Path, process: int) -> Path:
    return shelf.with_name(f"{shelf.name}.{process}.json")


class Counting:
    """Counts every request that is answered, or that ended without an answer."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app = app
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            took = perf_counter() - began
            self.counts.count(_route(scope), _method(scope), status, took)


def _route(scope: Scope) -> str:
    """Return the pattern of the route that answered."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None:
        return "/static" if scope["path"].startswith("/static/") else "other"
    return path


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS") else "other"


def _histogram(route: str, tally: list[int], seconds: float) -> Iterator[str]:
    name, total = "dafu_request_seconds", 0
    for bound, number in zip((*BUCKETS, "+Inf"), tally, strict=True):
        total += number
        yield f'{name}_bucket{{route="{route}",le="{bound}"}} {total}'
    yield f'{name}_sum{{route="{route}"}} {seconds:.6f}'
    yield f'{name}_count{{route="{route}"}} {total}'


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
