"""What every machine-readable answer has in common: HEAD, CORS, ETag and 304, before any work.

Plain ASGI, so that nothing is buffered. The ETag is made of the archive's revision, the program's
version, the address and the canonical query: it is known before the query runs, so a client that
has the answer already costs one read of one row. It is weak: the same answer may come gzipped.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import __version__
from app.api.counting import Counting, Counts
from app.web.deps import Site
from app.web.frame import CHINA

# Asked anew each time, because an ingest may have come in between; 304 makes that cheap.
CACHE = "no-cache"
API = "/api/v1/"
SUFFIXES = (".json", ".jsonld", ".txt", ".xml", ".atom")
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

        await self.app({**scope, "method": "GET", "head": True}, receive, bare)


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


class Unchanged:
    """Answer 304 where the client has the present answer; give every answer its ETag."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compare before the query runs."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not machine_readable(scope["path"])
        ):
            await self.app(scope, receive, send)
            return
        tag = etag(scope)
        if tag is not None and tag in _known(Headers(scope=scope)):
            headers = {"ETag": tag, "Cache-Control": CACHE, "Vary": "Accept-Encoding"}
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if tag is not None and "no-store" not in headers.get("Cache-Control", ""):
                    headers["ETag"] = tag
                    headers["Cache-Control"] = CACHE
            await send(message)

        await self.app(scope, receive, tagged)


def machine_readable(path: str) -> bool:
    """Whether an address gives data of the archive rather than a page or a file of the site."""
    if path.startswith("/static/"):
        return False
    return path.startswith(API) or path.endswith(SUFFIXES)


def etag(scope: Scope) -> str | None:
    """Return the tag of the answer to this request, or nothing without a database.

    On the event loop, because handing it to a thread costs more than the one read it does.
    """
    site: Site = scope["app"].state.site
    number = site.revision()
    if number is None:
        return None
    pairs = sorted(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    host = site.settings.base_url or f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}"
    day = datetime.now(CHINA).date()  # what is overdue, and how a citation is dated, ends with it
    known = repr((number, day, __version__, host, scope["path"], pairs))
    return f'W/"{number}-{hashlib.sha256(known.encode()).hexdigest()[:20]}"'


def _known(headers: Headers) -> set[str]:
    """Return the tags in If-None-Match, as weak ones: proxies may have made them strong."""
    tags = (tag.strip() for tag in headers.get("if-none-match", "").split(","))
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in tags if tag}


def install(app: FastAPI) -> None:
    """Wrap the application; the last one added is the first to hear of a request."""
    app.state.counts = Counts()
    app.add_middleware(Unchanged)
    app.add_middleware(OpenToAll)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Counting, counts=app.state.counts)
