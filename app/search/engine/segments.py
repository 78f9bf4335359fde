"""Segments: the postings of letters that came together, written once and then only merged.

A batch of letters makes a segment. When several small ones have gathered, they are merged into
one, so each entry is rewritten a few times in all, however letters come; `dafu reindex` leaves a
single one. In a segment, a term of many entries has a row of its own: a roaring bitmap, and for
words the exact weighted frequency of each. Rarer ones share rows (blocks) of some hundred terms:
an archive has millions of them, and a row each would cost more than what it says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from app.search.engine.rows import (
    OWN,
    Posting,
    blocked,
    counts_in,
    owned_by,
    packed,
    unblocked,
    united,
    unpacked,
)
from app.search.engine.terms import Terms, inverted, joined, only, pieces_inverted
from app.search.index import Held
from app.text.arrays import Numbers

FAN = 12  # segments that gather before they are merged
QUIET = 4  # after a run, a segment is this many times greater than all that come after it
WINDOW = 1_000  # entries whose postings are merged at once, so that memory stays small
LEAST, GREATEST = -(1 << 63), (1 << 63) - 1

SEGMENTS = "SELECT segment, first, last FROM search_segment ORDER BY first"
PUT_OWN = "INSERT INTO search_own (segment, kind, key, data) VALUES (?, ?, ?, ?)"
PUT_BLOCK = "INSERT INTO search_block (segment, kind, first, data) VALUES (?, ?, ?, ?)"
FIRSTS = "SELECT first FROM search_block WHERE segment = ? AND kind = ? ORDER BY first"
OWNS = """SELECT key, data FROM search_own WHERE segment = :segment AND kind = :kind
          AND key >= :low AND key < :high ORDER BY key"""
# the block before may hold the first of the terms
BLOCKS = """SELECT data FROM search_block WHERE segment = :segment AND kind = :kind
            AND first < :high AND first >= coalesce(
                (SELECT max(first) FROM search_block
                 WHERE segment = :segment AND kind = :kind AND first <= :low), :low)
            ORDER BY first"""
BLOCK = "SELECT data FROM search_block WHERE segment = ? AND kind = ? AND first = ?"
OWN_KEYS = "SELECT key FROM search_own WHERE segment = ? AND kind = ? ORDER BY key"
ONE_OWN = "SELECT data FROM search_own WHERE segment = ? AND kind = ? AND key = ?"


class Kind(IntEnum):
    """What a term is."""

    WORD = 0
    PIECE = 1
    TRIPLE = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """The entries from one to another."""

    number: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """Return how many entries there are."""
        return self.last - self.first + 1


class Segments:
    """The segments of one index, as its writer keeps them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, letters: Sequence[Held], first: int) -> None:
        """Write letters, whose entries follow one another from the first, as a segment."""
        segment = Segment(self._next(), first, first + len(letters) - 1)
        often = [np.frombuffer(letter.often, np.uint16) for letter in letters]
        words, pieces, triples = (
            [np.frombuffer(getattr(letter, name), np.int64) for letter in letters]
            for name in ("words", "pieces", "triples")
        )
        self._write(segment, Kind.WORD, inverted(words, first, often))
        self._write(segment, Kind.PIECE, pieces_inverted(pieces, first))
        self._write(segment, Kind.TRIPLE, inverted(triples, first))
        self._know(segment)
        self._merge(due(self._all(), FAN, 1))

    def counts(self, kind: Kind, keys: Numbers) -> Numbers:
        """Return how many entries hold each of many terms, ascending: each row is read once."""
        total = np.zeros(len(keys), np.int64)
        for segment in self._all():
            owned = np.isin(keys, self._keys(OWN_KEYS, segment, kind))
            for place in np.flatnonzero(owned).tolist():
                asked = (segment.number, kind, int(keys[place]))
                (data,) = self._connection.execute(ONE_OWN, asked).fetchone()
                total[place] += len(unpacked(data).docs)
            firsts = self._keys(FIRSTS, segment, kind)
            blocks = firsts.searchsorted(keys, side="right") - 1
            for block in np.unique(blocks[(blocks >= 0) & ~owned]).tolist():
                asked = (segment.number, kind, int(firsts[block]))
                (data,) = self._connection.execute(BLOCK, asked).fetchone()
                places = np.flatnonzero(blocks == block)
                total[places] += np.where(owned[places], 0, counts_in(data, keys[places]))
        return total

    def _keys(self, statement: str, segment: Segment, kind: Kind) -> Numbers:
        rows = self._connection.execute(statement, (segment.number, kind)).fetchall()
        return np.array([key for (key,) in rows], np.int64)

    def settle(self) -> None:
        """Merge what the runs have left, until each segment is much smaller than the one before."""
        self._merge(due(self._all(), 2, QUIET))

    def compact(self) -> None:
        """Merge all segments into one."""
        self._merge(self._all())

    def _all(self) -> list[Segment]:
        return [Segment(*row) for row in self._connection.execute(SEGMENTS)]

    def _next(self) -> int:
        statement = "SELECT coalesce(max(segment), 0) + 1 FROM search_segment"
        number: int = self._connection.execute(statement).fetchone()[0]
        return number

    def _know(self, segment: Segment) -> None:
        row = (segment.first, segment.last, segment.number)
        insert = "INSERT INTO search_segment (first, last, segment) VALUES (?, ?, ?)"
        self._connection.execute(insert, row)

    def _write(self, segment: Segment, kind: Kind, terms: Terms) -> None:
        owning = terms.counts >= OWN
        rows = owned_by(only(terms, owning))
        put = ((segment.number, kind, key, packed(posting)) for key, posting in rows)
        self._connection.executemany(PUT_OWN, put)
        self._write_blocks(segment, kind, only(terms, ~owning))

    def _write_blocks(self, segment: Segment, kind: Kind, rare: Terms) -> None:
        blocks = (
            (segment.number, kind, *block) for block in blocked(rare, segment.first, segment.last)
        )
        self._connection.executemany(PUT_BLOCK, blocks)

    def _merge(self, several: Sequence[Segment]) -> None:
        if len(several) < 2:
            return
        whole = Segment(self._next(), several[0].first, several[-1].last)
        for kind in Kind:
            for low, high in self._windows(several, kind, whole.size // WINDOW + 1):
                self._merge_window(several, whole, kind, low, high)
        for segment in several:
            for table in ("search_own", "search_block", "search_segment"):
                delete = f"DELETE FROM {table} WHERE segment = ?"
                self._connection.execute(delete, (segment.number,))
        self._know(whole)

    def _windows(
        self, several: Sequence[Segment], kind: Kind, wanted: int
    ) -> Iterator[tuple[int, int]]:
        """Yield stretches of keys that hold about as many rare terms each."""
        firsts = [
            first
            for segment in several
            for (first,) in self._connection.execute(FIRSTS, (segment.number, kind))
        ]
        firsts.sort()
        bounds = sorted(set(firsts[:: max(len(firsts) // wanted, 1)][1:]))
        yield from zip([LEAST, *bounds], [*bounds, GREATEST], strict=True)

    def _merge_window(
        self, several: Sequence[Segment], whole: Segment, kind: Kind, low: int, high: int
    ) -> None:
        owned: dict[int, list[Posting]] = {}
        rare: list[Terms] = []
        for segment in several:
            bounds = between(segment.number, kind, low, high)
            for key, data in self._connection.execute(OWNS, bounds).fetchall():
                owned.setdefault(key, []).append(unpacked(data))
            blocks = [unblocked(b) for (b,) in self._connection.execute(BLOCKS, bounds)]
            if blocks:
                found = _in_a_row(blocks)
                rare.append(only(found, (found.keys >= low) & (found.keys < high)))
        left = joined(rare) if rare else _nothing(kind)
        owning = left.counts >= OWN
        if owned:
            owning |= np.isin(left.keys, np.fromiter(owned, np.int64, len(owned)))
        for key, posting in owned_by(only(left, owning)):
            owned.setdefault(key, []).append(posting)
        put = ((whole.number, kind, key, packed(united(owned[key]))) for key in sorted(owned))
        self._connection.executemany(PUT_OWN, put)
        self._write_blocks(whole, kind, only(left, ~owning))


def between(segment: int, kind: Kind, low: int, high: int) -> dict[str, int]:
    """Return what `OWNS` and `BLOCKS` ask for: the terms from one key to before another."""
    return {"segment": segment, "kind": kind, "low": low, "high": high}


def due(segments: Sequence[Segment], several: int, times: int) -> Sequence[Segment]:
    """Return the longest run of last segments that is worth merging.

    Its first may not be greater than so many times what comes after it: then an entry is written
    again only where the segment that holds it grows well.
    """
    after = sum(segment.size for segment in segments)
    for start, segment in enumerate(segments):
        after -= segment.size
        if len(segments) - start >= several and segment.size <= times * after:
            return segments[start:]
    return ()


def _nothing(kind: Kind) -> Terms:
    none = np.zeros(0, np.int64)
    often = np.zeros(0, np.uint16) if kind is Kind.WORD else None
    return Terms(none, none, none.astype(np.uint32), often)


def _in_a_row(blocks: Sequence[Terms]) -> Terms:
    """Return the terms of blocks of one segment, which are in order."""
    keys, counts, docs = (
        np.concatenate([getattr(block, name) for block in blocks])
        for name in ("keys", "counts", "docs")
    )
    often = [block.often for block in blocks if block.often is not None]
    return Terms(keys, counts, docs, np.concatenate(often) if often else None)
