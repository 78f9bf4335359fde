"""Disagreements: 同一时点有不同的数, with both sentences and the reason where it can be read off.

Never called an error: two letters may count by different rules, and both be right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, and_, func, literal, or_, select

from app.ledger.measure.times import SAME_WEEKS
from app.ledger.series.clashing import Pair, between_letters
from app.ledger.series.rows import Place, Point, SeriesRow, points_at, row_from
from app.ledger.tables import CLASH, POINT, SERIES, made

MOST_POINTS = 40  # shown of one series: more letters say nothing more
SHOWN = 8  # of one series in a list of many
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
    connection: Connection, rowid: int, most: int = MOST_POINTS
) -> tuple[Disagreement, ...]:
    """Return the disagreements that a letter is part of, in the order of its figures.

    Of those who disagree through a third only the ones are named that disagree with this letter.
    """
    if not made(connection):
        return ()
    ids = connection.scalars(select(CLASH.c.series).where(CLASH.c.reply == rowid).distinct()).all()
    groups = [
        (id, _few(group, MOST_POINTS, rowid))
        for id, found in _members(connection, ids).items()
        for group in found
        if any(member.reply == rowid for member in group)
    ]
    wanted = {
        (id, min(rowid, member.reply), max(rowid, member.reply))
        for id, group in groups
        for member in group
        if member.reply != rowid
    }
    pairs: dict[str, list[Pair]] = {}
    for (id, *_), found in between_letters(connection, sorted(wanted)).items():
        pairs.setdefault(id, []).extend(found)
    mine = _told(
        connection,
        _rows(connection, ids),
        [(id, group) for id in ids for group in _joined(pairs.get(id, [])[:most])],
    )
    return tuple(sorted(mine, key=lambda d: _first_position(d, rowid)))


def _first_position(found: Disagreement, rowid: int) -> int:
    return min(point.position for point in found.points if point.letter.rowid == rowid)


def _rows(connection: Connection, ids: Sequence[str]) -> dict[str, SeriesRow]:
    rows = connection.execute(select(SERIES).where(SERIES.c.id.in_(ids)))
    return {row.id: row_from(row) for row in rows}


def of_series(
    connection: Connection, rows: dict[str, SeriesRow], most: int = MOST_POINTS
) -> tuple[Disagreement, ...]:
    """Return the disagreements of these series, series by series."""
    ids = [id for id, row in rows.items() if row.disagreements]
    members = _members(connection, ids)
    groups = [(id, group) for id in ids for group in _first_ones(members.get(id, []), most)]
    return _told(connection, rows, groups)


def beside_points(
    connection: Connection, shown: Sequence[tuple[str, Point]]
) -> dict[Place, tuple[Disagreement, ...]]:
    """Return for points of series the disagreements of their series about the same time."""
    rows = _rows(connection, sorted({id for id, _ in shown}))
    members = _members(connection, [id for id, row in rows.items() if row.disagreements])
    wanted: dict[Place, list[tuple[str, set[Place]]]] = {}
    for id, point in shown:
        slack = SAME_WEEKS if point.from_letter else timedelta()
        then = [
            group
            for group in members.get(id, ())
            if point.at and any(abs(member.end - point.at) <= slack for member in group)
        ]
        if then:
            groups = [(id, group) for group in _first_ones(then, MOST_POINTS)]
            wanted[point.letter.rowid, point.position] = groups
    told = iter(_told(connection, rows, list(chain.from_iterable(wanted.values()))))
    return {place: tuple(islice(told, len(groups))) for place, groups in wanted.items()}


def _members(connection: Connection, ids: Sequence[str]) -> dict[str, list[list[Any]]]:
    """Return the groups of these series: of each its points, with what they say and of when."""
    if not ids:
        return {}
    at = and_(POINT.c.reply == CLASH.c.reply, POINT.c.position == CLASH.c.position)
    rows = connection.execute(
        select(CLASH, POINT.c.low, POINT.c.high, POINT.c.end)
        .join(POINT, at)
        .where(CLASH.c.series.in_(ids))
        .order_by(CLASH.c.series, CLASH.c.reply, CLASH.c.position)
    )
    groups: dict[tuple[str, int, int], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.series, row.first_reply, row.first_position), []).append(row)
    found: dict[str, list[list[Any]]] = {}
    for (id, *_), group in groups.items():
        found.setdefault(id, []).append(group)
    return found


def _first_ones(groups: Iterable[list[Any]], most: int) -> Iterator[set[Place]]:
    """Yield groups, cut to a few points, until so many points are shown."""
    shown = 0
    for group in groups:
        if shown >= most:
            return
        few = _few(group, most)
        shown += len(few)
        yield {(member.reply, member.position) for member in few}


def _few(group: Sequence[Any], most: int, own: int | None = None) -> list[Any]:
    """Return a group; of a long one a letter's own points and one of each value before others."""
    if len(group) <= most:
        return list(group)
    values = {(member.low, member.high): member for member in reversed(group)}
    chosen = [*(member for member in group if member.reply == own), *values.values(), *group]
    return list({(member.reply, member.position): member for member in chosen}.values())[:most]


def _told(
    connection: Connection,
    rows: Mapping[str, SeriesRow],
    groups: Sequence[tuple[str, Collection[Place]]],
) -> tuple[Disagreement, ...]:
    """Return the disagreements that groups of points are."""
    known = points_at(connection, {place for _, group in groups for place in group})
    at = {(p.letter.rowid, p.position): p for held in known.values() for p in held}
    return tuple(_disagreement(rows[id], [at[place] for place in group]) for id, group in groups)


def _joined(pairs: Iterable[Pair]) -> list[set[Place]]:
    """Return the sets of points that disagree with one another, directly or through a third."""
    groups: list[set[Place]] = []
    for pair in pairs:
        joined = set(pair)
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
