"""A search as page and API need it: hits with snippets, total, tallies, how it was read, help.

Everything that asks the index goes through `search`, `matching` or `facet`, so the count beside a
filter, the total, the rows of a CSV and the feed are one and the same set.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from app.search.asking import Wish, wish
from app.search.cards import Hit, cards
from app.search.cursor import page_after, token
from app.search.deadline import deadline
from app.search.engine.sqlite import SqliteIndex
from app.search.engine.state import Name
from app.search.facets import FACETS, FacetTally, Tally
from app.search.filters import Filters
from app.search.help import Help, help_for
from app.search.highlight import wanted_texts
from app.search.index import Ask, Found, Order, Ranked
from app.search.indexing import raw
from app.search.opening import index_for
from app.search.query import Query, parse
from app.search.reading import read_aloud
from app.store.replies import latest

SECONDS = 2.0
NEAR = 10
NEAR_LINE = "以下答复没有同时含有全部检索词，但内容相近"
ALL = 10_000_000


class Sort(StrEnum):
    """In what order a list comes."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Sort:
        """Make a member from its value in an address and its word on screen."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    RELEVANCE = "rel", "相关度"
    NEWEST = "new", "日期从新到旧"
    OLDEST = "old", "日期从旧到新"
    NUMBER = "number", "编号"


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search."""

    query: Query
    filters: Filters
    sort: Sort
    page: int
    size: int
    total: int
    hits: tuple[Hit, ...]
    loose: bool
    near: tuple[Hit, ...]
    near_line: str | None
    facets: tuple[FacetTally, ...]
    cursor: str | None
    reading: str | None
    notes: tuple[str, ...]
    help: Help | None
    partial: bool  # there is no whole index: words cannot be asked for


def search(
    connection: Connection,
    query: Query,
    filters: Filters | None = None,
    *,
    sort: Sort | None = None,
    page: int = 1,
    size: int = 20,
    cursor: str | None = None,
    facets: bool = True,
    seconds: float = SECONDS,
) -> Results:
    """Return one page of the answer."""
    filters, sort = filters or Filters(), sort or default_sort(query)
    driver, index = raw(connection), index_for(connection, query)
    ask = Ask(
        query,
        filters,
        order=Order(sort.value),
        limit=size + 1,
        offset=(page - 1) * size,
        facets=tuple(facet.name for facet in FACETS) if facets else (),
    )
    ask = page_after(ask, cursor) if cursor else ask
    with deadline(driver, seconds):
        answer = _answered(index, ask)
        found, wished, loose = answer.found, answer.wished, answer.loose
        last = len(found.hits) <= size
        near = _near(index, answer.ask, wished) if last and not loose else None
        help = help_for(index, query, filters) if not found.total else None
    further = wished.wordings if wished and (loose or near) else ()
    wanted = wanted_texts(parse("") if loose else query, further)
    return Results(
        query=query,
        filters=filters,
        sort=sort,
        page=1 if cursor else page,
        size=size,
        total=found.total,
        hits=cards(connection, found.hits[:size], wanted, loose=loose),
        loose=loose,
        near=cards(connection, near.hits, wanted, loose=True) if near else (),
        near_line=_near_line(wished) if (near and near.hits) or loose else None,
        facets=_tallies(index, found, filters) if facets else (),
        cursor=None if last else token(ask, found, size),
        reading=read_aloud(query),
        notes=query.notes,
        help=help,
        partial=index.standing is not None,
    )


def newest(connection: Connection, size: int) -> tuple[Hit, ...]:
    """Return the replies of the latest dates without asking the index."""
    ranked = [Ranked(rowid, 0.0, 0) for rowid in latest(connection, size)]
    return cards(connection, ranked, ())


def matching(
    connection: Connection,
    query: Query,
    filters: Filters | None = None,
    sort: Sort | None = None,
    seconds: float = SECONDS,
    limit: int = ALL,
) -> tuple[int, ...]:
    """Return the rowids of all replies that the total counts, or the first of them, in order."""
    sort, driver = sort or default_sort(query), raw(connection)
    ask = Ask(query, filters or Filters(), order=Order(sort.value), limit=limit)
    index = index_for(connection, query)
    with deadline(driver, seconds):
        found = _answered(index, ask).found
    return tuple(hit.reply for hit in found.hits)


def remembered(
    connection: Connection,
    key: Hashable,
    among: tuple[int, ...],
    make: Callable[[], tuple[int, ...]],
) -> tuple[int, ...]:
    """Return what was worked out among letters before, from this very index, or work it out."""
    return SqliteIndex(raw(connection)).remembered(key, among, make)


def may_hold(connection: Connection, text: str) -> Sequence[int] | None:
    """Return the replies that may hold a text literally, none left out; None if that is unknown."""
    return SqliteIndex(raw(connection)).may_hold(text)


def facet(
    connection: Connection,
    query: Query,
    filters: Filters,
    name: str,
    contains: str = "",
    seconds: float = SECONDS,
) -> FacetTally:
    """Return the whole list of a facet, or what of it holds some text."""
    driver, index = raw(connection), index_for(connection, query)
    with deadline(driver, seconds):
        found = _answered(index, Ask(query, filters, limit=0, facets=(name,))).found
    (tally,) = _tallies(index, found, filters)
    kept = tuple(value for value in tally.values if contains in value.label)
    return replace(tally, values=kept)


def default_sort(query: Query) -> Sort:
    """Return the order of a list where none was asked for."""
    return Sort.NEWEST if query.empty else Sort.RELEVANCE


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the index said, to which question, and whether only to the looser one."""

    ask: Ask
    found: Found
    wished: Wish | None
    loose: bool


def _answered(index: SqliteIndex, ask: Ask) -> _Answer:
    """Return the letters that hold all that is asked, or where none does those that hold most."""
    found = index.search(ask)
    wished = None if ask.query.empty else wish(index, ask.query)
    if found.total or wished is None:
        return _Answer(ask, found, wished, loose=False)
    looser = replace(ask, loose=wished.loose)
    found = index.search(looser)
    return _Answer(looser, found, wished, loose=found.total > 0)


def _near(index: SqliteIndex, ask: Ask, wished: Wish | None) -> Found | None:
    if wished is None or ask.order is not Order.RELEVANCE:
        return None
    loose = replace(wished.loose, without=ask.query)
    return index.search(replace(ask, loose=loose, limit=NEAR, offset=0, facets=(), after=None))


def _near_line(wished: Wish | None) -> str:
    also = f"（也查了：{'、'.join(wished.added)}）" if wished and wished.added else ""
    return NEAR_LINE + also


def _tallies(index: SqliteIndex, found: Found, filters: Filters) -> tuple[FacetTally, ...]:
    names = index.names()
    return tuple(
        _tally(facet.name, facet.label, found.tallies[facet.name], names, filters)
        for facet in FACETS
        if facet.name in found.tallies
    )


def _tally(
    name: str,
    label: str,
    counts: Mapping[str, int],
    names: dict[tuple[str, str], Name],
    filters: Filters,
) -> FacetTally:
    ticked = filters.values(name)
    held = dict.fromkeys(ticked, 0) | dict(counts.items()) if ticked else counts
    rows = [
        (
            value not in ticked,
            -n,
            known.label if (known := names.get((name, value))) else value,
            value,
        )
        for value, n in held.items()
    ]
    rows.sort()
    values = [
        Tally(value, called, -n, not unticked, _parent(name, value))
        for unticked, n, called, value in rows
    ]
    return FacetTally(name, label, tuple(values), ticked)


def _parent(name: str, value: str) -> str | None:
    return value.partition("/")[0] if name == "theme" and "/" in value else None
