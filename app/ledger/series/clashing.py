"""Writing disagreements: a letter's points against all others of their series.

Whether two letters disagree depends on these two alone, so putting one letter never asks about the
others among themselves. SQL finds the few points that may disagree (one time, values apart), and
clashes.py decides, until each of them stands in the new one's group: of those that stand in one
group already, one that disagrees is enough.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, product
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from app.ledger.measure.times import SAME_WEEKS, Time
from app.ledger.measure.values import Value
from app.ledger.page import Page
from app.ledger.series.clashes import Held, between
from app.ledger.series.groups import Groups
from app.ledger.series.rows import Place
from app.ledger.tables import CLASH, LETTER, POINT
from app.store.database import driver
from app.store.tables import FIGURE, REPLY

Pair = tuple[Place, Place]
Letters = tuple[str, int, int]
"""A series and two letters, in order."""

FIRST_TRIED = 4  # points of a group, before more of it are tried

# The points of a series that say other than a value, at its time.
_APART = f"""
    SELECT reply, position FROM {POINT.name}
    WHERE series = ? AND role = 'actual' AND from_letter = ? AND since = ?
      AND end BETWEEN ? AND ? AND (high < ? OR low > ?)"""
_TOLD = f"SELECT max(modified) FROM {LETTER.name} WHERE rowid IN (SELECT value FROM json_each(?))"
_GROUPED = f"""SELECT series, reply, position, first_reply, first_position FROM {CLASH.name}
               WHERE series IN (SELECT value FROM json_each(?))"""
_CLASH = f"""INSERT OR REPLACE INTO {CLASH.name}
             (series, reply, position, first_reply, first_position) VALUES (?, ?, ?, ?, ?)"""
_LEAVE = f"DELETE FROM {CLASH.name} WHERE series = ? AND reply = ? AND position = ?"
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


class Compared:
    """Letters' points of some series, read once, and which pairs of letters were looked at."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._points: dict[tuple[str, int], list[Held]] = {}
        self._sentences: dict[Place, str] = {}
        self.seen: set[Letters] = set()

    def read(self, wanted: Iterable[Letters]) -> None:
        """Read the points of these letters that are not read yet."""
        new = {
            (id, reply) for id, *both in wanted for reply in both if (id, reply) not in self._points
        }
        if not new:
            return
        asked = {"ids": sorted({id for id, _ in new}), "replies": sorted({r for _, r in new})}
        found: dict[tuple[str, int], list[Held]] = defaultdict(list)
        for row in self._connection.execute(_POINTS, asked):
            found[row.series, row.reply].append(_held(row))
            self._sentences[row.reply, row.position] = row.sentence
        self._points |= {key: found[key] for key in new}

    def pairs(self, two: Letters) -> list[Pair]:
        """Return the points of two letters that disagree; the letters are read already."""
        self.seen.add(two)
        id, one, other = two
        found = between(self._points[id, one], self._points[id, other], self._words)
        return [((p["a"], p["a_position"]), (p["b"], p["b_position"])) for p in found]

    def _words(self, point: Held) -> str:
        return self._sentences[point.reply, point.position]


def write_many(
    connection: Connection, letters: Sequence[tuple[int, Page]], series: Collection[str]
) -> list[tuple[int, str, str]]:
    """Write what new letters' points of some series disagree with.

    Returns for each series that has a new disagreement how many groups it has, when a letter of the
    changed ones was last changed, and the series.
    """
    raw = driver(connection)
    may: dict[str, set[Pair]] = defaultdict(set)
    for asked, own in _asked(letters, series).items():
        others = raw.execute(_APART, asked).fetchall()
        may[asked[0]].update(_ordered(pair) for pair in product(own, others) if _of_two(pair))
    return _joined(connection, {id: sorted(pairs) for id, pairs in may.items() if pairs})


def _of_two(pair: Pair) -> bool:
    """Tell whether two points are of two letters."""
    return pair[0][0] != pair[1][0]


def between_letters(
    connection: Connection, wanted: Collection[Letters]
) -> dict[Letters, list[Pair]]:
    """Return for two letters of a series which of their points disagree."""
    compared = Compared(connection)
    compared.read(wanted)
    return {two: compared.pairs(two) for two in wanted}


def leave(connection: Connection, rowid: int) -> None:
    """Take a letter's points out of their groups; what is left of those is put together anew."""
    raw = driver(connection)
    own = select(CLASH).where(CLASH.c.reply == rowid)
    mine = {(row.series, row.first_reply, row.first_position) for row in connection.execute(own)}
    rows = raw.execute(_GROUPED, (json.dumps(sorted({id for id, *_ in mine})),)).fetchall()
    for group in mine:
        places = sorted((row[1], row[2]) for row in rows if (row[0], *row[3:]) == group)
        raw.executemany(_LEAVE, [(group[0], *place) for place in places])
        _rejoin(connection, group[0], [place for place in places if place[0] != rowid])


