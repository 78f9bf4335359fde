"""Series: one metric of one place across letters, point by point, each with its words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, or_, select

from app.errors import NotFound
from app.ledger.series.disagreements import Disagreement, of_series
from app.ledger.series.rows import (
    Point,
    SeriesRow,
    disagreeing,
    of_reply,
    places,
    points,
    points_at,
    row_from,
)
from app.ledger.tables import LETTER, POINT, SERIES, WORD, made
from app.store.tables import REPLY
from app.text.segment import search_words

__all__ = [
    "Point",
    "Series",
    "SeriesFilters",
    "SeriesPage",
    "SeriesRow",
    "find",
    "load",
    "of_reply",
    "usual",
]

MOST_WORDS = 12

Key = tuple[int | str, ...]
"""A series' place in the order of the list."""


@dataclass(frozen=True, slots=True)
class SeriesFilters:
    """What a list of series is narrowed by; `many` leaves out what a single letter says."""

    q: str = ""
    many: bool = False
    disagree: bool = False
    reply: str | None = None
    place: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """One page of a list of series."""

    rows: tuple[SeriesRow, ...]
    total: int
    page: int
    size: int


@dataclass(frozen=True, slots=True)
class Series:
    """One metric of one place: all its points, or a page of them, the latest on the first page."""

    id: str
    label: str
    unit: str | None
    kind: str
    place: str | None
    wordings: tuple[str, ...]
    points: tuple[Point, ...]
    disagreements: tuple[Disagreement, ...]
    elsewhere: tuple[SeriesRow, ...]
    plotted: bool
    total: int


def find(
    connection: Connection, filters: SeriesFilters, page: int = 1, size: int = 50
) -> SeriesPage:
    """Return series by how many letters speak of them; with `disagree`, those that disagree."""
    if not made(connection):
        return SeriesPage((), 0, page, size)
    wanted = _narrowed(select(SERIES), filters).order_by(*(c for c, _ in _order(filters)))
    rows = connection.execute(wanted.limit(size).offset((page - 1) * size))
    return SeriesPage(tuple(row_from(row) for row in rows), count(connection, filters), page, size)


def following(
    connection: Connection, filters: SeriesFilters, after: Key | None, limit: int
) -> tuple[SeriesRow, ...]:
    """Return the series behind a key (the first ones, without), in the order of `find`."""
    if not made(connection):
        return ()
    order = _order(filters)
    wanted = _narrowed(select(SERIES), filters).order_by(*(by for by, _ in order))
    if after is not None:
        behind = []
        for at, ((_, column), value) in enumerate(zip(order, after, strict=True)):
            equal = (c == v for (_, c), v in zip(order[:at], after, strict=False))
            behind.append(and_(*equal, column > value if at == len(order) - 1 else column < value))
        wanted = wanted.where(or_(*behind))
    return tuple(row_from(row) for row in connection.execute(wanted.limit(limit)))


def count(connection: Connection, filters: SeriesFilters) -> int:
    """Return how many series the filters leave."""
    if not made(connection):
        return 0
    counted = _narrowed(select(func.count()).select_from(SERIES), filters)
    return connection.scalar(counted) or 0


def usual(connection: Connection, rowids: Sequence[int], limit: int) -> tuple[tuple[str, int], ...]:
    """Return the metrics that most of some letters speak of, at least two, and how many do."""
    if not made(connection):
        return ()
    chosen = func.json_each(json.dumps(list(rowids))).table_valued("value")
    letters = func.count(func.distinct(POINT.c.reply))
    rows = connection.execute(
        select(func.min(SERIES.c.label), letters)
        .join(POINT, POINT.c.series == SERIES.c.id)
        .where(POINT.c.reply.in_(select(chosen.c.value)))
        .group_by(SERIES.c.metric)
        .having(letters > 1)
        .order_by(letters.desc(), SERIES.c.metric)
        .limit(limit)
    )
    return tuple((label, number) for label, number in rows)


