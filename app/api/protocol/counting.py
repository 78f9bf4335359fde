"""Counting requests for /metrics: how many, how long, how many searches were slow or failed.

A small ASGI wrapper and a table in memory: what a client library would do is 40 lines here.
Routes are counted by their pattern, never by the address, so neither the table nor what it shows
grows with what people ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from threading import Lock
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SLOW_SECONDS = 0.5
SEARCHES = frozenset(
    {"/search", "/api/v1/replies", "/api/v1/figures", "/api/v1/replies.csv", "/feed.atom"}
)


class Counts:
    """What was counted since the program started."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.requests: dict[tuple[str, str, int], int] = defaultdict(int)
        self.durations: dict[str, list[int]] = {}
        self.seconds: dict[str, float] = defaultdict(float)
        self.slow = 0
        self.failed = 0

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        with self._lock:
            self.requests[route, method, status] += 1
            tally = self.durations.setdefault(route, [0] * (len(BUCKETS) + 1))
            tally[sum(seconds > bound for bound in BUCKETS)] += 1
            self.seconds[route] += seconds
            if route in SEARCHES:
                self.slow += seconds > SLOW_SECONDS
                self.failed += status >= 500

    def lines(self) -> Iterator[str]:
        """Yield what was counted as Prometheus reads it."""
        with self._lock:
            requests, seconds = dict(self.requests), dict(self.seconds)
            durations = {route: list(tally) for route, tally in self.durations.items()}
        yield "# TYPE dafu_requests_total counter"
        for (route, method, status), number in sorted(requests.items()):
            labels = f'route="{_quoted(route)}",method="{_quoted(method)}",status="{status}"'
            yield f"dafu_requests_total{{{labels}}} {number}"
        yield "# TYPE dafu_request_seconds histogram"
        for route, tally in sorted(durations.items()):
            yield from _histogram(_quoted(route), tally, seconds[route])
        yield "# TYPE dafu_searches_slow_total counter"
        yield f"dafu_searches_slow_total {self.slow}"
        yield "# TYPE dafu_searches_failed_total counter"
        yield f"dafu_searches_failed_total {self.failed}"


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
            self.counts.count(_route(scope, status), _method(scope), status, took)


def _route(scope: Scope, status: int) -> str:
    """Return the pattern of the route that answered, prefix included."""
    route: Any = scope.get("route")
    path: str | None = getattr(route, "path", None)
    if path is None:
        return "/static" if scope["path"].startswith("/static/") else "other"
    whole = scope["path"]
    return (
        f"/api/v1{path}" if whole.startswith("/api/v1/") and not path.startswith("/api") else path
    )


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
