"""Checksums of the database's pages, in a file beside it: for bytes that turn by themselves.

SQLite's own check looks at the order of things, and passes a digit that turned in a letter or a
bit in a bitmap. Here every page has a checksum, whatever is in it, and no statement or row knows
of it: all that is written goes through the write-ahead log, so whoever begins to write first looks
there what became of which page, before the log begins anew. Sums are of one state of the
database; where that moved on unseen (a process killed, another file put in its place) there are
none until `dafu check` takes them again. Without them all is served as with them.
"""

from __future__ import annotations

import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.store.layout import NO_SALTS, Log, Pages, current, state_of, unused

ENOUGH = 2_000  # frames that are looked at together, so that a small transaction costs nothing
HEAD = struct.Struct("<8s8sI8sI")
SUM = struct.Struct("<I")
FIRST = 64  # bytes before the first sum
MAGIC = b"dafusum1"


@dataclass(frozen=True, slots=True)
class Head:
    """How far sums go: the log they are of and how much of it, what the first page then said."""

    salts: bytes
    frames: int
    state: bytes
    bad: int = 0  # pages that the last check found other than written

    @classmethod
    def of(cls, data: bytes) -> Head | None:
        """Return the head of a file of sums, if it is one."""
        if len(data) < FIRST or not data.startswith(MAGIC):
            return None
        return cls(*HEAD.unpack(data[: HEAD.size])[1:])

    @property
    def data(self) -> bytes:
        """Return what is written of it."""
        parts = (MAGIC, self.salts, self.frames, self.state, self.bad)
        return HEAD.pack(*parts).ljust(FIRST, b"\0")


def beside(database: Path) -> Path:
    """Return where the sums of a database stand."""
    return database.with_name(database.name + ".sums")


def note(database: Path, least: int = 0) -> None:
    """Look at what was written since; whoever calls this holds the lock of writers.

    Less than `least` frames are left for later: so few nobody copies back to begin the log anew.
    """
    sums = beside(database)
    try:
        if not sums.exists():
            if Pages.of(database).count <= 1:
                renew(database)
        elif not _continued(database, sums, least):
            sums.unlink()
    except OSError:  # no room, no right: rather no sums than wrong ones
        with suppress(OSError):
            sums.unlink()


def renew(database: Path) -> int:
    """Take the sum of every page as it is; return how many. The lock of writers is held."""
    pages, log = Pages.of(database), Log.of(database)
    state, sums = bytes(8), bytearray()
    for number, image in current(pages, log):
        sums.extend(bytes(max(SUM.size * number - len(sums), 0)))
        SUM.pack_into(sums, SUM.size * (number - 1), zlib.crc32(image))
        state = state_of(image) if number == 1 else state
    made = database.with_name(database.name + ".sums-new")
    try:
        made.write_bytes(Head(log.salts, log.frames, state).data + sums)
        made.replace(beside(database))
    finally:
        made.unlink(missing_ok=True)
    return len(sums) // SUM.size


def differing(database: Path) -> tuple[int, ...] | None:
    """Return the pages that are not as they were written, and note how many they are.

    Nothing where there are no sums of this state. The lock of writers is held.
    """
    note(database)
    sums = beside(database)
    if not sums.exists():
        return None
    with sums.open("r+b") as file:
        head, known = Head.of(file.read(FIRST)), file.read()
        if head is None:
            return None
        bad = _differing(Pages.of(database), Log.of(database), known)
        os.pwrite(file.fileno(), replace(head, bad=len(bad)).data, 0)
    return bad


def refresh(database: Path) -> None:
    """Compare, or take sums where there are none and room is; the lock of writers is held."""
    with suppress(OSError):
        if differing(database) is None:
            renew(database)


def found_damaged(database: Path) -> bool:
    """Tell whether the last check found pages that are not as they were written."""
    try:
        with beside(database).open("rb") as file:
            head = Head.of(file.read(FIRST))
    except OSError:
        return False
    return head is not None and head.bad > 0


def _continued(database: Path, sums: Path, least: int) -> bool:
    """Bring sums up to date, where it is time; tell whether they can be."""
    log = Log.of(database)
    with sums.open("r+b") as file:
        head = Head.of(file.read(FIRST))
        since = None if head is None else _since(head, log, database)
        if head is None or since is None:
            return False
        if log.frames >= least or log.frames - since >= ENOUGH or not log.frames:
            _write(file.fileno(), head, log, since)
    return True


def _since(head: Head, log: Log, database: Path) -> int | None:
    """Return from where in the log sums are to be continued; nothing where something is missed."""
    if not log.frames:  # all was copied back
        return 0 if head.state == state_of(Pages.of(database).page(1)) else None
    if head.salts == log.salts:
        return head.frames if head.frames <= log.frames else None
    return 0 if head.salts == NO_SALTS or head.salts[:4] == log.before else None


def _write(file: int, head: Head, log: Log, since: int) -> None:
    """Write the sums of what is in the log; the head, which tells of them, when they are safe."""
    state, sums = head.state, dict[int, int]()
    for number, image in log.images(since):
        sums[number] = zlib.crc32(image)
        state = state_of(image) if number == 1 else state
    for number, found in sums.items():
        os.pwrite(file, SUM.pack(found), FIRST + SUM.size * (number - 1))
    new = replace(head, salts=log.salts, frames=log.frames, state=state)
    if new != head:
        os.fsync(file)
        os.pwrite(file, new.data, 0)


def _differing(pages: Pages, log: Log, known: bytes) -> tuple[int, ...]:
    bad = {
        number
        for number, image in current(pages, log)
        if known[SUM.size * (number - 1) : SUM.size * number] != SUM.pack(zlib.crc32(image))
    }
    return tuple(sorted(bad - unused(pages, log))) if bad else ()
