"""Writing disagreements: a letter's points against all others of their series.

Whether two letters disagree depends on these two alone, so putting one letter never asks about the
others among themselves. SQL finds the few letters that may disagree (one time, values apart);
clashes.py decides.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from app.ledger.measure.times import SAME_WEEKS, Time
from app.ledger.measure.values import Value
from app.ledger.series.clashes import Held, Words, between
from app.ledger.tables import CLASH, LETTER, POINT
from app.store.database import driver
from app.store.tables import FIGURE, REPLY

# Of the series in question, the new letters' points beside all others of the same time.
_MAY_DISAGREE = f"""
    SELECT DISTINCT mine.series, mine.reply, others.reply
    FROM json_each(?) AS letter
    JOIN {POINT.name} AS mine ON mine.reply = letter.value
    JOIN {POINT.name} AS others ON others.series = mine.series
    WHERE mine.series IN (SELECT value FROM json_each(?))
      AND others.reply <> mine.reply AND mine.role = 'actual' AND others.role = 'actual'
      AND mine.from_letter = others.from_letter AND mine.since = others.since
      AND (others.low > mine.high OR mine.low > others.high)
      AND (mine.end = others.end OR mine.from_letter
           AND abs(julianday(mine.end) - julianday(others.end)) <= {SAME_WEEKS.days})"""
_TOLD = f"SELECT max(modified) FROM {LETTER.name} WHERE rowid IN (SELECT value FROM json_each(?))"
_CLASH = f"""INSERT INTO {CLASH.name} (series, a, a_position, b, b_position)
             VALUES (?, ?, ?, ?, ?)"""
_LENGTH = FIGURE.c.sentence_end - FIGURE.c.sentence_start
_POINTS = (
    select(
        POINT,
        FIGURE.c.sentence_start,
        FIGURE.c.sentence_end,
        func.substr(REPLY.c.text, FIGURE.c.sentence_start + 1, _LENGTH).label("sentence"),
    )
    .join(FIGURE, and_(FIGURE.c.reply == POINT.c.reply, FIGURE.c.position == POINT.c.position))
    .join(REPLY, REPLY.c.rowid == POINT.c.reply)
    .where(
        POINT.c.series.in_(bindparam("ids", expanding=True)),
        POINT.c.reply.in_(bindparam("replies", expanding=True)),
    )
    .order_by(POINT.c.reply, POINT.c.position)
)


def write_many(
    connection: Connection, rowids: Sequence[int], series: Sequence[str]
) -> list[tuple[int, str, str]]:
    """Write what new letters' points of some series disagree with.

    Returns for each series that has a new disagreement how many pairs of letters disagree, when one
    of them was last changed, and the series.
    """
    raw = driver(connection)
    asked = json.dumps(list(rowids)), json.dumps(list(series))
    may = {
        (id, min(one, other), max(one, other))
        for id, one, other in (raw.execute(_MAY_DISAGREE, asked) if series else ())
    }
    if not may:
        return []
    points, words = _compared(connection, may)
    rows = [
        (id, pair["a"], pair["a_position"], pair["b"], pair["b_position"])
        for id, first, second in sorted(may)
        for pair in between(points[id, first], points[id, second], words)
    ]
    raw.executemany(_CLASH, rows)
    pairs: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for id, a, _, b, _ in rows:
        pairs[id].add((a, b))
    told = []
    for id, found in pairs.items():
        letters = json.dumps(sorted({letter for pair in found for letter in pair}))
        told.append((len(found), raw.execute(_TOLD, (letters,)).fetchone()[0], id))
    return told


def _compared(
    connection: Connection, may: set[tuple[str, int, int]]
) -> tuple[dict[tuple[str, int], list[Held]], Words]:
    """Return the points of letters that may disagree, and what gives their sentences."""
    points: dict[tuple[str, int], list[Held]] = defaultdict(list)
    sentences: dict[tuple[int, int], str] = {}
    asked = {
        "ids": sorted({id for id, *_ in may}),
        "replies": sorted({reply for _, *both in may for reply in both}),
    }
    for row in connection.execute(_POINTS, asked):
        points[row.series, row.reply].append(_held(row))
        sentences[row.reply, row.position] = row.sentence

    def words(point: Held) -> str:
        return sentences[point.reply, point.position]

    return points, words


def _held(row: Any) -> Held:
    value = None
    if row.low is not None:
        value = Value(row.low, row.high, row.step, bool(row.approx))
    return Held(
        reply=row.reply,
        position=row.position,
        phrase=row.phrase,
        label=row.label,
        time=Time(row.start, row.end, bool(row.since), bool(row.from_letter)),
        value=value,
        target=row.role == "target",
        sentence=(row.sentence_start, row.sentence_end),
    )
