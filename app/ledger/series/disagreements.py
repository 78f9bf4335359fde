"""Disagreements: 同一时点有不同的数, with both sentences and the reason where it can be read off.

Never called an error: two letters may count by different rules, and both be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, literal, or_, select

from app.ledger.measure.times import SAME_WEEKS
from app.ledger.series.rows import Place, Point, SeriesRow, points_at, row_from
from app.ledger.tables import CLASH, POINT, SERIES, made

MOST_PAIRS = 40  # shown of one series: more letters say nothing more
SHOWN = 6  # of one series in a list of many
LOOK = "请查看原文。"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Points of different letters that speak of one time and cannot all be so."""

    series: str
    label: str
    unit: str | None
    place: str | None
    time: str
    points: tuple[Point, ...]
    note: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A series with its disagreements, and when a letter last brought or changed one."""

    id: str
    label: str
    unit: str | None
    place: str | None
    at: datetime
    disagreements: tuple[Disagreement, ...]


def told(
    connection: Connection,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
    place: tuple[str, ...] = (),
) -> tuple[Told, ...]:
    """Return series that hold disagreements behind a moment and an id, lately told ones first."""
    if not made(connection):
        return ()
    asked = select(SERIES).where(SERIES.c.clashes > 0)
    if place:
        asked = asked.where(SERIES.c.place.in_(place))
    if after is not None:
        at, id = literal(after[0], SERIES.c.told.type), after[1]
        later = and_(SERIES.c.told == at, SERIES.c.id > id)
        asked = asked.where(or_(SERIES.c.told < at, later))
    rows = connection.execute(asked.order_by(SERIES.c.told.desc(), SERIES.c.id).limit(limit)).all()
    held: dict[str, list[Disagreement]] = {row.id: [] for row in rows}
    for found in of_series(connection, {row.id: row_from(row) for row in rows}, SHOWN):
        held[found.series].append(found)
    return tuple(
        Told(row.id, row.label, row.unit, row.place_label, row.told, tuple(held[row.id]))
        for row in rows
    )


def disagreements(connection: Connection, limit: int = 50) -> tuple[Disagreement, ...]:
    """Return disagreements, those that a letter lately brought first."""
    return tuple(each for one in told(connection, limit=limit) for each in one.disagreements)


def count(connection: Connection) -> int:
    """Return how many series hold a disagreement."""
    if not made(connection):
        return 0
    some = SERIES.c.clashes > 0
    return connection.scalar(select(func.count()).select_from(SERIES).where(some)) or 0


def of_reply(
    connection: Connection, rowid: int, most: int = MOST_PAIRS
) -> tuple[Disagreement, ...]:
    """Return the disagreements that a letter is part of, in the order of its figures."""
    if not made(connection):
        return ()
    own = or_(CLASH.c.a == rowid, CLASH.c.b == rowid)
    pairs = connection.execute(select(CLASH).where(own)).all()
    if not pairs:
        return ()
    rows = _rows(connection, sorted({pair.series for pair in pairs}))
    mine = _of_pairs(connection, rows, pairs, most)
    return tuple(sorted(mine, key=lambda d: _first_position(d, rowid)))


def _first_position(found: Disagreement, rowid: int) -> int:
    return min(point.position for point in found.points if point.letter.rowid == rowid)


def _rows(connection: Connection, ids: Sequence[str]) -> dict[str, SeriesRow]:
    rows = connection.execute(select(SERIES).where(SERIES.c.id.in_(ids)))
    return {row.id: row_from(row) for row in rows}


def of_series(
    connection: Connection, rows: dict[str, SeriesRow], most: int = MOST_PAIRS
) -> tuple[Disagreement, ...]:
    """Return the disagreements of these series, series by series."""
    pairs: list[Any] = []
    for id, row in rows.items():
        if row.disagreements:
            asked = select(CLASH).where(CLASH.c.series == id).limit(most)
            pairs += connection.execute(asked).all()
    return _of_pairs(connection, rows, pairs)


def beside_points(
    connection: Connection, shown: Sequence[tuple[str, Point]]
) -> dict[Place, tuple[Disagreement, ...]]:
    """Return for points of series the disagreements of their series about the same time."""
    rows = _rows(connection, sorted({id for id, _ in shown}))
    pairs: dict[Place, Sequence[Any]] = {}
    for id, point in shown:
        if rows[id].disagreements and point.at is not None:
            slack = SAME_WEEKS if point.from_letter else timedelta()
            asked = {"series": id, "first": point.at - slack, "last": point.at + slack}
            pairs[point.letter.rowid, point.position] = connection.execute(
                _PAIRS_OF_TIME, asked
            ).all()
    known = points_at(connection, {place for found in pairs.values() for place in _places(found)})
    return {at: _told(known, rows, found) for at, found in pairs.items()}


def _places(pairs: Iterable[Any]) -> Iterator[Place]:
    for pair in pairs:
        yield pair.a, pair.a_position
        yield pair.b, pair.b_position


_PAIRS_OF_TIME = (
    select(CLASH)
    .join(POINT, and_(POINT.c.reply == CLASH.c.a, POINT.c.position == CLASH.c.a_position))
    .where(
        CLASH.c.series == bindparam("series"),
        POINT.c.end.between(bindparam("first"), bindparam("last")),
    )
    .limit(MOST_PAIRS)
)


def _of_pairs(
    connection: Connection, rows: dict[str, SeriesRow], pairs: Sequence[Any], most: int = MOST_PAIRS
) -> tuple[Disagreement, ...]:
    """Return the disagreements that these pairs of points make, series by series."""
    held: dict[str, list[Any]] = {}
    for pair in pairs:
        held.setdefault(pair.series, []).append(pair)
    few = [pair for of_one in held.values() for pair in of_one[:most]]
    return _told(points_at(connection, set(_places(few))), rows, few)


def _told(
    known: Mapping[str, Sequence[Point]], rows: dict[str, SeriesRow], pairs: Sequence[Any]
) -> tuple[Disagreement, ...]:
    """Return the disagreements that pairs of known points make, series by series."""
    held: dict[str, list[Any]] = {}
    for pair in pairs:
        held.setdefault(pair.series, []).append(pair)
    found = []
    for id in (id for id in rows if id in held):
        at = {(p.letter.rowid, p.position): p for p in known.get(id, ())}
        found += [
            _disagreement(rows[id], [at[place] for place in group]) for group in _joined(held[id])
        ]
    return tuple(found)


def _joined(pairs: Iterable[Any]) -> list[set[Place]]:
    """Return the sets of points that disagree with one another, directly or through a third."""
    groups: list[set[Place]] = []
    for pair in pairs:
        joined = {(pair.a, pair.a_position), (pair.b, pair.b_position)}
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return groups


def _disagreement(row: SeriesRow, found: list[Point]) -> Disagreement:
    ordered = sorted(found, key=lambda p: (p.letter.dated or date.max, p.letter.rowid, p.position))
    return Disagreement(
        series=row.id,
        label=row.label,
        unit=row.unit,
        place=row.place,
        time=ordered[0].time,
        points=tuple(ordered),
        note=note(ordered),
        modified=max(point.letter.modified for point in ordered),
    )


def note(found: Sequence[Point]) -> str:
    """Return the likely reason as far as the letters' words show it."""
    reasons = []
    deltas = {point.delta for point in found}
    phrases = list(dict.fromkeys(point.metric for point in found))
    times = list(dict.fromkeys(point.time for point in found))
    if len(deltas) > 1 and "cum" in deltas:
        reasons.append("有的写累计，有的没有写")
    if len(phrases) > 1:
        reasons.append(f"口径可能不同（{' / '.join(phrases)}）")
    if all(point.from_letter for point in found):
        reasons.append("原文都没有写明时点，以答复日期为准")
    elif len(times) > 1:
        reasons.append(f"时点的写法不同（{' / '.join(times)}）")
    return "；".join(reasons) + ("，" if reasons else "") + LOOK
