"""The fast parts: what is common, ready to be read in one piece.

Words and pieces that more than one reply in a hundred holds have blobs: entries as a roaring
bitmap, and for words the exact weighted frequency of each. A base holds most of the archive, a
delta what came since; entries after the watermark are the tail, which the plain index answers.
Folding a tail in costs little while the delta is small; a delta that has grown is merged into the
base, so each entry is rewritten a few times in all, however letters come.

Everything here can be thrown away: without it a question is answered more slowly, and the same.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

import numpy as np
from pyroaring import BitMap

from app.search.postings import (
    IN_PIECES,
    INSTANCES,
    WEIGHTS,
    Posting,
    counted,
    joined,
    packed,
    quoted,
    smallest,
    unpacked,
)
from app.search.state import Snapshot, bits, packed_snapshot

SMALLEST = 500  # entries: below that the plain index is as fast
TAIL = 200  # entries that a run may leave unfolded
BULK = 2_000  # entries after which a long run folds its tail in
COMMON, AT_LEAST = 0.01, 500  # of the entries; fewer rows the plain index reads as fast
GROWTH = 0.2  # of the base: a greater delta is merged into it

ENTRIES = "SELECT count(*), coalesce(max(doc), 0) FROM search_tail"
PUT = "INSERT OR REPLACE INTO search_blob VALUES (?, ?, ?)"
STATE = "INSERT OR REPLACE INTO search_state VALUES (?, ?)"


class Sidecar:
    """The fast parts of one index, as its writer keeps them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def pays(self, tail: int) -> bool:
        """Tell whether the tail has grown to a size, in an archive worth it."""
        count, last = self._connection.execute(ENTRIES).fetchone()
        return bool(count >= tail and last >= SMALLEST)

    def settle(self, at: Snapshot) -> None:
        """Fold the tail into the fast parts; `at` is the index as it stands."""
        state = dict(self._connection.execute("SELECT key, value FROM search_state"))
        base, watermark = int(state.get("base", 0)), int(state["watermark"])
        if base:
            self._extend_words()
            self._extend_pieces(watermark)
        if not base or at.last - base > GROWTH * base:
            self._merge_words(at.last)
            self._merge_pieces(at.last)
            blobs = [(*key, data) for key, data in packed_snapshot(at).items()]
            self._connection.executemany(PUT, blobs)
            base = at.last
        changed = {"base": base, "watermark": at.last, "settled": int(state["settled"]) + 1}
        self._connection.executemany(STATE, [(k, str(v)) for k, v in changed.items()])
        self._connection.execute("DELETE FROM search_tail")

    def _keys(self, kind: str) -> set[str]:
        rows = self._connection.execute("SELECT key FROM search_blob WHERE kind = ?", (kind,))
        return {key for (key,) in rows}

    def _blob(self, kind: str, key: str) -> bytes:
        statement = "SELECT data FROM search_blob WHERE kind = ? AND key = ?"
        data: bytes = self._connection.execute(statement, (kind, key)).fetchone()[0]
        return data

    def _both(self, kind: str, key: str, deltas: set[str]) -> list[bytes]:
        """Return the base of a key and its delta, if it has one."""
        delta = [self._blob(f"{kind}1", key)] if key in deltas else []
        return [self._blob(f"{kind}0", key), *delta]

    def _drop(self, kind: str, keys: set[str]) -> None:
        statement = "DELETE FROM search_blob WHERE kind = ? AND key = ?"
        self._connection.executemany(statement, [(kind, key) for key in keys])

    def _extend_words(self) -> None:
        """Add the tail's words to the deltas of words that have a base."""
        common = self._keys("word0")
        added: dict[str, tuple[list[int], list[int]]] = {}
        rows = self._connection.execute("SELECT doc, words FROM search_tail ORDER BY doc")
        for doc, text in rows:
            often: Counter[str] = Counter()
            for column, weight in zip(text.split("\n"), WEIGHTS.values(), strict=True):
                for word, count in Counter(column.split(" ")).items():
                    often[word] += count * weight
            for word in often.keys() & common:
                docs, counts = added.setdefault(word, ([], []))
                docs.append(doc)
                counts.append(often[word])
        deltas = self._keys("word1")
        for word, (docs, counts) in added.items():
            new = Posting(BitMap(docs), smallest(np.array(counts, dtype=np.uint32)))
            if word in deltas:
                new = joined([unpacked(self._blob("word1", word)), new])
            self._connection.execute(PUT, ("word1", word, packed(new)))

    def _extend_pieces(self, watermark: int) -> None:
        common, deltas = self._keys("piece0"), self._keys("piece1")
        for piece in common:
            new = self._rows(piece, watermark)
            if not new:
                continue
            if piece in deltas:
                new |= BitMap.deserialize(self._blob("piece1", piece))
            self._connection.execute(PUT, ("piece1", piece, new.serialize()))

    def _merge_words(self, last: int) -> None:
        """Make the base of all entries: from base and delta, or for new common words anew."""
        common, known, deltas = (
            self._common("search_word", last),
            self._keys("word0"),
            self._keys("word1"),
        )
        self._drop("word0", known - common)
        for word in common:
            if word in known:
                whole = joined([unpacked(blob) for blob in self._both("word", word, deltas)])
            else:
                (text,) = self._connection.execute(INSTANCES, (word,)).fetchone()
                whole = counted(np.fromstring(text, dtype=np.int64, sep=","))
            self._connection.execute(PUT, ("word0", word, packed(whole)))
        self._drop("word1", deltas)

    def _merge_pieces(self, last: int) -> None:
        common, known = self._common("search_piece", last), self._keys("piece0")
        deltas = self._keys("piece1")
        self._drop("piece0", known - common)
        for piece in common:
            if piece in known:
                parts = [BitMap.deserialize(b) for b in self._both("piece", piece, deltas)]
                whole = BitMap.union(*parts)
            else:
                whole = self._rows(piece, 0)
            whole.run_optimize()
            self._connection.execute(PUT, ("piece0", piece, whole.serialize()))
        self._drop("piece1", deltas)

    def _common(self, vocabulary: str, last: int) -> set[str]:
        statement = f"SELECT term FROM {vocabulary} WHERE doc > ?"
        return {
            term
            for (term,) in self._connection.execute(
                statement, (max(min(AT_LEAST, last // 10), COMMON * last),)
            )
        }

    def _rows(self, piece: str, past: int) -> BitMap:
        (text,) = self._connection.execute(IN_PIECES, (quoted(piece), past)).fetchone()
        return BitMap() if text is None else bits(np.fromstring(text, dtype=np.uint32, sep=","))