def _rejoin(connection: Connection, id: str, places: list[Place]) -> None:
    """Put the rest of a group together: beside one of its points, beside one that says otherwise,
    and then beside each other what belongs to neither."""
    if len(places) < 2:
        return
    _joined(connection, {id: _star(places[0], places)})
    first = _firsts(connection, id)
    others = [place for place in places[1:] if first.get(place) == first.get(places[0], 0)]
    if others:
        _joined(connection, {id: _star(others[-1], places)})
        first = _firsts(connection, id)
    groups: dict[Place, list[Place]] = defaultdict(list)
    for place in places:
        groups[first.get(place, place)].append(place)
    apart = (product(one, other) for one, other in combinations(groups.values(), 2))
    pairs = {_ordered(pair) for each in apart for pair in each if _of_two(pair)}
    _joined(connection, {id: sorted(pairs)} if pairs else {})


def _star(place: Place, places: Iterable[Place]) -> list[Pair]:
    return sorted(_ordered((place, other)) for other in places if _of_two((place, other)))


def _ordered(pair: Pair) -> Pair:
    return min(pair), max(pair)


def _firsts(connection: Connection, id: str) -> dict[Place, Place]:
    rows = driver(connection).execute(_GROUPED, (json.dumps([id]),))
    return {(row[1], row[2]): (row[3], row[4]) for row in rows}


def _joined(connection: Connection, may: dict[str, list[Pair]]) -> list[tuple[int, str, str]]:
    """Join the points of pairs that disagree; return what `write_many` does."""
    if not may:
        return []
    raw = driver(connection)
    known: dict[str, list[Pair]] = defaultdict(list)
    for id, *places in raw.execute(_GROUPED, (json.dumps(sorted(may)),)):
        known[id].append((tuple(places[:2]), tuple(places[2:])))
    groups = {id: Groups(known[id]) for id in may}
    compared, tried = Compared(connection), FIRST_TRIED
    while may:
        chosen = [
            (id, *pair) for id, pairs in may.items() for pair in _some(pairs, groups[id], tried)
        ]
        compared.read((id, one[0], other[0]) for id, one, other in chosen)
        for id, one, other in chosen:
            two = (id, one[0], other[0])
            if two not in compared.seen and _apart(groups[id], one, other):
                for pair in compared.pairs(two):
                    groups[id].join(*pair)
        left = {id: _left(id, pairs, groups[id], compared.seen) for id, pairs in may.items()}
        may, tried = {id: pairs for id, pairs in left.items() if pairs}, tried * tried
    return list(_written(raw, groups))


def _some(pairs: Iterable[Pair], groups: Groups, most: int) -> Iterator[Pair]:
    """Yield so many pairs at most of each two groups that may be one."""
    tried: dict[Pair, int] = defaultdict(int)
    for pair in pairs:
        two = (groups.first(pair[0]), groups.first(pair[1]))
        tried[two] += 1
        if tried[two] <= most:
            yield pair


def _apart(groups: Groups, one: Place, other: Place) -> bool:
    return groups.first(one) != groups.first(other)


def _left(id: str, pairs: list[Pair], groups: Groups, seen: set[Letters]) -> list[Pair]:
    """Return the pairs of which nothing is known yet."""
    return [
        (one, other)
        for one, other in pairs
        if (id, one[0], other[0]) not in seen and _apart(groups, one, other)
    ]


def _written(raw: sqlite3.Connection, groups: dict[str, Groups]) -> Iterator[tuple[int, str, str]]:
    for id, found in groups.items():
        if found.changed:
            rows = [(id, *place, *found.first(place)) for place in sorted(found.changed)]
            raw.executemany(_CLASH, rows)
            replies = json.dumps(sorted({reply for reply, _ in found.changed}))
            yield len(found), raw.execute(_TOLD, (replies,)).fetchone()[0], id


def _asked(
    letters: Sequence[tuple[int, Page]], series: Collection[str]
) -> dict[tuple[Any, ...], set[Place]]:
    """Return what is asked of the points of some series, and which points ask it.

    Points that say the same ask once: in an archive of near copies there are many.
    """
    found: dict[tuple[Any, ...], set[Place]] = {}
    for rowid, page in letters:
        for position, id, _, _, _, end, since, from_letter, low, high, *_, role in page.points:
            if id in series and role == "actual" and end is not None and low is not None:
                first, last = _weeks(end) if from_letter else (end, end)
                asked = (id, from_letter, since, first, last, low, high)
                found.setdefault(asked, set()).add((rowid, position))
    return found


def _weeks(day: str) -> tuple[str, str]:
    at = date.fromisoformat(day).toordinal()
    first, last = (max(1, at - SAME_WEEKS.days), min(date.max.toordinal(), at + SAME_WEEKS.days))
    return date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()


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
