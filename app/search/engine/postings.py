"""Which entries hold a word, how often, and which hold a piece; read once, then kept.

A term is read from each segment and put together; segments never change, so what was read is good
for as long as there are no others.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any

import numpy as np
from pyroaring import BitMap

from app.search.engine.measure import Measure
from app.search.engine.rows import NONE, Posting, of_row, unblocked, united, unpacked
from app.search.engine.segments import Kind
from app.search.engine.state import Head, Snapshot
from app.search.engine.tallying import room
from app.search.engine.terms import BITS, beginning, piece_key, word_key
from app.search.index import Ask, Found

CACHE_BYTES = 48 * 1024 * 1024  # full after a minute of a busy site, and then no more is taken
OBJECTS = 1_500  # bytes of a posting in memory beside what it holds

ROWS = """SELECT coalesce(
    (SELECT data FROM search_own o WHERE o.segment = s.segment AND o.kind = ?1 AND o.key = ?2),
    (SELECT data FROM search_block b WHERE b.segment = s.segment AND b.kind = ?1 AND b.first <= ?2
     ORDER BY b.first DESC LIMIT 1)) FROM search_segment s ORDER BY s.first"""
OWN_BETWEEN = "SELECT data FROM search_own WHERE segment = ? AND kind = ? AND key >= ? AND key < ?"
BLOCKS_BETWEEN = """SELECT data FROM search_block WHERE segment = ?1 AND kind = ?2 AND first < ?4
    AND first >= coalesce((SELECT max(first) FROM search_block
                           WHERE segment = ?1 AND kind = ?2 AND first <= ?3), ?3)"""
NOWHERE = Posting(BitMap(), NONE)


class Kept:
    """Things read from an index, the least used given up when they grow too big."""

    def __init__(self, room: int = CACHE_BYTES) -> None:
        self._room, self._used = room, 0
        self._lock = Lock()
        self._items: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """Return what is kept under a key; made, with its size in bytes, where it is missing."""
        with self._lock:
            if (found := self._items.get(key)) is not None:
                self._items.move_to_end(key)
                return found[0]
        made = make()
        with self._lock:
            if self._items.setdefault(key, made) is made:
                self._used += made[1]
            while self._used > self._room and len(self._items) > 1:
                self._used -= self._items.popitem(last=False)[1][1]
        return made[0]

    def clear(self) -> None:
        """Give everything up."""
        with self._lock:
            self._items.clear()
            self._used = 0


SHARED = Kept()
"""What this process has read: of every index that it serves."""


class Postings:
    """The postings of one index as one connection sees them.

    What a connection sees that has written may never be committed, so it keeps things to itself.
    """

    def __init__(self, connection: sqlite3.Connection, at: Snapshot) -> None:
        self._connection, self._at = connection, at
        head: Head = at.head
        self._terms = (head.index, head.segment)
        self._whole = (head.index, head.segment, head.change)
        self._kept = Kept() if connection.total_changes else SHARED

    def word(self, word: str) -> Posting:
        """Return the posting of a word."""
        return self._term(Kind.WORD, word_key(word))

    def piece(self, piece: str) -> BitMap:
        """Return the entries that hold a piece."""
        return self._term(Kind.PIECE, piece_key(piece)).docs

    def triple(self, word: str) -> BitMap:
        """Return the entries in which a word of three characters stands, however it was cut."""
        return self._term(Kind.TRIPLE, word_key(word)).docs

    def pieces(self, wanted: Sequence[str]) -> BitMap | None:
        """Return the entries that hold all pieces; None if there is none to hold."""
        if not wanted:
            return None
        return BitMap.intersection(*(self.piece(piece) for piece in wanted))

    def measure(self, last: int) -> Measure:
        """Return what BM25 must know of the entries up to one."""

        def made() -> tuple[Measure, int]:
            measure = Measure.of(self._at, last)
            return measure, measure.length.nbytes

        found: Measure = self._kept.of(("measure", self._whole, last), made)
        return found

    def answer(self, ask: Ask, make: Callable[[], Found]) -> Found:
        """Return the answer to a question that was asked before, or find it."""

        def sized() -> tuple[Found, int]:
            found = make()
            return found, 4000 + 200 * len(found.hits) + room(found.tallies.values())

        answer: Found = self._kept.of(("answer", self._whole, ask), sized)
        return answer

    def keep(self, key: Hashable, make: Callable[[], BitMap]) -> BitMap:
        """Return a bitmap that was worked out before, or work it out."""

        def sized() -> tuple[BitMap, int]:
            made = make()
            return made, 200 + 2 * len(made)

        found: BitMap = self._kept.of((self._whole, key), sized)
        return found

    def remembered(
        self, key: Hashable, among: tuple[int, ...], make: Callable[[], tuple[int, ...]]
    ) -> tuple[int, ...]:
        """Return numbers that were worked out among letters before, or work them out."""

        def sized() -> tuple[tuple[int, ...], int]:
            made = make()
            return made, 4000 + 40 * (len(made) + len(among))

        found: tuple[int, ...] = self._kept.of((self._whole, key, among), sized)
        return found

    def beginning(self, letter: str) -> BitMap:
        """Return the entries that hold a single letter, which may stand behind `TITLE`."""
        least = beginning(letter)
        return self.keep(("begins", letter), lambda: self._between(least, least + (1 << BITS)))

    def _term(self, kind: Kind, key: int) -> Posting:
        def read() -> tuple[Posting, int]:
            rows = self._connection.execute(ROWS, (kind, key)).fetchall()
            parts = [part for (data,) in rows if data and (part := of_row(data, key))]
            found = united(parts) if parts else NOWHERE
            return found, OBJECTS + 2 * len(found.docs) + found.often.nbytes

        posting: Posting = self._kept.of((self._terms, kind, key), read)
        return posting

    def _between(self, low: int, high: int) -> BitMap:
        """Return the entries that hold any of the pieces from one key to another."""
        found = BitMap()
        segments = self._connection.execute("SELECT segment FROM search_segment").fetchall()
        for (segment,) in segments:
            bounds = (segment, Kind.PIECE, low, high)
            for (data,) in self._connection.execute(OWN_BETWEEN, bounds):
                found |= unpacked(data).docs
            for (data,) in self._connection.execute(BLOCKS_BETWEEN, bounds):
                terms = unblocked(data)
                chosen = (terms.keys >= low) & (terms.keys < high)
                found.update(terms.docs[np.repeat(chosen, terms.counts)])
        return found
