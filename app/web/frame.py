"""The frame of every page: header, footer, large text, the day that citations name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from app.store.facts import revision
from app.store.glance import Glance, glance
from app.web import urls
from app.web.clock import CHINA, in_china
from app.web.deps import Reading, Site, TheSite
from app.web.kept import BIG


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
    glance: Glance | None  # none where there is no archive to look at
    updated: date | None  # the day on which files last came in

    def absolute(self, address: str) -> str:
        """Return an address with the host in front, for citations and feeds."""
        return self.base + address


def framed(request: Request, site: TheSite, connection: Reading) -> Frame:
    """Return the frame of this page."""
    now = revision(connection)
    return bare_frame(request, site, now, _glance(site, connection, now))


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
        glance=seen,
        updated=in_china(seen.updated).date() if seen and seen.updated else None,
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


Framed = Annotated[Frame, Depends(framed)]
