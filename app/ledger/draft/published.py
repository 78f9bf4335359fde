"""What was published of the metrics a draft speaks of: for each figure the one to show beside it.

Of a common metric hundreds of points may stand in the archive. Only those that a figure is
compared with are looked at, by number, and only the one that is shown is read with its words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Any

from sqlalchemy import Connection, select

from app.ledger.measure.keys import Keyed
from app.ledger.measure.local import is_local
from app.ledger.measure.times import SAME_WEEKS, Time, same_time
from app.ledger.measure.values import Value, agree
from app.ledger.series.clashes import same_matter
from app.ledger.series.disagreements import Disagreement, beside_points
from app.ledger.series.figures import value_of
from app.ledger.series.rows import MOST_FIGURES, Place, Point, points_at
from app.ledger.tables import LETTER, POINT, SERIES, made
from app.store.database import driver

NONE = timedelta()
COMPARED = (
    8  # published figures whose sentences are laid beside one that does not say of what it is
)

_POINT = (
    "p.reply, p.position, p.start, p.end, p.since, p.from_letter, p.low, p.high, p.step, p.approx"
)
# What is asked: a number, a series, a role, and the first and the last day.
_NEAR = f"""
    SELECT a.value ->> 0, {_POINT}
    FROM json_each(?) AS a
    JOIN {POINT.name} AS p
      ON p.series = a.value ->> 1 AND p.end BETWEEN a.value ->> 3 AND a.value ->> 4
    JOIN {LETTER.name} AS l ON l.rowid = p.reply
    WHERE p.role = a.value ->> 2
    ORDER BY l.dated, p.reply, p.position"""
# What is asked: a number, a series, a role, and what is said without a day, or nothing.
_LAST = f"""
    SELECT q.reply * {MOST_FIGURES} + q.position
    FROM {POINT.name} AS q JOIN {LETTER.name} AS l ON l.rowid = q.reply
    WHERE q.series = a.value ->> 1 AND q.role = a.value ->> 2 {{said}}
    ORDER BY q.end DESC, l.dated DESC, q.position DESC LIMIT 1"""
_ALIKE = _LAST.format(said="AND q.from_letter AND q.low = a.value ->> 3 AND q.high = a.value ->> 4")
_LATEST = f"""
    SELECT at, {_POINT}
    FROM (SELECT a.value ->> 0 AS at, coalesce(({_ALIKE}), ({_LAST.format(said="")})) AS place
          FROM json_each(?) AS a) AS found
    JOIN {POINT.name} AS p
      ON p.reply = found.place / {MOST_FIGURES} AND p.position = found.place % {MOST_FIGURES}"""


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


def beside(
    connection: Connection, text: str, found: Sequence[tuple[Keyed, Time]], own: bool
) -> list[Beside]:
    """Return for each figure of a text what was published of its metric.

    `own`: the draft says whose it is; else a metric that only one place has is taken for it.
    A metric of the draft's own matter (总投资) is not laid beside that of another.
    """
    if not made(connection) or not found:
        return [UNKNOWN for _ in found]
    series = _series(connection, [item for item, _ in found], own)
    asked = [(series[item.key.id], item, time) for item, time in found if item.key.id in series]
    sentences = [text[slice(*item.sentence)] for _, item, _ in asked]
    local = [is_local(asked[at][1].phrase, said) for at, said in enumerate(sentences)]
    near = _near(connection, asked)
    chosen = {
        at: _of_its_time(item, time, near.get(at, []), COMPARED if local[at] else 1)
        for at, (_, item, time) in enumerate(asked)
    }
    latest = _latest(connection, asked, [at for at, found in chosen.items() if found is None])
    chosen |= {at: _beside_the_latest(*asked[at][1:], last) for at, last in latest.items()}
    choices = {at: choice for at, choice in chosen.items() if choice is not None}
    shown = points_at(connection, {place for _, places in choices.values() for place in places}, ())
    points = {(p.letter.rowid, p.position): (id, p) for id, held in shown.items() for p in held}
    last = {
        at: (state, place)
        for at, (state, places) in choices.items()
        for place in places
        if state == "same" or not local[at] or same_matter(sentences[at], points[place][1].sentence)
    }
    apart = beside_points(connection, [points[place] for _, place in last.values()])
    told = {
        asked[at][1].position: Beside(state, *points[place], apart.get(place, ()))
        for at, (state, place) in last.items()
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
    found: dict[int, list[Published]] = {}
    for at, *row in driver(connection).execute(_NEAR, (json.dumps(rows),)):
        found.setdefault(at, []).append(_published(row))
    return found


def _latest(
    connection: Connection, asked: Sequence[tuple[str, Keyed, Time]], of: Sequence[int]
) -> dict[int, Published]:
    """Return for these of the figures the latest point of its series and role.

    For a figure without a day one without a day that says the same goes before later ones.
    """
    rows = []
    for at in of:
        id, item, time = asked[at]
        value = value_of(item.figure, item.factor) if time.from_letter else None
        said = [value.low, value.high] if value and isfinite(value.low + value.high) else [None] * 2
        rows.append([at, id, item.figure.role.value, *said])
    held = driver(connection).execute(_LATEST, (json.dumps(rows),))
    return {at: _published(row) for at, *row in held}


def _of_its_time(
    item: Keyed, time: Time, near: Sequence[Published], most: int
) -> tuple[str, list[Place]] | None:
    """Return how a figure stands to those published of its time, and which may be shown."""
    now = [point for point in near if same_time(time, point.time)]
    value = value_of(item.figure, item.factor) if now else None
    equal = [point.place for point in now if _says(value, point.value)]
    if equal:
        return "same", equal[-1:]
    return ("differs", [point.place for point in now[-most:]]) if now else None


def _beside_the_latest(item: Keyed, time: Time, latest: Published) -> tuple[str, list[Place]]:
    """Return how a figure stands to the latest one, where none was published of its time."""
    undated = time.from_letter and latest.time.from_letter
    if undated and _says(value_of(item.figure, item.factor), latest.value):
        return "same", [latest.place]
    early = time.end is not None and latest.time.end is not None and time.end < latest.time.end
    return ("earlier" if early else "later"), [latest.place]


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


def _published(row: Sequence[Any]) -> Published:
    reply, position, start, end, since, from_letter, low, high, step, approx = row
    value = None if low is None else Value(low, high, step, bool(approx))
    time = Time(_day(start), _day(end), bool(since), bool(from_letter))
    return Published((reply, position), time, value)


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
