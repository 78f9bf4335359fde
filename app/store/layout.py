"""The write-ahead log as it lies on the disk: which pages were written, and what they became.

Its form is SQLite's published one (walformat.html), fixed since 3.7.0. What is read here is right
while the lock of writers is held: then nobody writes to the log or begins it anew. Unlike the
database and its index, the log is a file that SQLite puts no lock on, so it may be opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NO_SALTS = bytes(8)
LOG_HEAD, FRAME_HEAD = 32, 24
CHUNK = 256  # frames read at once


@dataclass(frozen=True, slots=True)
class Log:
    """The committed part of a write-ahead log; salts tell one beginning of it from another."""

    path: Path
    size: int  # bytes of a page
    salts: bytes
    frames: int

    @classmethod
    def of(cls, database: Path, known: Log | None = None) -> Log:
        """Return the log of a database; what was known of it before is not looked at again."""
        path = database.with_name(database.name + "-wal")
        head = b""
        if path.exists():
            with path.open("rb") as file:
                head = file.read(LOG_HEAD)
        if len(head) < LOG_HEAD:
            return cls(path, 0, NO_SALTS, 0)
        found = cls(path, int.from_bytes(head[8:12], "big"), head[16:24], 0)
        since = known.frames if known and known.salts == found.salts else 0
        return cls(path, found.size, found.salts, found._committed(since))

    @property
    def before(self) -> bytes:
        """Return how the salts of the log began that was here before this one."""
        return ((int.from_bytes(self.salts[:4], "big") - 1) & 0xFFFFFFFF).to_bytes(4, "big")

    def _committed(self, frames: int) -> int:
        """Return up to which frame all is committed, if it is so far up to one."""
        step, at = FRAME_HEAD + self.size, frames
        with self.path.open("rb") as file:
            while True:
                head = os.pread(file.fileno(), FRAME_HEAD, LOG_HEAD + at * step)
                if head[8:16] != self.salts:
                    return frames
                at += 1
                frames = at if any(head[4:8]) else frames  # the last one of a transaction says so

    def images(self, since: int = 0) -> Iterator[tuple[int, memoryview]]:
        """Yield what was written after so many frames: the number of a page, what it became."""
        step, left = FRAME_HEAD + self.size, self.frames - since
        with self.path.open("rb") as file:
            file.seek(LOG_HEAD + since * step)
            while left and (data := memoryview(file.read(step * min(CHUNK, left)))):
                for at in range(0, len(data) - step + 1, step):
                    number = int.from_bytes(data[at : at + 4], "big")
                    yield number, data[at + FRAME_HEAD : at + step]
                left -= len(data) // step
