"""Writing disagreements: a letter's points against all others of their series.

Whether two letters disagree depends on these two alone, so putting one letter never asks about the
others among themselves. SQL finds the few letters that may disagree (one time, values apart);
clashes.py decides.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select

from app.ledger.measure.times import SAME_WEEKS, Time
from app.ledger.measure.values import Value
from app.ledger.series.clashes import Held, between
from app.ledger.tables import CLASH, POINT
from app.store.tables import FIGURE, REPLY

_MINE, _OTHERS = POINT.alias(), POINT.alias()
_DAYS = func.abs(func.julianday(_MINE.c.end) - func.julianday(_OTHERS.c.end))
_MAY_DISAGREE = (
    select(_MINE.c.series, _OTHERS.c.reply)
    .distinct()
    .join(_OTHERS, _OTHERS.c.series == _MINE.c.series)
    .where(
        _MINE.c.reply == bindparam("reply"),
        _OTHERS.c.reply != bindparam("reply"),
        _MINE.c.role == "actual",
        _OTHERS.c.role == "actual",
        _MINE.c.from_letter == _OTHERS.c.from_letter,
        _MINE.c.since == _OTHERS.c.since,
        or_(
            _MINE.c.end == _OTHERS.c.end,
            and_(_MINE.c.from_letter == 1, SAME_WEEKS.days >= _DAYS),
        ),
        or_(_MINE.c.low > _OTHERS.c.high, _OTHERS.c.low > _MINE.c.high),
    )
)
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


def write(connection: Connection, rowid: int) -> None:
    """Write what a letter's points disagree with; what was written of it is gone already."""
    may = sorted((r.series, r.reply) for r in connection.execute(_MAY_DISAGREE, {"reply": rowid}))
    if not may:
        return
    asked = {"ids": sorted({id for id, _ in may}), "replies": [rowid, *{r for _, r in may}]}
    points: dict[tuple[str, int], list[Held]] = defaultdict(list)
    sentences: dict[tuple[int, int], str] = {}
    for row in connection.execute(_POINTS, asked):
        points[row.series, row.reply].append(_held(row))
        sentences[row.reply, row.position] = row.sentence

    def words(point: Held) -> str:
        return sentences[point.reply, point.position]

    rows = [
        {"series": id, **pair}
        for id, other in may
        for first, second in [sorted((rowid, other))]
        for pair in between(points[id, first], points[id, second], words)
    ]
    if rows:
        connection.execute(insert(CLASH), rows)


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
