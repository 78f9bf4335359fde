"""Which entries hold a word, how often, and which hold a piece; read once, then kept.

A common word or piece has a blob for the entries up to the watermark and the plain index for
those after it; a rare one has the plain index alone. Both ways give the same numbers. Frequencies
are weighted by column as they are read, so that a blob serves one set of weights (`WEIGHTS`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from pyroaring import BitMap

from app.search.index import Ask, Found
from app.search.measure import Measure
from app.search.state import Head, Numbers, Snapshot, bits, entries

WEIGHTS = {"title": 8, "meta": 4, "body": 1}
"""How much a word counts by where it stands; whole numbers, so that frequencies stay exact."""

FTS_WEIGHTS = ", ".join(str(weight) for weight in WEIGHTS.values())
CACHE_BYTES = 96 * 1024 * 1024
DENSE = 6  # a word that one entry in so many holds is kept in dense form

_COLUMN = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(WEIGHTS))
INSTANCES = (
    f"SELECT group_concat(doc * 4 + CASE col {_COLUMN} END) FROM search_instance WHERE term = ?"
)
IN_PIECES = (
    "SELECT group_concat(rowid) FROM search_pieces WHERE search_pieces MATCH ? AND rowid > ?"
)
IN_WORDS = "SELECT group_concat(rowid) FROM search_words WHERE search_words MATCH ? AND rowid > ?"
BLOB = "SELECT kind, data FROM search_blob WHERE kind IN (?, ?) AND key = ?"
TAIL = """SELECT doc, words FROM search_tail
          WHERE doc IN (SELECT value FROM json_each(?)) ORDER BY doc"""
SCALE = np.array([*WEIGHTS.values(), 0])


@dataclass(frozen=True, slots=True)
class Posting:
    """The entries that hold a word and its weighted frequency in each, ascending.

    `dense` holds the frequency of every entry, 0 where the word is not: for words so common that
    looking entries up would cost more than passing over all.
    """

    docs: BitMap
    often: Numbers
    dense: Numbers | None = None

    @property
    def entries(self) -> Numbers:
        """Return the entries that hold the word."""
        return entries(self.docs)

    def upto(self, last: int) -> int:
        """Return how many of the entries are not after `last`."""
        return int(self.docs.rank(last))


def spread(posting: Posting, last: int) -> Posting:
    """Return a posting with its dense form, where it is common enough."""
    if len(posting.often) * DENSE < last:
        return posting
    dense = np.zeros(last + 1, dtype=posting.often.dtype)
    dense[posting.entries] = posting.often
    return Posting(posting.docs, posting.often, dense)


class Kept:
    """Things read from an index, the least used given up when they grow too big."""

    def __init__(self, room: int = CACHE_BYTES) -> None:
        self._room, self._used = room, 0
        self._lock = Lock()
        self._items: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """Return what is kept under a key; made, with its size in bytes, where it is missing."""
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key][0]
        made = make()
        with self._lock:
            if key not in self._items:
                self._items[key] = made
                self._used += made[1]
            while self._used > self._room and len(self._items) > 1:
                self._used -= self._items.popitem(last=False)[1][1]
        return made[0]


_shared = Kept()


class Postings:
    """The postings of one index as one connection sees them.

    What a connection that may write sees may never be committed, so it keeps things to itself.
    """

    def __init__(self, connection: sqlite3.Connection, at: Snapshot, *, private: bool) -> None:
        self._connection = connection
        self._head: Head = at.head
        self._at, self._last = at, at.last
        self._kept = Kept() if private else _shared

    def word(self, word: str) -> Posting:
        """Return the posting of a word."""
        key = ("word", self._head.index, self._head.change, self._head.settled, word)
        found: Posting = self._kept.of(key, lambda: _sized(self._word(word)))
        return found

    def piece(self, piece: str) -> BitMap:
        """Return the entries that hold a piece."""
        key = ("piece", self._head.index, self._head.change, self._head.settled, piece)
        found: BitMap = self._kept.of(key, lambda: self._piece(piece))
        return found

    def pieces(self, wanted: Sequence[str]) -> BitMap | None:
        """Return the entries that hold all pieces; None if there is none to hold."""
        if not wanted:
            return None
        return BitMap.intersection(*(self.piece(piece) for piece in wanted))

    def measure(self, last: int) -> Measure:
        """Return what BM25 must know of the entries up to one."""
        key = ("measure", self._head.index, self._head.change, last)

        def made() -> tuple[Measure, int]:
            measure = Measure.of(self._at, last)
            return measure, measure.length.nbytes

        found: Measure = self._kept.of(key, made)
        return found

    def answer(self, ask: Ask, make: Callable[[], Found]) -> Found:
        """Return the answer to a question that was asked before, or find it."""
        key = ("answer", self._head.index, self._head.change, self._head.settled, ask)

        def sized() -> tuple[Found, int]:
            found = make()
            return found, 1000 + 200 * len(found.hits) + 50 * sum(map(len, found.tallies.values()))

        answer: Found = self._kept.of(key, sized)
        return answer

    def keep(self, key: Hashable, make: Callable[[], BitMap]) -> BitMap:
        """Return a bitmap that was worked out before, or work it out."""
        full = (self._head.index, self._head.change, self._head.settled, key)

        def sized() -> tuple[BitMap, int]:
            made = make()
            return made, 200 + 2 * len(made)

        found: BitMap = self._kept.of(full, sized)
        return found

    def beginning(self, letter: str) -> BitMap:
        """Return the entries that hold a single letter."""
        return self.keep(
            ("begins", letter), lambda: bits(self._rows(IN_PIECES, f"{quoted(letter)}*"))
        )

    def _word(self, word: str) -> Posting:
        blobs = self._blobs("word", word)
        if not blobs:
            return self._instances(word)
        parts = [unpacked(blob) for blob in blobs]
        new = self._rows(IN_WORDS, quoted(word), self._head.watermark)
        if len(new):
            parts.append(Posting(bits(new), self._in_tail(word, new)))
        return spread(joined(parts), self._last)

    def _instances(self, word: str) -> Posting:
        (text,) = self._connection.execute(INSTANCES, (word,)).fetchone()
        if text is None:
            return Posting(BitMap(), np.zeros(0, np.uint8))
        return spread(counted(np.fromstring(text, dtype=np.int64, sep=",")), self._last)

    def _in_tail(self, word: str, new: Numbers) -> Numbers:
        rows = self._connection.execute(TAIL, (json.dumps(new.tolist()),)).fetchall()
        return np.array([weighted(words, word) for _, words in rows], dtype=np.uint16)

    def _piece(self, piece: str) -> tuple[BitMap, int]:
        blobs = self._blobs("piece", piece)
        parts = [BitMap.deserialize(blob) for blob in blobs]
        new = self._rows(IN_PIECES, quoted(piece), self._head.watermark if blobs else 0)
        if len(new):
            parts.append(bits(new))
        found = parts[0] if len(parts) == 1 else BitMap.union(*parts, BitMap())
        return found, 300 + 2 * len(found)

    def _rows(self, statement: str, match: str, past: int = 0) -> Numbers:
        (text,) = self._connection.execute(statement, (match, past)).fetchone()
        if text is None:
            return np.zeros(0, np.uint32)
        return np.fromstring(text, dtype=np.uint32, sep=",")

    def _blobs(self, kind: str, key: str) -> list[bytes]:
        """Return the base of a common word or piece and what was folded in since."""
        if not self._head.watermark:
            return []
        rows = self._connection.execute(BLOB, (f"{kind}0", f"{kind}1", key))
        found = dict(rows.fetchall())
        return [found[k] for k in (f"{kind}0", f"{kind}1") if k in found]


def quoted(word: str) -> str:
    """Return a word as FTS5 takes it for nothing but a word."""
    return '"' + word.replace('"', '""') + '"'


def _sized(posting: Posting) -> tuple[Posting, int]:
    dense = 0 if posting.dense is None else posting.dense.nbytes
    return posting, 500 + 2 * len(posting.often) + posting.often.nbytes + dense


def joined(parts: list[Posting]) -> Posting:
    """Return the posting of parts whose entries follow one another."""
    if len(parts) == 1:
        return parts[0]
    often = np.concatenate([part.often for part in parts])
    return Posting(BitMap.union(*(part.docs for part in parts)), often)


def weighted(words: str, word: str) -> int:
    """Return how often a word stands in an entry's words (its columns parted by lines)."""
    columns = zip(words.split("\n"), WEIGHTS.values(), strict=True)
    return sum(
        weight * f" {text} ".replace(" ", "  ").count(f" {word} ") for text, weight in columns
    )


def counted(instances: Numbers) -> Posting:
    """Return the posting of a word from its occurrences, each entry × 4 + column."""
    docs = instances >> 2
    first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
    often = np.add.reduceat(SCALE[instances & 3], first)
    return Posting(bits(docs[first]), smallest(often))


def smallest(often: Numbers) -> Numbers:
    """Return frequencies in one byte each, or two where one is too small."""
    return often.astype(np.uint8 if len(often) == 0 or often.max() < 256 else np.uint16)


def packed(posting: Posting) -> bytes:
    """Return a posting as a blob."""
    held, often = posting.docs.serialize(), smallest(posting.often)
    head = np.array([len(held), often.itemsize], dtype=np.uint32)
    return head.tobytes() + held + often.tobytes()


def unpacked(blob: bytes) -> Posting:
    """Return the posting in a blob."""
    length, width = np.frombuffer(blob, dtype=np.uint32, count=2)
    docs = BitMap.deserialize(blob[8 : 8 + int(length)])
    kind = np.uint8 if width == 1 else np.uint16
    return Posting(docs, np.frombuffer(blob, dtype=kind, offset=8 + int(length)))
