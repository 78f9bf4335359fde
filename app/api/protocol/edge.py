"""What every machine-readable answer has in common: HEAD as GET, open to other sites, counted.

Plain ASGI, so that nothing is buffered.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.protocol.counting import Counting, Counts
from app.web.kept import machine_readable

EXPOSED = "ETag, Link, Content-Disposition, Retry-After"


class HeadAsGet:
    """Answer HEAD as GET without the body, on every route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; `scope["head"]` tells a stream that nobody will read it."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        ended = False

        async def bare(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.body":
                if ended:
                    return
                ended, message = True, {"type": "http.response.body", "body": b""}
            await send(message)

        asked = {**scope, "method": "GET", "head": True}
        try:
            await self.app(asked, receive, bare)
        finally:  # who counts requests looks for the route where it asked
            scope["route"] = asked.get("route")


class OpenToAll:
    """Let pages of other sites read the API: it holds nothing but what is public."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight at once; add the header that opens an answer."""
        if scope["type"] != "http" or not machine_readable(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        await self.app(scope, receive, opened)


PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, Accept",
    "Access-Control-Max-Age": "86400",
}


def install(app: FastAPI) -> None:
    """Wrap the application; the last one added is the first to hear of a request."""
    app.state.counts = Counts(app.state.site.settings.shelf)
    app.add_middleware(OpenToAll)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Counting, counts=app.state.counts)
