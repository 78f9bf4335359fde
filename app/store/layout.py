"""A database as it lies on the disk: its pages, and those in its write-ahead log.

The forms are SQLite's published ones (fileformat2.html, walformat.html), fixed since 3.7.0. What is
read here is right while the lock of writers is held: then nobody copies back or begins anew.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NO_SALTS = bytes(8)
INDEX = struct.Struct("=I12xI12x8s")  # of the log's index: format, frames committed, salts
INDEX_FORMAT = 3_007_000
LOG_HEAD, FRAME_HEAD = 32, 24
LOCK_BYTE = 1 << 30  # the page that it is on is never written
CHUNK = 256  # pages read at once


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a database file, numbered from 1."""

    path: Path
    size: int  # bytes of a page; 0 where there is none yet
    count: int

    @classmethod
    def of(cls, database: Path) -> Pages:
        """Return the pages of a file; none where there is no file."""
        if not database.exists():
            return cls(database, 0, 0)
        with database.open("rb") as file:
            head = file.read(100)
        size = int.from_bytes(head[16:18], "big")
        size = 1 << 16 if size == 1 else size
        return cls(database, size, database.stat().st_size // size if size else 0)

    def __iter__(self) -> Iterator[tuple[int, memoryview]]:
        number = 1
        with self.path.open("rb") as file:
            while number <= self.count and (data := memoryview(file.read(self.size * CHUNK))):
                for at in range(0, len(data) - self.size + 1, self.size):
                    yield number, data[at : at + self.size]
                    number += 1

    def page(self, number: int) -> bytes:
        """Return one page."""
        with self.path.open("rb") as file:
            return os.pread(file.fileno(), self.size, (number - 1) * self.size)


@dataclass(frozen=True, slots=True)
class Log:
    """The committed part of a write-ahead log; salts tell one beginning of it from another."""

    path: Path
    size: int
    salts: bytes
    frames: int

    @classmethod
    def of(cls, database: Path) -> Log:
        """Return the log of a database, empty where all of it was copied back."""
        path = database.with_name(database.name + "-wal")
        nothing = cls(path, 0, NO_SALTS, 0)
        index = database.with_name(database.name + "-shm")
        if not path.exists() or not index.exists():
            return nothing
        with index.open("rb") as file:
            said = file.read(INDEX.size)
        with path.open("rb") as file:
            head = file.read(LOG_HEAD)
        if len(said) < INDEX.size or len(head) < LOG_HEAD:
            return nothing
        form, frames, salts = INDEX.unpack(said)
        if form != INDEX_FORMAT or not frames or head[16:24] != salts:
            return nothing
        return cls(path, int.from_bytes(head[8:12], "big"), salts, frames)

    @property
    def before(self) -> bytes:
        """Return how the salts of the log began that was here before this one."""
        return ((int.from_bytes(self.salts[:4], "big") - 1) & 0xFFFFFFFF).to_bytes(4, "big")

    def images(self, since: int = 0) -> Iterator[tuple[int, memoryview]]:
        """Yield what was written after so many frames: the number of a page, what it became."""
        if since >= self.frames:
            return
        step, left = FRAME_HEAD + self.size, self.frames - since
        with self.path.open("rb") as file:
            file.seek(LOG_HEAD + since * step)
            while left and (data := memoryview(file.read(step * min(CHUNK, left)))):
                for at in range(0, len(data) - step + 1, step):
                    number = int.from_bytes(data[at : at + 4], "big")
                    yield number, data[at + FRAME_HEAD : at + step]
                left -= len(data) // step

    def places(self) -> dict[int, int]:
        """Return of each page in the log where its last image stands."""
        step, found = FRAME_HEAD + self.size, dict[int, int]()
        if self.frames:
            with self.path.open("rb") as file:
                for at in range(LOG_HEAD, LOG_HEAD + self.frames * step, step):
                    found[int.from_bytes(os.pread(file.fileno(), 4, at), "big")] = at + FRAME_HEAD
        return found


def current(pages: Pages, log: Log) -> Iterator[tuple[int, memoryview]]:
    """Yield every page as whoever reads now gets it: from the log where it is there."""
    places = log.places()
    yield from ((number, image) for number, image in pages if number not in places)
    if places:
        with log.path.open("rb") as file:
            for number, at in places.items():
                yield number, memoryview(os.pread(file.fileno(), log.size, at))


def state_of(first: bytes | memoryview) -> bytes:
    """Return of the first page what every transaction changes: SQLite's counter and the user's."""
    return bytes(first[24:28]) + bytes(first[60:64])


def unused(pages: Pages, log: Log) -> set[int]:
    """Return the pages that hold nothing: on the list of free ones, or never written."""
    places = log.places()

    def page(number: int) -> bytes:
        if number not in places:
            return pages.page(number)
        with log.path.open("rb") as file:
            return os.pread(file.fileno(), log.size, places[number])

    found, seen = {LOCK_BYTE // pages.size + 1}, set[int]()
    trunk = _number(page(1), 32)
    while trunk and trunk not in seen and len(held := page(trunk)) == pages.size:
        seen.add(trunk)
        leaves = min(_number(held, 4), pages.size // 4 - 2)
        found.update(_number(held, 8 + 4 * leaf) for leaf in range(leaves))
        trunk = _number(held, 0)
    return found


def _number(page: bytes, at: int) -> int:
    return int.from_bytes(page[at : at + 4], "big")
