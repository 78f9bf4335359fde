"""The door to the tools for language models: what is behind it is loaded with the first message.

The package `mcp` takes a quarter of the time in which a server starts, and memory in each worker;
most sites are never asked for a tool. The session manager lives in a task of the application's
lifespan, which waits here until somebody asks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from anyio import Event, create_task_group, sleep_forever
from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PATHS = ("/mcp", "/mcp/")


class Tools:
    """Answers messages for as long as `serving` runs, from the first one on."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._wanted, self._open = Event(), Event()
        self._manager: Any = None

    async def work(self) -> None:
        """Wait until somebody asks, then load the tools and keep them open."""
        await self._wanted.wait()
        behind = await run_sync(import_module, "app.api.mcp")
        async with behind.manager(self._app.state.site) as self._manager:
            self._open.set()
            await sleep_forever()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one message."""
        self._wanted.set()
        await self._open.wait()
        await self._manager.handle_request(scope, receive, send)


class Endpoint:
    """Hands a POST to the tools; without sessions there is nothing else to ask for."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one message."""
        tools: Tools | None = getattr(self.app.state, "tools", None)
        if scope["method"] != "POST":
            raise HTTPException(405, headers={"Allow": "POST"})
        if tools is None:
            raise HTTPException(503)
        await tools.answer(scope, receive, send)


def install(app: FastAPI) -> None:
    """Add the addresses of the tools; they answer while `serving` runs."""
    for path in PATHS:
        app.router.routes.append(Route(path, endpoint=Endpoint(app), include_in_schema=False))


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[None]:
    """Serve the tools; entered by the application's lifespan, each time anew."""
    app.state.tools = tools = Tools(app)
    async with create_task_group() as group:
        group.start_soon(tools.work)
        try:
            yield
        finally:
            app.state.tools = None
            group.cancel_scope.cancel()
