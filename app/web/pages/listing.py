"""/lists: every reply by year, district, agency and theme, on pages without query strings.

For whoever walks links instead of searching: search engines, and the static copy of the site,
where a plain file server cannot search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from app.errors import NotFound
from app.search.facets import FACETS, Tally
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import facet, matching
from app.store.replies import Brief, briefs
from app.web import urls
from app.web.deps import Reading, TheSite
from app.web.entries import Entry, nested
from app.web.frame import Framed
from app.web.pages.empty import empty_page
from app.web.render import rendered

router = APIRouter()

BY = {entry.name: entry.label for entry in FACETS if entry.name in urls.LISTED}
SIZE = 500
VALUES = 300  # of a facet on the first page; those with more have pages of their own


@dataclass(frozen=True, slots=True)
class Part:
    """The values of one facet; `more` leads to all of them where there are too many."""

    name: str
    label: str
    entries: tuple[Entry, ...]
    more: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """What `values.html` prints."""

    label: str
    total: int
    page: int
    pages: int
    entries: tuple[Entry, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ListsPage:
    """What `lists.html` prints."""

    total: int
    groups: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A reply on a list."""

    heading: str
    title: str | None
    agency: str | None
    dated: date | None
    address: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What `list.html` prints."""

    group: str
    label: str
    total: int
    page: int
    pages: int
    lines: tuple[Line, ...]
    before: str | None
    after: str | None


@router.get("/lists")
def lists(connection: Reading, frame: Framed) -> Response:
    """Answer the lists there are."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "全部答复")
    everything = parse("")
    groups = []
    for name in BY:
        values = _values(connection, name)
        groups.append(
            Part(
                name=name,
                label=BY[name],
                entries=_entries(name, values[:VALUES]),
                more=urls.values(name) if len(values) > VALUES else None,
                count=len(values),
            )
        )
    total = len(matching(connection, everything))
    return rendered("lists.html", ListsPage(total, tuple(groups)), frame)


@router.get("/lists/{name}/{page:int}")
def values(connection: Reading, frame: Framed, name: str, page: int) -> Response:
    """Answer one page of the values of a facet that has too many for the first page."""
    every = _values(connection, name) if name in BY else ()
    pages = -(-len(every) // SIZE)
    if not 1 <= page <= pages:
        raise NotFound("没有这个列表。")
    return rendered(
        "values.html",
        ValuesPage(
            label=BY[name],
            total=len(every),
            page=page,
            pages=pages,
            entries=_entries(name, every[(page - 1) * SIZE : page * SIZE]),
            before=urls.values(name, page - 1) if page > 1 else None,
            after=urls.values(name, page + 1) if page < pages else None,
        ),
        frame,
    )


@router.get("/lists/{name}/{value:path}/{page:int}")
def listing(
    connection: Reading, site: TheSite, frame: Framed, name: str, value: str, page: int
) -> Response:
    """Answer one page of the replies that have a value, newest first."""
    if name not in BY:
        raise NotFound("没有这个列表。")
    one: dict[str, Any] = {name: (value,)}
    filters = Filters(**one)
    rowids = matching(connection, parse(""), filters, seconds=site.settings.query_seconds)
    pages = max(1, -(-len(rowids) // SIZE))
    if not 1 <= page <= pages or not rowids:
        raise NotFound("没有这一页。")
    called = facet(connection, parse(""), filters, name).values[0].label
    chosen = rowids[(page - 1) * SIZE : page * SIZE]
    return rendered(
        "list.html",
        ListPage(
            group=BY[name],
            label=called,
            total=len(rowids),
            page=page,
            pages=pages,
            lines=tuple(_line(brief) for brief in briefs(connection, chosen)),
            before=urls.listing(name, value, page - 1) if page > 1 else None,
            after=urls.listing(name, value, page + 1) if page < pages else None,
        ),
        frame,
    )


def _line(brief: Brief) -> Line:
    address = urls.reply(brief.id)
    return Line(brief.heading, brief.title, brief.agency, brief.dated, address)


def _values(connection: Connection, name: str) -> tuple[Tally, ...]:
    values = facet(connection, parse(""), Filters(), name).values
    return tuple(sorted(values, key=_latest)) if name == "year" else nested(values)


def _latest(year: Tally) -> tuple[bool, int]:
    """Return what years are sorted by: the latest first, those without a date last."""
    return not year.value.isdecimal(), -int(year.value) if year.value.isdecimal() else 0


def _entries(name: str, values: Iterable[Tally]) -> tuple[Entry, ...]:
    return tuple(
        Entry(v.label, urls.listing(name, v.value), v.count, below=v.parent is not None)
        for v in values
    )
