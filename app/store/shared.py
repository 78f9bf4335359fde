"""Answers already made, in a file that the processes serving one archive share.

What one of them has made the others need not make again. The file holds nothing that cannot be
made again: it is never synced, and whoever finds it busy, full or damaged goes without it. It is
asked on the event loop, so it never waits.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

ROOM = 256 << 20  # bytes of the file, roughly
GIVE_WAY = 256  # answers that leave at once, the oldest first
CACHE_KIB = 256  # the file is in the system's cache; a process needs no copy of its own

_MAKE = "CREATE TABLE IF NOT EXISTS answer (tag TEXT NOT NULL UNIQUE, held BLOB NOT NULL)"
_TAKE = "SELECT held FROM answer WHERE tag = ?"
_PUT = "INSERT OR IGNORE INTO answer VALUES (?, ?)"
_OLDEST = "DELETE FROM answer WHERE rowid IN (SELECT rowid FROM answer ORDER BY rowid LIMIT ?)"
_USED = """SELECT (all_.page_count - free.freelist_count) * one.page_size
           FROM pragma_page_count AS all_, pragma_freelist_count AS free, pragma_page_size AS one"""


class Shared:
    """Bytes under tags, for as long as there is room."""

    def __init__(self, path: Path, room: int = ROOM) -> None:
        self._room = room
        self._file: sqlite3.Connection | None = None
        try:
            self._file = sqlite3.connect(path, isolation_level=None, timeout=0.5)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=OFF")
            self._file.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            self._file.execute(_MAKE)
            self._file.execute("PRAGMA busy_timeout=0")
        except sqlite3.DatabaseError:
            self.close()

    def take(self, tag: str) -> bytes | None:
        """Return what is held under a tag."""
        if self._file is None:
            return None
        try:
            row = self._file.execute(_TAKE, (tag,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        return None if row is None else bytes(row[0])

    def put(self, tag: str, held: bytes) -> None:
        """Hold something for the others; the oldest gives way."""
        if self._file is None:
            return
        try:
            self._file.execute(_PUT, (tag, held))
            if self._file.execute(_USED).fetchone()[0] > self._room:
                self._file.execute(_OLDEST, (GIVE_WAY,))
        except sqlite3.DatabaseError:  # busy, full or damaged: then it is made again
            return

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
            self._file = None
