"""What was published of the metrics a draft speaks of: for each figure the one to show beside it.

Of a common metric hundreds of points may stand in the archive. Only those that a figure is
compared with are looked at, by number, and only the one that is shown is read with its words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from typing import Any

from sqlalchemy import Connection, and_, func, select

from app.ledger.measure.keys import Keyed
from app.ledger.measure.times import SAME_WEEKS, Time, same_time
from app.ledger.measure.values import Value, agree
from app.ledger.series.disagreements import Disagreement, beside_points
from app.ledger.series.figures import value_of
from app.ledger.series.rows import MOST_FIGURES, Place, Point, named, points_at
from app.ledger.tables import LETTER, POINT, SERIES, made

NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Beside:
    """How a figure stands to what was published, and the published figure to show with it."""

    state: str
    series: str | None = None
    last: Point | None = None
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A point of a series by its numbers."""

    place: Place
    time: Time
    value: Value | None


UNKNOWN = Beside("unknown")


def beside(connection: Connection, found: Sequence[tuple[Keyed, Time]], own: bool) -> list[Beside]:
    """Return for each figure what was published of its metric.

    `own`: the draft says whose it is; else a metric that only one place has is taken for it.
    """
    if not made(connection) or not found:
        return [UNKNOWN for _ in found]
    series = _series(connection, [item for item, _ in found], own)
    asked = [(series[item.key.id], item, time) for item, time in found if item.key.id in series]
    near = _near(connection, asked)
    latest = _latest(connection, asked)
    chosen = {
        item.position: _chosen(item, time, near.get(at, []), latest.get(at))
        for at, (_, item, time) in enumerate(asked)
    }
    shown = points_at(connection, {place for _, place in chosen.values() if place}, ())
    points = {(p.letter.rowid, p.position): (id, p) for id, held in shown.items() for p in held}
    apart = beside_points(connection, list(points.values()))
    told = {
        position: Beside(state, *points[place], apart.get(place, ()))
        for position, (state, place) in chosen.items()
        if place is not None
    }
    return [told.get(item.position, UNKNOWN) for item, _ in found]


def _series(connection: Connection, found: Sequence[Keyed], own: bool) -> dict[str, str]:
    """Return the series of a draft's figures: its own place's, or the only one there is."""
    metrics = {item.key.metric: item.key.id for item in found}
    rows = connection.execute(
        select(SERIES.c.id, SERIES.c.metric).where(SERIES.c.metric.in_(metrics))
    )
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.metric, []).append(row.id)
    series: dict[str, str] = {}
    for metric, held in ids.items():
        wanted = metrics[metric]
        if wanted in held:
            series[wanted] = wanted
        elif not own and len(held) == 1:
            series[wanted] = held[0]
    return series


def _near(
    connection: Connection, asked: Sequence[tuple[str, Keyed, Time]]
) -> dict[int, list[Published]]:
    """Return for each figure the points of its series and role that end on the same days."""
    rows = []
    for at, (id, item, time) in enumerate(asked):
        if time.end is not None:
            slack = SAME_WEEKS if time.from_letter else NONE
            days = (time.end - slack, time.end + slack)
            rows.append([at, id, item.figure.role.value, *(day.isoformat() for day in days)])
    each = func.json_each(json.dumps(rows)).table_valued("value")
    number, series, role, first, last = (
        func.json_extract(each.c.value, f"$[{place}]") for place in range(5)
    )
    found: dict[int, list[Published]] = {}
    statement = (
        select(number.label("at"), POINT, LETTER.c.dated)
        .select_from(each)
        .join(
            POINT,
            and_(POINT.c.series == series, POINT.c.end >= first, POINT.c.end <= last),
        )
        .join(LETTER, LETTER.c.rowid == POINT.c.reply)
        .where(POINT.c.role == role)
        .order_by(LETTER.c.dated, POINT.c.reply, POINT.c.position)
    )
    for row in connection.execute(statement):
        found.setdefault(row.at, []).append(_published(row))
    return found


def _latest(
    connection: Connection, asked: Sequence[tuple[str, Keyed, Time]]
) -> dict[int, Published]:
    """Return for each figure the latest point of its series and role.

    For a figure without a day one without a day that says the same goes before later ones.
    """
    rows = []
    for at, (id, item, time) in enumerate(asked):
        value = value_of(item.figure, item.factor) if time.from_letter else None
        said = [value.low, value.high] if value and isfinite(value.low + value.high) else [None] * 2
        rows.append([at, id, item.figure.role.value, *said])
    each = func.json_each(json.dumps(rows)).table_valued("value")
    number, series, role, low, high = (
        func.json_extract(each.c.value, f"$[{place}]") for place in range(5)
    )
    other, letter = POINT.alias(), LETTER.alias()
    last = (
        select(other.c.reply * MOST_FIGURES + other.c.position)
        .join(letter, letter.c.rowid == other.c.reply)
        .where(other.c.series == series, other.c.role == role)
        .order_by(other.c.end.desc(), letter.c.dated.desc(), other.c.position.desc())
        .limit(1)
        .correlate(each)
    )
    alike = last.where(other.c.from_letter == 1, other.c.low == low, other.c.high == high)
    place = func.coalesce(alike.scalar_subquery(), last.scalar_subquery())
    chosen = connection.execute(select(number.label("at"), place.label("place")).select_from(each))
    places = {row.at: divmod(row.place, MOST_FIGURES) for row in chosen if row.place is not None}
    held = {
        (row.reply, row.position): _published(row)
        for row in connection.execute(select(POINT).join(*named(set(places.values()))))
    }
    return {at: held[place] for at, place in places.items()}


def _chosen(
    item: Keyed, time: Time, near: Sequence[Published], latest: Published | None
) -> tuple[str, Place | None]:
    """Return how a figure stands to the published ones, and which of them to show with it."""
    value = value_of(item.figure, item.factor)
    now = [point for point in near if same_time(time, point.time)]
    equal = [point for point in now if _says(value, point.value)]
    if equal:
        return "same", equal[-1].place
    if now:
        return "differs", now[-1].place
    if latest is None:
        return "unknown", None
    undated = time.from_letter and latest.time.from_letter
    if undated and _says(value, latest.value):
        return "same", latest.place
    early = time.end is not None and latest.time.end is not None and time.end < latest.time.end
    return ("earlier" if early else "later"), latest.place


def _says(value: Value | None, published: Value | None) -> bool:
    """Whether a published point says what the draft says.

    Two bounds or approximations must be the same number here: a draft is checked against the
    words that were published.
    """
    if value is None or published is None:
        return value is published
    if _loose(value) and _loose(published):
        return (value.low, value.high) == (published.low, published.high)
    return agree(value, published)


def _loose(value: Value) -> bool:
    return value.approx or value.low != value.high


def _published(row: Any) -> Published:
    value = None
    if row.low is not None:
        value = Value(row.low, row.high, row.step, bool(row.approx))
    time = Time(row.start, row.end, bool(row.since), bool(row.from_letter))
    return Published((row.reply, row.position), time, value)
