"""The frame of every page: header, footer, large text, and what a browser may keep.

A page is worth keeping as long as the archive's revision, the program, the day (citations name
it) and the choice of large text are the same; that makes its ETag, known before anything else is
asked of the database, so an unchanged page costs one statement.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from sqlalchemy import Connection

from app import __version__
from app.store.facts import revision
from app.store.glance import Glance, glance
from app.web import urls
from app.web.deps import Reading, Site, TheSite
from app.web.shelf import Shelf

CHINA = ZoneInfo("Asia/Shanghai")
BIG = "big"  # the one cookie


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link in the header."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` prints around a page."""

    nav: tuple[NavLink, ...]
    big: bool
    switch: str  # the address that switches large text
    here: str  # path and query of this page
    base: str  # https://host, for citations
    today: date
    noindex: bool
    contact_us: str | None
    revision: int
    etag: str | None  # none for what is not kept: error pages, answers to a form
    shelf: Shelf
    glance: Glance | None  # none where there is no archive to look at

    def absolute(self, address: str) -> str:
        """Return an address with the host in front, for citations and feeds."""
        return self.base + address


class AlreadyMade(Exception):
    """This very page was made before and is still true."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html


class NotModified(Exception):
    """The browser already has this page."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def framed(request: Request, site: TheSite, connection: Reading) -> Frame:
    """Return the frame of this page; a signal where browser or shelf has the page already."""
    now = revision(connection)
    frame = bare_frame(request, site, now, _glance(site, connection, now))
    if request.method != "GET":
        return frame
    etag = _etag(frame)
    request.state.etag = etag
    if etag in request.headers.get("if-none-match", ""):
        raise NotModified(etag)
    made = site.shelf.page(etag)
    if made is not None:
        raise AlreadyMade(made)
    return replace(frame, etag=etag)


def bare_frame(
    request: Request, site: Site, revision: int = 0, seen: Glance | None = None
) -> Frame:
    """Return a frame without asking the database: for error pages, also when it is away."""
    path = request.url.path
    here = path + (f"?{request.url.query}" if request.url.query else "")
    big = request.cookies.get(BIG) == "1"
    return Frame(
        nav=_nav(path),
        big=big,
        switch=urls.big(not big, here),
        here=here,
        base=(site.settings.base_url or str(request.base_url)).rstrip("/"),
        today=datetime.now(CHINA).date(),
        noindex=site.settings.noindex,
        contact_us=site.settings.contact_us,
        revision=revision,
        etag=None,
        shelf=site.shelf,
        glance=seen,
    )


def _glance(site: TheSite, connection: Connection, now: int) -> Glance:
    return site.kept("glance", now, lambda: glance(connection))


def _nav(path: str) -> tuple[NavLink, ...]:
    links = (
        ("检索", urls.search()),
        ("数据", urls.figures()),
        ("承诺", urls.pledges()),
        ("承办单位", urls.agencies()),
        ("提案人", urls.proposers()),
        ("帮助", urls.help_index()),
    )
    return tuple(
        NavLink(label, address, path == address or path.startswith(address + "/"))
        for label, address in links
    )


def _etag(frame: Frame) -> str:
    known = (__version__, frame.revision, frame.today, frame.big, frame.base, frame.here)
    return f'W/"{hashlib.sha256(repr(known).encode()).hexdigest()[:16]}"'


Framed = Annotated[Frame, Depends(framed)]
