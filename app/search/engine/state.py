"""What the serving process holds of an index in memory: a few numbers and bits for each letter.

A `Snapshot` is immutable. When the writer has added letters, the next one is made from the last
by reading only what is new; bitmaps that did not change are shared. Entries only grow: a letter
that is replaced gets a new entry and the old one is masked, so a list begun at one `Moment` is
continued exactly while letters are taken in.
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from pyroaring import BitMap

from app.search.engine.tallying import Key, Values
from app.search.index import Moment
from app.search.words.cutting import VERSION
from app.search.words.fold import literal
from app.text.arrays import Numbers

COLUMNS = ("reply", "day", "number", "size")
KEPT = 16
"""Snapshots held at once: of several archives, and of moments that slow readers still look at."""

NEW = """SELECT doc, reply, day, number, size, facets FROM search_doc WHERE doc > ? ORDER BY doc"""
LOGGED = "SELECT change, doc FROM search_log WHERE change > ? AND gone ORDER BY change"
HEAD = """SELECT (SELECT value FROM search_state WHERE key = 'index'),
          (SELECT value FROM search_state WHERE key = 'version'),
          (SELECT coalesce(max(change), 0) FROM search_log),
          (SELECT coalesce(max(segment), 0) FROM search_segment)"""
STATE = "SELECT key, value FROM search_state"
VALUES = "SELECT facet, value, label, scope FROM search_value"
VALUE = VALUES + " WHERE facet = ? AND value = ?"


@dataclass(frozen=True, slots=True)
class Head:
    """Where an index stands: read with every question."""

    index: str
    version: str
    change: int
    segment: int  # the newest: with another one, postings may be other ones


@dataclass(frozen=True, slots=True)
class Name:
    """How a facet value is called; `key` and `scope` are folded, for comparing."""

    value: str
    label: str
    key: str
    scope: str


@dataclass(frozen=True, slots=True)
class Columns:
    """One number an entry, by entry; longer than needed, so that newer entries fit in."""

    reply: Numbers
    day: Numbers
    number: Numbers
    size: Numbers

    @classmethod
    def empty(cls, room: int) -> Columns:
        """Return columns of zeros."""
        return cls(*(np.zeros(room, kind) for kind in (np.int64, np.int32, np.int64, np.float32)))

    def roomy(self, last: int) -> Columns:
        """Return columns that have a place for entry `last`."""
        if last < len(self.reply):
            return self
        grown = Columns.empty(max(1024, 2 * (last + 1)))
        for old, new in zip(self.all, grown.all, strict=True):
            new[: len(old)] = old
        return grown

    @property
    def all(self) -> tuple[Numbers, ...]:
        """Return the columns in order."""
        return self.reply, self.day, self.number, self.size


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The entries as they stood after one change."""

    head: Head
    last: int
    words: int  # in all entries
    columns: Columns
    alive: BitMap
    values: Values
    names: dict[Key, Name]
    gone: tuple[tuple[int, int], ...]  # change and entry, in order
    unindexed: bool = False  # made of the store's rows: the entry of a letter is its row

    @property
    def moment(self) -> Moment:
        """Return the moment a list begun now is tied to."""
        return Moment(self.head.index, self.head.change, self.last)

    def alive_at(self, moment: Moment) -> BitMap:
        """Return the entries that were there at an earlier moment."""
        back = BitMap(doc for change, doc in self.gone if change > moment.change)
        alive = self.alive | back
        alive.remove_range(moment.last + 1, max(self.last, moment.last) + 1)
        return alive


_snapshots: OrderedDict[tuple[str, int, int], Snapshot] = OrderedDict()
_lock = Lock()


def head(connection: sqlite3.Connection) -> Head | None:
    """Return where the index stands, or nothing where there is none yet."""
    try:
        return Head(*connection.execute(HEAD).fetchone())
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
    try:  # an index of an earlier version has other tables
        state = dict(connection.execute(STATE).fetchall())
    except sqlite3.OperationalError:
        return None
    return Head(state.get("index", ""), state.get("version", ""), 0, 0)