def key_of(row: SeriesRow, filters: SeriesFilters) -> Key:
    """Return a series' place in the order of the list."""
    first = (row.disagreements,) if filters.disagree else ()
    return (*first, row.replies, row.count, row.id)


def _order(filters: SeriesFilters) -> list[tuple[ColumnElement[Any], Column[Any]]]:
    """Return the columns that the list is ordered by; all but the last go down."""
    first = (SERIES.c.clashes,) if filters.disagree else ()
    down = (*first, SERIES.c.replies, SERIES.c.count)
    return [*((column.desc(), column) for column in down), (SERIES.c.id.asc(), SERIES.c.id)]


def load(connection: Connection, id: str, page: int = 1, size: int | None = None) -> Series:
    """Return a series, whole or a page of it; `NotFound` if there is none of that id."""
    row = _row(connection, id)
    if size is None or (page == 1 and row.count <= size):
        found = points(connection, [id]).get(id, ())
    else:
        every = places(connection, id)
        last = max(len(every) - (page - 1) * size, 0)
        shown = every[max(last - size, 0) : last]
        found = points_at(connection, shown, disagreeing(connection, id)).get(id, ())
    return Series(
        id=id,
        label=row.label,
        unit=row.unit,
        kind=row.kind,
        place=row.place,
        wordings=tuple(dict.fromkeys(point.metric for point in found)),
        points=found,
        disagreements=of_series(connection, {id: row}),
        elsewhere=_elsewhere(connection, id),
        plotted=sum(_plottable(point) for point in found) >= 2,
        total=row.count,
    )


def _row(connection: Connection, id: str) -> SeriesRow:
    """Return one series as a line of a list; `NotFound` if there is none of that id."""
    row = None
    if made(connection):
        row = connection.execute(select(SERIES).where(SERIES.c.id == id)).first()
    if row is None:
        raise NotFound(f"没有编号为 {id} 的指标；可能是地址写错，或提到它的答复已撤下。")
    return row_from(row)


def _elsewhere(connection: Connection, id: str, limit: int = 10) -> tuple[SeriesRow, ...]:
    """Return the same metric of other places or agencies."""
    metric = select(SERIES.c.metric).where(SERIES.c.id == id).scalar_subquery()
    rows = connection.execute(
        select(SERIES)
        .where(SERIES.c.metric == metric, SERIES.c.id != id)
        .order_by(SERIES.c.replies.desc(), SERIES.c.id)
        .limit(limit)
    )
    return tuple(row_from(row) for row in rows)


def _plottable(point: Point) -> bool:
    return point.at is not None and not (
        point.value is None and point.low is None and point.high is None
    )


def _narrowed(statement: Select[Any], filters: SeriesFilters) -> Select[Any]:
    if filters.many:
        statement = statement.where(SERIES.c.replies >= 2)
    if filters.disagree:
        statement = statement.where(SERIES.c.clashes >= 1)
    if filters.place:
        statement = statement.where(SERIES.c.place.in_(filters.place))
    if filters.kind:
        statement = statement.where(SERIES.c.kind.in_(filters.kind))
    if filters.reply is not None:
        one = select(REPLY.c.rowid).where(REPLY.c.id == filters.reply)
        statement = statement.where(SERIES.c.id.in_(_of_letters(one)))
    if filters.agency:
        theirs = select(LETTER.c.rowid).where(LETTER.c.agency.in_(filters.agency))
        statement = statement.where(SERIES.c.id.in_(_of_letters(theirs)))
    for word in dict.fromkeys(search_words(filters.q)[:MOST_WORDS]):
        statement = statement.where(
            SERIES.c.id.in_(select(WORD.c.series).where(WORD.c.word == word))
        )
    return statement


def _of_letters(rowids: Select[Any]) -> Select[Any]:
    return select(POINT.c.series).where(POINT.c.reply.in_(rowids))
