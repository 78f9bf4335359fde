"""Answers already made, given again for as long as they are true; and the 304 before them.

What the archive answers follows from its revision, the program, the day (what is overdue, how a
citation is dated), the address and the choice of large text. That makes the ETag, and it is known
before anything is asked but the revision: whoever has the answer already gets a 304, and whoever
asks what somebody asked before gets the same bytes, compressed as they were then. An ingest
changes the revision and with it every tag; what nobody asks for any more leaves the shelf.

On the event loop, because handing this to a thread costs more than doing it.
"""

from __future__ import annotations

import gzip
import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import __version__
from app.web.clock import CHINA
from app.web.deps import Site
from app.web.shelf import Answer, Route, Shelf

BIG = "big"  # the one cookie
ANY = "*"  # in If-None-Match: whatever there is
# Asked anew each time, because an ingest may have come in between; a 304 makes that cheap.
CACHE = "no-cache"
# data of the archive rather than pages: in the API, and outside of it
API = "/api/v1/"
SUFFIXES = (".json", ".jsonld", ".txt", ".xml", ".atom")
WHOLE = ("text/html", "application/octet-stream")  # a page, a reply's original file
NEVER = ("/static/", "/mcp", "/healthz", "/readyz", "/metrics", "/version")


class Kept:
    """Tags what is worth keeping, answers 304, and answers from the shelf."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compare before anything is worked out."""
        tag = tag_of(scope)
        if tag is None:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = _known(headers)
        unchanged = {"ETag": tag, "Cache-Control": CACHE, "Vary": _vary(scope)}
        if ANY in known:
            send = _unless_there(unchanged, send)
        if tag in known:
            await Response(status_code=304, headers=unchanged)(scope, receive, send)
        elif (answer := shelf_of(scope).answer(tag)) is not None:
            scope["route"] = answer.route
            await _give(answer, headers, send)
        else:
            await self.app(scope, receive, self._noting(tag, scope, send))

    def _noting(self, tag: str, scope: Scope, send: Send) -> Send:
        """Tag an answer on its way out, and keep it where it comes whole."""
        said: tuple[tuple[bytes, bytes], ...] | None = None

        async def noting(message: Message) -> None:
            nonlocal said
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if _lasting(scope, message["status"], headers):
                    headers["ETag"] = tag
                    headers["Cache-Control"] = CACHE
                    packed = headers.get("Content-Encoding") == "gzip"
                    said = tuple(message["headers"]) if packed else None
            elif message["type"] == "http.response.body":
                if said is not None and not message.get("more_body"):
                    route = Route(getattr(scope.get("route"), "path", None))
                    shelf_of(scope).put(tag, Answer(said, message["body"], route))
                said = None
            await send(message)

        return noting


def shelf_of(scope: Scope) -> Shelf:
    """Return the shelf of the site that answers."""
    site: Site = scope["app"].state.site
    return site.shelf


def machine_readable(path: str) -> bool:
    """Whether an address gives data of the archive rather than a page or a file of the site."""
    if path.startswith("/static/"):
        return False
    return path.startswith(API) or path.endswith(SUFFIXES)


def tag_of(scope: Scope) -> str | None:
    """Return the tag of the answer to this request; none where nothing is worth keeping."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(NEVER):
        return None
    site: Site = scope["app"].state.site
    number = site.revision()
    if number is None:
        return None
    headers, asked = Headers(scope=scope), scope["query_string"].decode("latin-1")
    base = site.settings.base_url or f"{scope['scheme']}://{headers.get('host', '')}"
    known: tuple[Any, ...] = (number, datetime.now(CHINA).date(), __version__, base, scope["path"])
    if machine_readable(scope["path"]):
        known += (sorted(parse_qsl(asked, keep_blank_values=True)),)
    else:  # a page says its own address again, as it was written
        known += (asked, large(headers))
    return f'W/"{number}-{hashlib.sha256(repr(known).encode()).hexdigest()[:20]}"'


def large(headers: Headers) -> bool:
    """Whether the reader chose large text."""
    return cookie_parser(headers.get("cookie", "")).get(BIG) == "1"


def _known(headers: Headers) -> set[str]:
    """Return the tags in If-None-Match, as weak ones: proxies may have made them strong."""
    tags = (tag.strip() for tag in headers.get("if-none-match", "").split(","))
    return {tag if tag == ANY or tag.startswith("W/") else f"W/{tag}" for tag in tags if tag}


def _unless_there(unchanged: dict[str, str], send: Send) -> Send:
    """Send a 304 for whatever answer there is: If-None-Match: * (RFC 9110, 13.1.2).

    That there is one is known only when it has been made.
    """
    there = False

    async def sending(message: Message) -> None:
        nonlocal there
        if message["type"] == "http.response.start":
            there = message["status"] == 200 and "etag" in MutableHeaders(scope=message)
            if there:
                raw = [(n.lower().encode(), value.encode()) for n, value in unchanged.items()]
                message = {"type": message["type"], "status": 304, "headers": raw}
        elif there:
            message = {**message, "body": b""}
        await send(message)

    return sending


def _vary(scope: Scope) -> str:
    return "Accept-Encoding" if machine_readable(scope["path"]) else "Accept-Encoding, Cookie"


def _lasting(scope: Scope, status: int, headers: MutableHeaders) -> bool:
    """Whether an answer follows from its tag: data, a page or an original, and not only now."""
    now_only = "no-store" in headers.get("Cache-Control", "") or "Set-Cookie" in headers
    if status != 200 or now_only:
        return False
    whole = headers.get("Content-Type", "").startswith(WHOLE)
    return whole or machine_readable(scope["path"])


async def _give(answer: Answer, asked: Headers, send: Send) -> None:
    """Send an answer from the shelf, unpacked for the few who cannot."""
    start: Message = {"type": "http.response.start", "status": 200, "headers": [*answer.headers]}
    body = answer.body
    if "gzip" not in asked.get("accept-encoding", ""):
        body = gzip.decompress(body)
        headers = MutableHeaders(scope=start)
        del headers["Content-Encoding"]
        headers["Content-Length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