def snapshot(connection: sqlite3.Connection) -> Snapshot | None:
    """Return the entries as this connection's transaction sees them."""
    at = head(connection)
    if at is None or at.version != VERSION:
        return None if at is None else _nothing(at)
    if connection.total_changes:  # what a writer sees may never be committed
        return _advanced(connection, _stored(connection, at), at)
    key = (at.index, at.change, at.segment)
    with _lock:
        found = _snapshots.get(key)
        if found is None:
            older = [s for s in _snapshots.values() if s.head.index == at.index]
            before = [s for s in older if s.head.change <= at.change]
            base = max(before, key=lambda s: s.head.change, default=None)
            found = _advanced(connection, base or _stored(connection, at), at)
            _snapshots[key] = found
        _snapshots.move_to_end(key)
        while len(_snapshots) > KEPT:
            _snapshots.popitem(last=False)
    return found


def packed_snapshot(at: Snapshot) -> dict[Key, bytes]:
    """Return what a snapshot holds of its entries as blobs, to be read in a few pieces."""
    known = {"last": at.last, "words": at.words, "gone": at.gone, "change": at.head.change}
    found: dict[Key, bytes] = {("docs", "head"): json.dumps(known).encode()}
    for name, column in zip(COLUMNS, at.columns.all, strict=True):
        found["docs", name] = column[: at.last + 1].tobytes()
    found["docs", "alive"] = at.alive.serialize()
    for value, docs in at.values.bitmaps():
        found["facet", value] = docs.serialize()
    return found


def _stored(connection: sqlite3.Connection, at: Head) -> Snapshot:
    """Return the entries that were packed with the fast parts, or none."""
    statement = "SELECT key, data FROM search_blob WHERE kind = ?"
    docs = dict(connection.execute(statement, ("docs",)).fetchall())
    if not docs:
        return _nothing(at)
    known = json.loads(docs["head"])
    gone = tuple((change, doc) for change, doc in known["gone"])
    kinds = [column.dtype for column in Columns.empty(0).all]
    columns = [np.frombuffer(docs[n], kind) for n, kind in zip(COLUMNS, kinds, strict=True)]
    facets = {}
    for key, held in connection.execute(statement, ("facet",)):
        facet, _, value = key.partition("\t")
        facets[facet, value] = BitMap.deserialize(held)
    alive = BitMap.deserialize(docs["alive"])
    return Snapshot(
        head=replace(at, change=known["change"]),
        last=known["last"],
        words=known["words"],
        columns=Columns(*columns).roomy(known["last"] + 1),
        alive=alive,
        values=Values.of(facets, known["last"], alive),
        names=_named(connection.execute(VALUES)),
        gone=gone,
    )


def _nothing(at: Head) -> Snapshot:
    none = Columns.empty(1024)
    return Snapshot(replace(at, change=0), 0, 0, none, BitMap(), Values.none(), {}, ())


def _advanced(connection: sqlite3.Connection, base: Snapshot, at: Head) -> Snapshot:
    """Return the next snapshot: the base and what was written since."""
    rows = connection.execute(NEW, (base.last,)).fetchall()
    gone = connection.execute(LOGGED, (base.head.change,)).fetchall()
    last = rows[-1][0] if rows else base.last
    columns = base.columns.roomy(last)
    if rows:
        table = np.array([row[:5] for row in rows], dtype=np.int64)
        for position, column in enumerate(columns.all, 1):
            column[table[:, 0]] = table[:, position]
    away = BitMap(doc for _, doc in gone)
    alive = (base.alive | BitMap([row[0] for row in rows])) - away
    values = base.values.with_new([(row[0], row[5]) for row in rows], base.alive, alive)
    new = list(values.places)[len(base.values.places) :]
    return Snapshot(
        head=at,
        last=last,
        words=base.words + sum(row[4] for row in rows),
        columns=columns,
        alive=alive,
        values=values,
        names=base.names | _names_of(connection, new) if new else base.names,
        gone=(*base.gone, *gone),
    )


def _names_of(connection: sqlite3.Connection, values: Iterable[str]) -> dict[Key, Name]:
    """Return how values are called, each given as it is stored with an entry."""
    return _named(
        row for value in values for row in connection.execute(VALUE, tuple(value.split("\t", 1)))
    )


def _named(rows: Iterable[tuple[str, str, str, str]]) -> dict[Key, Name]:
    return {
        (facet, value): Name(value, label, literal(label), literal(scope))
        for facet, value, label, scope in rows
    }
