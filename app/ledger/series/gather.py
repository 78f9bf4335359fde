"""Writing series: letters' figures go under their keys, and each key is kept summed up.

A letter that is new adds to the sums of its series. One that is replaced or withdrawn is taken out
first, and the sums of the series it stood in are made anew from their points.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    select,
    update,
)

from app.ledger.page import Page
from app.ledger.series import clashing
from app.ledger.tables import CLASH, LETTER, POINT, SERIES, WORD
from app.store.database import driver
from app.store.rows import Row
from app.text.segment import search_words

LONGEST_LABEL = 24

_POINT = f"""INSERT INTO {POINT.name} (reply, position, series, phrase, label, start, end, since,
             from_letter, low, high, step, approx, role)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_KNOWN = f"""SELECT id, label, count, replies, since, until FROM {SERIES.name}
             WHERE id IN (SELECT value FROM json_each(?))"""
_NEW = f"""INSERT INTO {SERIES.name} (id, metric, core, unit, kind, place, place_label, label,
           count, replies, since, until, clashes)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"""
_MORE = f"""UPDATE {SERIES.name} SET label = ?, count = ?, replies = ?, since = ?, until = ?
            WHERE id = ?"""
_LABELLED = f"SELECT label, count(*) FROM {POINT.name} WHERE series = ? GROUP BY label"
_WORD = f"INSERT OR IGNORE INTO {WORD.name} (word, series) VALUES (?, ?)"
_UNWORD = f"DELETE FROM {WORD.name} WHERE word = ? AND series = ?"
_CLASHED = f"""UPDATE {SERIES.name} SET clashes = ?,
               told = max(coalesce(told, ''), ?) WHERE id = ?"""


@dataclass(slots=True)
class Sum:
    """What is known of the points of a series."""

    label: str | None = None  # none yet: the series is new
    count: int = 0
    replies: int = 0
    since: str | None = None
    until: str | None = None


@dataclass(slots=True)
class Added:
    """What some letters add to a series."""

    opened: Row
    replies: set[int] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)
    days: list[str] = field(default_factory=list)


def put_many(connection: Connection, letters: Sequence[tuple[int, Page]]) -> None:
    """Put the figures of letters that are not in the ledger, and see what they disagree with."""
    raw = driver(connection)
    added = _added(letters)
    known = {row[0]: Sum(*row[1:]) for row in raw.execute(_KNOWN, (json.dumps(list(added)),))}
    raw.executemany(_POINT, [(rowid, *row) for rowid, page in letters for row in page.points])
    new, more = [], []
    words: dict[str, list[str]] = {}
    for id, more_of_it in sorted(added.items()):
        before = known.get(id, Sum())
        total = _summed(raw, id, before, more_of_it)
        sums = (total.label, total.count, total.replies, total.since, total.until)
        if before.label is None:
            new.append((*more_of_it.opened, *sums))
        else:
            more.append((*sums, id))
        for word in _words(label for label in more_of_it.labels if label != before.label):
            words.setdefault(word, []).append(id)
    raw.executemany(_NEW, new)
    raw.executemany(_MORE, more)
    raw.executemany(_WORD, ((word, id) for word in sorted(words) for id in words[word]))
    shared = {id for id, one in added.items() if id in known or len(one.replies) > 1}
    clashed = clashing.write_many(connection, letters, shared)
    raw.executemany(_CLASHED, clashed)


def _added(letters: Sequence[tuple[int, Page]]) -> dict[str, Added]:
    found: dict[str, Added] = {}
    for rowid, page in letters:
        for row in page.series:
            found.setdefault(row[0], Added(row))
        for _, id, _, label, _, end, *_ in page.points:
            one = found[id]
            one.replies.add(rowid)
            one.labels[label] += 1
            if end is not None:
                one.days.append(end)
    return found


