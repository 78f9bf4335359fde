"""Series: one metric of one place across letters, point by point, each with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from app.errors import NotFound
from app.ledger.series.disagreements import Disagreement, of_series
from app.ledger.series.rows import Point, SeriesRow, of_reply, points, row_from
from app.ledger.tables import POINT, SERIES, WORD, made
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
]

MOST_WORDS = 12


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
    """One metric of one place, whole."""

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


def find(
    connection: Connection, filters: SeriesFilters, page: int = 1, size: int = 50
) -> SeriesPage:
    """Return series by how many letters speak of them; with `disagree`, those that disagree."""
    if not made(connection):
        return SeriesPage((), 0, page, size)
    wanted = _narrowed(select(SERIES), filters)
    total = connection.scalar(_narrowed(select(func.count()).select_from(SERIES), filters)) or 0
    order = (SERIES.c.replies.desc(), SERIES.c.count.desc(), SERIES.c.id)
    first = (SERIES.c.clashes.desc(),) if filters.disagree else ()
    rows = connection.execute(wanted.order_by(*first, *order).limit(size).offset((page - 1) * size))
    return SeriesPage(tuple(row_from(row) for row in rows), total, page, size)


def load(connection: Connection, id: str) -> Series:
    """Return a series whole; `NotFound` if there is none of that id."""
    row = _row(connection, id)
    found = points(connection, [id]).get(id, ())
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
    inside = select(POINT.c.series).join(REPLY, REPLY.c.rowid == POINT.c.reply)
    if filters.reply is not None:
        statement = statement.where(SERIES.c.id.in_(inside.where(REPLY.c.id == filters.reply)))
    if filters.agency:
        of_agencies = inside.where(REPLY.c.agency.in_(filters.agency))
        statement = statement.where(SERIES.c.id.in_(of_agencies))
    for word in dict.fromkeys(search_words(filters.q)[:MOST_WORDS]):
        statement = statement.where(
            SERIES.c.id.in_(select(WORD.c.series).where(WORD.c.word == word))
        )
    return statement
