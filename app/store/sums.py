"""Checksums of the database's pages, in a file beside it: for bytes that turn by themselves.

SQLite's own check looks at the order of things, and passes a digit that turned in a letter or a
bit in a bitmap. Here every page has a checksum, whatever is in it, and no statement or row knows
of it: all that is written goes through the write-ahead log, so whoever begins to write first looks
there what became of which page, before the log begins anew. Sums are of one state of the
database; where that moved on unseen (a process killed, another file put in its place) there are
none until `dafu check` takes them again. Without them all is served as with them.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.store import pages
from app.store.layout import NO_SALTS, Log

ENOUGH = 2_000  # frames that are looked at together, so that a small transaction costs nothing
HEAD = struct.Struct("<8s8sI16sI")
SUM = struct.Struct("<I")
# of the first page: what each transaction of ours changes, and what tables and pages change
STATE = {"user_version": 60, "schema_version": 40, "page_count": 28, "freelist_count": 36}
FIRST = 64  # bytes before the first sum
MAGIC = b"dafusum1"
USED = """SELECT DISTINCT pageno FROM dbstat
          WHERE pageno IN (SELECT value FROM json_each(?)) ORDER BY pageno"""


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


class Keeper:
    """Keeps the sums of one database; whoever calls it holds the lock of writers."""

    def __init__(self, database: Path) -> None:
        """Know nothing yet of the log."""
        self.database, self.sums = database, beside(database)
        self._log: Log | None = None

    def note(self, raw: sqlite3.Connection, least: int = 0) -> None:
        """Look at what was written since.

        Less than `least` frames are left for later: so few nobody copies back to begin the log
        anew.
        """
        try:
            if not self.sums.exists():
                if _asked(raw, "page_count") <= 1:
                    self.renew(raw)
            elif not self._continued(_state(raw), least):
                self.sums.unlink()
        except OSError:  # no room, no right: rather no sums than wrong ones
            with suppress(OSError):
                self.sums.unlink()
        except sqlite3.DatabaseError:
            pass  # whoever begins meets the damage with his first question, and says so

    def renew(self, raw: sqlite3.Connection) -> int:
        """Take the sum of every page as it is; return how many."""
        log, sums = self._looked(), self._now(raw)
        head = Head(log.salts, log.frames, _state(raw))
        made = self.database.with_name(self.database.name + ".sums-new")
        try:
            made.write_bytes(head.data + sums)
            made.replace(self.sums)
        finally:
            made.unlink(missing_ok=True)
        return len(sums) // SUM.size

    def differing(self, raw: sqlite3.Connection) -> tuple[int, ...] | None:
        """Return the pages that are not as they were written, and note how many they are.

        Nothing where there are no sums of this state. Pages that hold nothing do not count.
        """
        self.note(raw)
        if not self.sums.exists():
            return None
        with self.sums.open("r+b") as file:
            head, known = Head.of(file.read(FIRST)), file.read()
            if head is None:
                return None
            now, size = self._now(raw), SUM.size
            places = range(0, len(now), size)
            wrong = [
                at // size + 1 for at in places if now[at : at + size] != known[at : at + size]
            ]
            bad = _used(raw, wrong)
            os.pwrite(file.fileno(), replace(head, bad=len(bad)).data, 0)
        return bad

    def refresh(self, raw: sqlite3.Connection) -> None:
        """Compare, or take sums where there are none and room is."""
        with suppress(OSError):
            if self.differing(raw) is None:
                self.renew(raw)

    def _looked(self) -> Log:
        self._log = Log.of(self.database, self._log)
        return self._log

    def _now(self, raw: sqlite3.Connection) -> bytes:
        """Return the sum of every page as whoever reads now gets it: from the log where it is."""
        size, log = _asked(raw, "page_size"), self._looked()
        command = [sys.executable, "-I", "-S", pages.__file__, str(self.database), str(size)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise OSError(done.returncode, done.stderr.decode(errors="replace")[-200:])
        sums = bytearray(done.stdout)
        for number, image in log.images():
            at = SUM.size * (number - 1)
            sums.extend(bytes(max(at + SUM.size - len(sums), 0)))
            SUM.pack_into(sums, at, zlib.crc32(image))
        return bytes(sums)

    def _continued(self, state: bytes, least: int) -> bool:
        """Bring sums up to date, where it is time; tell whether they can be."""
        log = self._looked()
        with self.sums.open("r+b") as file:
            head = Head.of(file.read(FIRST))
            since = None if head is None else _since(head, log, state)
            if head is None or since is None:
                return False
            if log.frames < least and log.frames - since < ENOUGH and log.frames:
                return True
            return _written(file.fileno(), head, log, since) == state


def found_damaged(database: Path) -> bool:
    """Tell whether the last check found pages that are not as they were written."""
    try:
        with beside(database).open("rb") as file:
            head = Head.of(file.read(FIRST))
    except OSError:
        return False
    return head is not None and head.bad > 0


def _asked(raw: sqlite3.Connection, name: str) -> int:
    (value,) = raw.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _state(raw: sqlite3.Connection) -> bytes:
    return b"".join((_asked(raw, name) & 0xFFFFFFFF).to_bytes(4, "big") for name in STATE)


def _since(head: Head, log: Log, state: bytes) -> int | None:
    """Return from where in the log sums are to be continued; nothing where something is missed."""
    if not log.frames:  # all was copied back
        return 0 if head.state == state else None
    if head.salts == log.salts:
        return head.frames if head.frames <= log.frames else None
    return 0 if head.salts == NO_SALTS or head.salts[:4] == log.before else None


def _written(file: int, head: Head, log: Log, since: int) -> bytes:
    """Write the sums of what is in the log; the head, which tells of them, when they are safe.

    Return what the first page says by the log.
    """
    state, sums = head.state, dict[int, int]()
    for number, image in log.images(since) if log.frames > since else ():
        sums[number] = zlib.crc32(image)
        if number == 1:
            state = b"".join(bytes(image[at : at + 4]) for at in STATE.values())
    for number, found in sums.items():
        os.pwrite(file, SUM.pack(found), FIRST + SUM.size * (number - 1))
    new = replace(head, salts=log.salts, frames=log.frames, state=state)
    if new != head:
        os.fsync(file)
        os.pwrite(file, new.data, 0)
    return state


def _used(raw: sqlite3.Connection, wrong: list[int]) -> tuple[int, ...]:
    """Return those pages that hold something; all of them where SQLite cannot tell."""
    try:
        return tuple(page for (page,) in raw.execute(USED, (json.dumps(wrong),))) if wrong else ()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return tuple(wrong)
