"""Series and their points as they are read: the rows that every page of figures shows."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    TableValuedAlias,
    and_,
    column,
    func,
    literal,
    select,
)

from app.ledger.letters import Letter, letters
from app.ledger.measure.times import label as time_label
from app.ledger.tables import CLASH, LETTER, POINT, made
from app.store.tables import FIGURE, REPLY

Place = tuple[int, int]
"""A letter's row and a figure's position in it."""

MOST_FIGURES = 1_000_000  # no letter has as many: a place as one number

ABOUT = ("约", "近", "左右", "大约", "将近", "接近", "上下")


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a letter as a point of its series."""

    letter: Letter
    position: int
    paragraph: int
    start: int
    end: int
    surface: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    approx: bool
    bound: str | None
    role: str
    delta: str | None
    metric: str
    as_of: str | None
    at: date | None
    time: str
    from_letter: bool
    sentence: str
    sentence_start: int
    sentence_end: int
    disagrees: bool


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series as a line of a list."""

    id: str
    label: str
    unit: str | None
    kind: str
    place: str | None
    count: int
    replies: int
    since: date | None
    until: date | None
    disagreements: int


def of_reply(connection: Connection, rowid: int) -> dict[int, str]:
    """Return the series that a letter's figures stand in, by the figure's position."""
    if not made(connection):
        return {}
    rows = connection.execute(
        select(POINT.c.position, POINT.c.series).where(POINT.c.reply == rowid)
    )
    return {row.position: row.series for row in rows}


def points(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Point, ...]]:
    """Return the points of series by time."""
    marked = _disagreeing(connection, CLASH.c.series.in_(ids))
    return _points(connection, select_points().where(POINT.c.series.in_(ids)), marked)


def points_at(
    connection: Connection, places: Collection[Place], marked: Collection[Place] | None = None
) -> dict[str, tuple[Point, ...]]:
    """Return the points that stand at these places, by series; `marked` ones disagree, or all."""
    if not places:
        return {}
    found = select_points().join(*named(places))
    return _points(connection, found, places if marked is None else marked)


def disagreeing(connection: Connection, id: str) -> set[Place]:
    """Return which points of a series disagree with any other."""
    return _disagreeing(connection, CLASH.c.series == id)


def named(places: Collection[Place]) -> tuple[TableValuedAlias, ColumnElement[bool]]:
    """Return what POINT is joined with to leave these places, each found by its key.

    One JSON array, whatever their number: of pairs in a list SQLite compares each with each row.
    """
    packed = json.dumps([reply * MOST_FIGURES + position for reply, position in sorted(places)])
    each = func.json_each(packed).table_valued(column("value", Integer))
    reply, position = each.c.value // MOST_FIGURES, each.c.value % MOST_FIGURES
    return each, and_(POINT.c.reply == reply, POINT.c.position == position)


def places(connection: Connection, id: str) -> list[Place]:
    """Return where the points of a series stand, by time, as `points` sorts them."""
    last = literal(date.max.isoformat())
    dated = func.coalesce(LETTER.c.dated, last)
    rows = connection.execute(
        select(POINT.c.reply, POINT.c.position)
        .join(LETTER, LETTER.c.rowid == POINT.c.reply)
        .where(POINT.c.series == id)
        .order_by(func.coalesce(POINT.c.end, dated), dated, POINT.c.reply, POINT.c.position)
    )
    return [(row.reply, row.position) for row in rows]


def points_of_reply(connection: Connection, rowid: int) -> dict[str, tuple[Point, ...]]:
    """Return a letter's own points by series."""
    marked = _disagreeing(connection, CLASH.c.reply == rowid)
    return _points(connection, select_points().where(POINT.c.reply == rowid), marked)


def row_from(row: Any) -> SeriesRow:
    """Return a stored series as a line of a list."""
    return SeriesRow(
        id=row.id,
        label=row.label,
        unit=row.unit,
        kind=row.kind,
        place=row.place_label,
        count=row.count,
        replies=row.replies,
        since=row.since,
        until=row.until,
        disagreements=row.clashes,
    )


def select_points() -> Select[Any]:
    """Return the statement that points are read with, to be narrowed by its user."""
    figure = FIGURE.c
    return (
        select(
            POINT.c.series,
            POINT.c.phrase,
            POINT.c.end.label("at"),
            POINT.c.from_letter,
            POINT.c.role.label("point_role"),
            FIGURE,
            func.substr(
                REPLY.c.text, figure.full_start + 1, figure.full_end - figure.full_start
            ).label("printed"),
            func.substr(
                REPLY.c.text, figure.sentence_start + 1, figure.sentence_end - figure.sentence_start
            ).label("sentence"),
        )
        .join(FIGURE, (figure.reply == POINT.c.reply) & (figure.position == POINT.c.position))
        .join(REPLY, REPLY.c.rowid == POINT.c.reply)
    )


def _points(
    connection: Connection, statement: Select[Any], marked: Collection[Place]
) -> dict[str, tuple[Point, ...]]:
    rows = connection.execute(statement).all()
    known = letters(connection, (row.reply for row in rows))
    found: dict[str, list[Point]] = {}
    for row in rows:
        point = _point(row, known[row.reply], (row.reply, row.position) in marked)
        found.setdefault(row.series, []).append(point)
    return {id: tuple(sorted(held, key=_by_time)) for id, held in found.items()}


def _by_time(point: Point) -> tuple[date, date, int, int]:
    dated = point.letter.dated or date.max
    return point.at or dated, dated, point.letter.rowid, point.position


def _point(row: Any, letter: Letter, disagrees: bool) -> Point:
    return Point(
        letter=letter,
        position=row.position,
        paragraph=row.paragraph,
        start=row.full_start,
        end=row.full_end,
        surface=row.printed,
        kind=row.kind,
        value=row.number,
        low=row.low,
        high=row.high,
        unit=row.unit,
        approx=bool(row.approx),
        bound=_bound(row),
        role=row.role,
        delta=row.delta,
        metric=row.metric or row.phrase,
        as_of=row.as_of,
        at=row.at,
        time=time_label(row.as_of, letter.dated),
        from_letter=bool(row.from_letter),
        sentence=row.sentence,
        sentence_start=row.sentence_start,
        sentence_end=row.sentence_end,
        disagrees=disagrees,
    )


def _bound(row: Any) -> str | None:
    """Return how a point is drawn where it is no plain value."""
    if row.low is not None and row.high is not None:
        return "range"
    if row.modifier in ABOUT or (row.approx and row.low is None and row.high is None):
        return "about"
    if row.low is not None:
        return "low"
    return "high" if row.high is not None else None


def _disagreeing(connection: Connection, which: ColumnElement[bool]) -> set[Place]:
    """Return the points that disagree with any other, of a series or of a letter."""
    rows = connection.execute(select(CLASH.c.reply, CLASH.c.position).where(which))
    return {(row.reply, row.position) for row in rows}
