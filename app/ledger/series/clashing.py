"""Writing disagreements: a letter's points against all others of their series.

Whether two letters disagree depends on these two alone, so putting one letter never asks about the
others among themselves. SQL finds the few letters that may disagree (one time, values apart);
clashes.py decides.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from app.ledger.measure.times import SAME_WEEKS, Time
from app.ledger.measure.values import Value
from app.ledger.page import Page
from app.ledger.series.clashes import Held, Words, between
from app.ledger.tables import CLASH, LETTER, POINT
from app.store.database import driver
from app.store.tables import FIGURE, REPLY

# The letters whose points of a series say other than a value, at its time.
_APART = f"""
    SELECT DISTINCT reply FROM {POINT.name}
    WHERE series = ? AND role = 'actual' AND from_letter = ? AND since = ?
      AND end BETWEEN ? AND ? AND (high < ? OR low > ?)"""
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
    connection: Connection, letters: Sequence[tuple[int, Page]], series: Collection[str]
) -> list[tuple[int, str, str]]:
    """Write what new letters' points of some series disagree with.

    Returns for each series that has a new disagreement how many pairs of letters disagree, when one
    of them was last changed, and the series.
    """
    raw = driver(connection)
    may: set[tuple[str, int, int]] = set()
    for asked, rowids in _asked(letters, series).items():
        others = [reply for (reply,) in raw.execute(_APART, asked)]
        both = ((min(p), max(p)) for p in product(rowids, others) if p[0] != p[1])
        may.update((asked[0], one, other) for one, other in both)
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
        replies = json.dumps(sorted({reply for pair in found for reply in pair}))
        told.append((len(found), raw.execute(_TOLD, (replies,)).fetchone()[0], id))
    return told


def _asked(
    letters: Sequence[tuple[int, Page]], series: Collection[str]
) -> dict[tuple[Any, ...], set[int]]:
    """Return what is asked of the points of some series, and which letters ask it.

    Letters that say the same ask once: in an archive of near copies there are many.
    """
    found: dict[tuple[Any, ...], set[int]] = {}
    for rowid, page in letters:
        for _, id, _, _, _, end, since, from_letter, low, high, *_, role in page.points:
            if id in series and role == "actual" and end is not None and low is not None:
                first, last = _weeks(end) if from_letter else (end, end)
                asked = (id, from_letter, since, first, last, low, high)
                found.setdefault(asked, set()).add(rowid)
    return found


def _weeks(day: str) -> tuple[str, str]:
    at = date.fromisoformat(day).toordinal()
    first, last = (max(1, at - SAME_WEEKS.days), min(date.max.toordinal(), at + SAME_WEEKS.days))
    return date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()


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
