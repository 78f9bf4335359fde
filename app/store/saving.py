"""Saving letters: new replies, new versions, other formats, withdrawals. Only ingest calls this.

Identity (the natural key makes the id) is decided here, because it needs to know what the archive
holds already: the same agency under the same key is a new version, another agency gets -2.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.errors import Gone, NotFound
from app.model import Dossier
from app.store.database import driver, moment
from app.store.renaming import free
from app.store.rows import PARTS, Rows, bare_words, renamed, rows, same_letter
from app.store.tables import REPLY, TOMBSTONE, VERSION

GONE = "{id} 已经撤下，不再收录同一文件。"


class Saved(StrEnum):
    """What saving a letter came to."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a file came: the provenance kept with each version."""

    name: str
    run: int
    reader: str
    program: str
    part: int = 0
    folder: str | None = None
    address: str | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Old:
    """A reply that is kept under the natural key of a letter that comes."""

    rowid: int
    id: str
    version: int
    agency: str | None
    media_type: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a letter was kept: its row, its id, and what that came to."""

    rowid: int
    id: str
    saved: Saved


def save(connection: Connection, dossier: Dossier, arrival: Arrival) -> Kept:
    """Keep a letter: as a new reply, a new version of one, or not at all if nothing changed."""
    return save_rows(connection, rows(dossier, arrival.part), arrival)


def save_rows(connection: Connection, letter: Rows, arrival: Arrival) -> Kept:
    """Keep a letter that is rows already."""
    known = seen(connection, letter.reply["sha256"], arrival.part)
    if known is not None:
        return known
    raw = driver(connection)
    id, old = _address(raw, letter)
    now = moment(datetime.now(UTC))
    if old is not None and _is_other_format(raw, old, letter):
        _record(raw, letter, arrival, id, old.version, now)  # another format of it
        return Kept(old.rowid, id, Saved.UNCHANGED)
    base, letter = letter.reply["id"], renamed(letter, id)
    row = letter.reply | {"modified": now, "revision": _next(raw)}
    if old is None:
        row |= {"base_id": base, "version": 1, "added": now}
        rowid = _inserted(raw, row)
    else:
        rowid = old.rowid
        row |= {"version": old.version + 1}
        raw.execute(_PUT_ASIDE, (now, rowid))
        _clear(raw, rowid)
        _update(raw, rowid, row)
    _hang(raw, rowid, letter)
    _record(raw, letter, arrival, id, row["version"], now)
    return Kept(rowid, id, Saved.ADDED if old is None else Saved.REPLACED)


def rewrite(connection: Connection, rowid: int, dossier: Dossier, part: int) -> None:
    """Write a reply anew under its old version, as it is read or corrected now."""
    raw, letter = driver(connection), rows(dossier, part)
    row = letter.reply | {"revision": _next(raw)}
    if raw.execute(_SAYS, (rowid,)).fetchone() != (row["text"], row["dossier"]):
        row |= {"modified": moment(datetime.now(UTC))}
    _update(raw, rowid, row)
    _clear(raw, rowid)
    _hang(raw, rowid, letter)


def withdraw(connection: Connection, id: str, reason: str) -> int:
    """Take a reply out of the archive, leaving a tombstone; return the row it had."""
    rowid = _rowid(connection, id)
    number = _next(driver(connection))
    _clear(driver(connection), rowid)
    connection.execute(delete(REPLY).where(REPLY.c.rowid == rowid))
    connection.execute(delete(VERSION).where(VERSION.c.id == id))
    now = datetime.now(UTC)
    stone = {"id": id, "reason": reason, "modified": now, "revision": number}
    connection.execute(insert(TOMBSTONE), stone)
    return rowid


def seen(connection: Connection, sha256: str, part: int) -> Kept | None:
    """Return where these very bytes are kept, in whatever version; `Gone` if withdrawn."""
    found = driver(connection).execute(_SEEN, (sha256, part)).fetchone()
    if found is None:
        return None
    id, rowid = found
    if rowid is None:
        raise Gone(GONE.format(id=id))
    return Kept(rowid, id, Saved.UNCHANGED)


def _rowid(connection: Connection, id: str) -> int:
    rowid: int | None = connection.scalar(select(REPLY.c.rowid).where(REPLY.c.id == id))
    if rowid is None:
        raise NotFound(f"没有编号为 {id} 的答复。")
    return rowid


def _next(raw: sqlite3.Connection) -> int:
    (number,) = raw.execute(_NEXT).fetchone()
    return int(number)


def _address(raw: sqlite3.Connection, letter: Rows) -> tuple[str, Old | None]:
    """Return the id a letter gets, and the row it replaces if its key is known already.

    Letters share a natural key but for the agency: a second agency's gets -2. An id once given
    (also to a withdrawn reply) is never given to another letter. An x id says nothing of the
    letter, so it never makes two files one.
    """
    base, agency = letter.reply["id"], letter.reply["agency"]
    for old in (Old(*row) for row in raw.execute(_OF_BASE, (base,))):
        if old.agency == agency and not base.startswith("x"):
            return old.id, old
    return free(raw, base), None


def _is_other_format(raw: sqlite3.Connection, old: Old, letter: Rows) -> bool:
    """Tell whether a letter is the one that is kept, only set otherwise or in another format."""
    kept = raw.execute(_SAYS, (old.rowid,)).fetchone()
    if bare_words(kept[0]) == bare_words(letter.reply["text"]):
        return True
    if old.media_type == letter.reply["media_type"]:
        return False
    return same_letter(kept, (letter.reply["text"], letter.reply["dossier"]))


def _inserted(raw: sqlite3.Connection, row: dict[str, Any]) -> int:
    rowid = raw.execute(_inserting("reply", tuple(row)), tuple(row.values())).lastrowid
    assert rowid is not None
    return rowid


def _update(raw: sqlite3.Connection, rowid: int, row: dict[str, Any]) -> None:
    raw.execute(_updating(tuple(row)), (*row.values(), rowid))


def _hang(raw: sqlite3.Connection, rowid: int, letter: Rows) -> None:
    for table, found in letter.parts.items():
        if found:
            statement = _inserting(table, ("reply", *PARTS[table]))
            raw.executemany(statement, [(rowid, *row) for row in found])


def _clear(raw: sqlite3.Connection, rowid: int) -> None:
    for table in PARTS:
        raw.execute(f"DELETE FROM {table} WHERE reply = ?", (rowid,))


def _record(
    raw: sqlite3.Connection, letter: Rows, arrival: Arrival, id: str, version: int, at: str
) -> None:
    came = [getattr(arrival, name) for name in Arrival.__slots__]
    raw.execute(_ARRIVED, (*came, id, version, letter.reply["sha256"], at))


@cache
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({named}) VALUES ({', '.join('?' * len(columns))})"


@cache
def _updating(columns: tuple[str, ...]) -> str:
    return "UPDATE reply SET " + ", ".join(f'"{c}" = ?' for c in columns) + " WHERE rowid = ?"


_SEEN = """SELECT arrival.id, reply.rowid FROM arrival LEFT JOIN reply ON reply.id = arrival.id
           WHERE arrival.sha256 = ? AND arrival.part = ? LIMIT 1"""
_OF_BASE = "SELECT rowid, id, version, agency, media_type FROM reply WHERE base_id = ?"
_SAYS = "SELECT text, dossier FROM reply WHERE rowid = ?"
_NEXT = """INSERT INTO archive (key, value) VALUES ('revision', '1')
           ON CONFLICT (key) DO UPDATE SET value = CAST(value + 1 AS TEXT) RETURNING value"""
_PUT_ASIDE = """INSERT INTO version (id, version, sha256, source_name, text, received, dossier,
                                     replaced)
                SELECT id, version, sha256, source_name, text, received, dossier, ?
                FROM reply WHERE rowid = ?"""
_ARRIVED = _inserting("arrival", (*Arrival.__slots__, "id", "version", "sha256", "at"))