def _summed(raw: sqlite3.Connection, id: str, before: Sum, added: Added) -> Sum:
    """Return the sums of a series with what was added; its points are written already."""
    labels = added.labels
    if before.label is not None and set(labels) == {before.label}:
        label: str | None = before.label
    elif before.label is None:
        label = _heading(labels)
    else:
        label = _heading(Counter(dict(raw.execute(_LABELLED, (id,)).fetchall())))
    days = sorted(filter(None, (before.since, before.until, *added.days)))
    return Sum(
        label,
        before.count + sum(labels.values()),
        before.replies + len(added.replies),
        days[0] if days else None,
        days[-1] if days else None,
    )


def remove(connection: Connection, rowid: int) -> None:
    """Take a letter's figures out of their series."""
    touched = list(connection.scalars(select(POINT.c.series).where(POINT.c.reply == rowid)))
    before = _labels(connection, touched)
    connection.execute(delete(POINT).where(POINT.c.reply == rowid))
    clashing.leave(connection, rowid)
    _sum_up(connection, before)


def _labels(connection: Connection, ids: Iterable[str]) -> dict[str, Counter[str]]:
    """Return the wordings of series and how often each is used."""
    found: dict[str, Counter[str]] = {}
    for row in connection.execute(_LABELS, {"ids": sorted(set(ids))}):
        found.setdefault(row.series, Counter())[row.label] = row.number
    return found


def _sum_up(connection: Connection, before: dict[str, Counter[str]]) -> None:
    """Make the rows of series anew from their points, and drop those that have none left."""
    ids = sorted(before)
    sums = {row.series: row for row in connection.execute(_SUMS, {"ids": ids})}
    clashes = {row.series: row for row in connection.execute(_CLASHES, {"ids": ids})}
    labels = _labels(connection, ids)
    kept = [
        {
            "one": id,
            "label": _heading(labels[id]),
            "count": row.number,
            "replies": row.replies,
            "since": row.since,
            "until": row.until,
            "clashes": clashes[id].number if id in clashes else 0,
            "told": clashes[id].told if id in clashes else None,
        }
        for id, row in sums.items()
    ]
    if kept:
        connection.execute(_KEEP, kept)
    gone = [{"one": id} for id in ids if id not in sums]
    if gone:
        connection.execute(_DROP, gone)
    words = [
        (word, id)
        for id, found in before.items()
        for word in sorted(_words(found) - _words(labels.get(id, ())))
    ]
    driver(connection).executemany(_UNWORD, words)


def _words(labels: Iterable[str]) -> set[str]:
    return set[str]().union(*map(_words_of, labels))


@lru_cache(maxsize=1 << 12)
def _words_of(label: str) -> frozenset[str]:
    return frozenset(search_words(label))


def _heading(labels: Counter[str]) -> str:
    """Return the wording a series is shown under: the commonest, the fullest of several."""
    return max(labels, key=lambda one: (len(one) <= LONGEST_LABEL, labels[one], len(one), one))


_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_SUMS = (
    select(
        POINT.c.series,
        func.count().label("number"),
        func.count(POINT.c.reply.distinct()).label("replies"),
        func.min(POINT.c.end).label("since"),
        func.max(POINT.c.end).label("until"),
    )
    .where(POINT.c.series.in_(_IDS))
    .group_by(POINT.c.series)
)
_LABELS = (
    select(POINT.c.series, POINT.c.label, func.count().label("number"))
    .where(POINT.c.series.in_(_IDS))
    .group_by(POINT.c.series, POINT.c.label)
)
_GROUP = CLASH.c.first_reply.concat("-").concat(CLASH.c.first_position)
_CLASHES = (
    select(
        CLASH.c.series,
        func.count(_GROUP.distinct()).label("number"),
        func.max(LETTER.c.modified).label("told"),
    )
    .join(LETTER, LETTER.c.rowid == CLASH.c.reply)
    .where(CLASH.c.series.in_(_IDS))
    .group_by(CLASH.c.series)
)
_ONE = SERIES.c.id == bindparam("one")
_KEEP = update(SERIES).where(_ONE)
_DROP = delete(SERIES).where(_ONE)
