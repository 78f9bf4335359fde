"""Which entries hold a word, how often, and which hold a piece; put together once, then kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from pyroaring import BitMap

from app.search.engine.kept import SHARED, Kept
from app.search.engine.measure import Measure
from app.search.engine.parts import Parts
from app.search.engine.rows import Posting, unblocked, unpacked
from app.search.engine.segments import BLOCKS, OWNS, Kind, between
from app.search.engine.state import Head, Snapshot
from app.search.engine.tallying import room
from app.search.engine.terms import BITS, beginning, piece_key, word_key
from app.search.index import Ask, Found


class Postings:
    """The postings of one index as one connection sees them.

    What a connection sees that has written may never be committed, so it keeps things to itself.
    """

    def __init__(self, connection: sqlite3.Connection, at: Snapshot) -> None:
        self._connection, self._at = connection, at
        head: Head = at.head
        self._whole = (head.index, head.segment, head.change)
        self._kept = Kept() if connection.total_changes else SHARED
        self._parts = Parts(connection, head, self._kept)

    def word(self, word: str) -> Posting:
        """Return the posting of a word."""
        return self._parts.whole(Kind.WORD, word_key(word))

    def piece(self, piece: str) -> BitMap:
        """Return the entries that hold a piece."""
        return self._parts.whole(Kind.PIECE, piece_key(piece)).docs

    def triple(self, word: str) -> BitMap:
        """Return the entries in which a word of three characters stands, however it was cut."""
        return self._parts.whole(Kind.TRIPLE, word_key(word)).docs

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

    def _between(self, low: int, high: int) -> BitMap:
        """Return the entries that hold any of the pieces from one key to another."""
        found = BitMap()
        for segment in self._parts.segments:
            bounds = between(segment, Kind.PIECE, low, high)
            for _, data in self._connection.execute(OWNS, bounds):
                found |= unpacked(data).docs
            for (data,) in self._connection.execute(BLOCKS, bounds):
                terms = unblocked(data)
                chosen = (terms.keys >= low) & (terms.keys < high)
                found.update(terms.docs[np.repeat(chosen, terms.counts)])
        return found
