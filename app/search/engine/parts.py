"""The posting of a term in each segment: read when it is first wanted, and then kept.

Segments never change, so what was read of one is good for as long as it is there: when letters
come in, only what they brought is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.search.engine.kept import Kept
from app.search.engine.rows import NOWHERE, Posting, of_row, united
from app.search.engine.state import Head

OBJECTS = 1_500  # bytes of a posting in memory beside what it holds
NOTHING = 300  # and of the note that a segment has not got a term

SEGMENTS = "SELECT segment FROM search_segment ORDER BY first"
ROWS = """SELECT segment, coalesce(
    (SELECT data FROM search_own o WHERE o.segment = s.segment AND o.kind = ? AND o.key = ?),
    (SELECT data FROM search_block b WHERE b.segment = s.segment AND b.kind = ? AND b.first <= ?
     ORDER BY b.first DESC LIMIT 1)) FROM search_segment s WHERE segment >= ?"""


class Parts:
    """The postings of one index, segment by segment, as one connection sees them."""

    def __init__(self, connection: sqlite3.Connection, head: Head, kept: Kept) -> None:
        self._connection, self._index, self._kept = connection, head.index, kept
        self._newest = head.segment

    @property
    def segments(self) -> tuple[int, ...]:
        """Return the segments that there are, in the order of their entries."""

        def made() -> tuple[tuple[int, ...], int]:
            return tuple(row[0] for row in self._connection.execute(SEGMENTS)), OBJECTS

        found: tuple[int, ...] = self._kept.of((self._index, self._newest, "segments"), made)
        return found

    def whole(self, kind: int, key: int) -> Posting:
        """Return a term's posting in all segments."""
        segments = self.segments
        found: Posting
        if len(segments) == 1:
            part = (self._index, segments[0], kind, key)
            found = self._kept.of(part, lambda: self._first(kind, key))
        else:
            name = (self._index, segments, kind, key)
            found = self._kept.of(name, lambda: self._united(segments, kind, key))
        return found

    def _first(self, kind: int, key: int) -> tuple[Posting, int]:
        _, data = self._connection.execute(ROWS, (kind, key, kind, key, 0)).fetchone()
        return _sized(data, key)

    def _united(self, segments: Sequence[int], kind: int, key: int) -> tuple[Posting, int]:
        names = [(self._index, segment, kind, key) for segment in segments]
        parts: list[Posting | None] = self._kept.known(names)
        oldest = min(
            (s for s, part in zip(segments, parts, strict=True) if part is None), default=0
        )
        read = self._read(kind, key, oldest) if oldest else {}
        every = [part or read[segment] for segment, part in zip(segments, parts, strict=True)]
        held = [part for part in every if part.docs]
        found = united(held) if held else NOWHERE
        return found, bytes_of(found) if len(held) > 1 else NOTHING

    def _read(self, kind: int, key: int, oldest: int) -> dict[int, Posting]:
        """Return a term's parts in the segments that are not older than one."""
        rows = self._connection.execute(ROWS, (kind, key, kind, key, oldest)).fetchall()
        read = {segment: _sized(data, key) for segment, data in rows}
        self._kept.keep({(self._index, at, kind, key): part for at, part in read.items()})
        return {segment: part for segment, (part, _) in read.items()}


def _sized(data: bytes | None, key: int) -> tuple[Posting, int]:
    found = (of_row(data, key) if data else None) or NOWHERE
    return found, bytes_of(found)


def bytes_of(posting: Posting) -> int:
    """Return how much memory a posting takes."""
    if posting is NOWHERE:
        return NOTHING
    return OBJECTS + 2 * len(posting.docs) + posting.often.nbytes
