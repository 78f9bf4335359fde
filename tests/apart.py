"""Running a coroutine in a thread of its own: a browser under test holds the main thread's loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import anyio

T = TypeVar("T")

PATIENCE = 30  # seconds after which a test that waits has failed


def apart(work: Callable[[], Awaitable[T]]) -> T:
    """Return what the coroutine returns."""

    async def bounded() -> T:
        with anyio.fail_after(PATIENCE):
            return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, bounded).result()
