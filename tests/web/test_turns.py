"""Many at once: each is answered, in its turn, and nobody is kept waiting by who reads slowly."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.config import Settings
from app.web.main import create_app
from app.web.turns import AT_ONCE, Turns
from tests.apart import apart

MANY = 150  # more than there are threads and connections to make pages with


@pytest.mark.slow
def test_a_crowd_is_answered_to_the_last(settings: Settings) -> None:
    """No request waits for a connection that another cannot give back for want of a thread."""

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(create_app(settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            asked = (client.get(f"/search?q=企业{number}") for number in range(MANY))
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert apart(ask) == [200] * MANY


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_turn_ends_where_the_answer_begins(method: str) -> None:
    """Readers who take their time hold up nobody."""
    begun: list[int] = []

    async def ask() -> None:
        every = asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200})
            begun.append(1)
            if len(begun) == 3 * AT_ONCE:
                every.set()
            await asyncio.Event().wait()  # the body is never taken

        async def send(message: Message) -> None:
            pass

        turns = Turns(app)
        scope = {"type": "http", "method": method, "path": "/search"}
        slow = [asyncio.create_task(turns(scope, _nothing, send)) for _ in range(3 * AT_ONCE)]
        await every.wait()
        for task in slow:
            task.cancel()

    apart(ask)
    assert len(begun) == 3 * AT_ONCE


def test_a_turn_is_given_back_by_what_fails(settings: Settings) -> None:
    """Faults use up nothing: the next one is let through."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("planted")

    async def ask() -> None:
        turns = Turns(app, at_once=1)
        scope = {"type": "http", "method": "GET", "path": "/search"}
        for _ in range(3):
            with pytest.raises(RuntimeError, match="planted"):
                await turns(scope, _nothing, lambda message: asyncio.sleep(0))

    apart(ask)
