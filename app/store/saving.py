"""Saving letters: new replies, new versions, other formats, withdrawals. Only ingest calls this.

Identity (the natural key makes the id) is decided here, because it needs to know what the archive
holds already: the same agency under the same key is a new version, another agency gets -2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.errors import Gone, NotFound
from app.model import Dossier
from app.store.facts import put_fact, revision
from app.store.rows import columns, parts, text_hash
from app.store.tables import ARRIVAL, PARTS, REPLY, TOMBSTONE, VERSION


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
class Kept:
    """Where a letter was kept: its row, its id, and what that came to."""

    rowid: int
    id: str
    saved: Saved


def save(connection: Connection, dossier: Dossier, arrival: Arrival) -> Kept:
    """Keep a letter: as a new reply, a new version of one, or not at all if nothing changed."""
    known = seen(connection, dossier.source.sha256, arrival.part)
    if known is not None:
        return known
    id, old = _address(connection, dossier)
    now = datetime.now(UTC)
    if old is not None and old["text_hash"] == text_hash(dossier):
        _record(connection, dossier, arrival, id, old["version"], now)  # another format of it
        return Kept(old["rowid"], id, Saved.UNCHANGED)
    row = columns(dossier, id, arrival.part) | {"modified": now, "revision": _next(connection)}
    if old is None:
        row |= {"base_id": dossier.reply.id, "version": 1, "added": now}
        rowid = connection.execute(insert(REPLY).returning(REPLY.c.rowid), row).scalar_one()
    else:
        rowid = old["rowid"]
        row |= {"version": old["version"] + 1}
        _put_aside(connection, old, now)
        connection.execute(update(REPLY).where(REPLY.c.rowid == rowid).values(**row))
    _hang(connection, rowid, dossier)
    _record(connection, dossier, arrival, id, row["version"], now)
    return Kept(rowid, id, Saved.ADDED if old is None else Saved.REPLACED)


def rewrite(connection: Connection, rowid: int, dossier: Dossier, part: int) -> None:
    """Write a reply anew under its old id and version, as the present program reads it."""
    row = columns(dossier, dossier.reply.id, part) | {"revision": _next(connection)}
    connection.execute(update(REPLY).where(REPLY.c.rowid == rowid).values(**row))
    _clear(connection, rowid)
    _hang(connection, rowid, dossier)


def withdraw(connection: Connection, id: str, reason: str) -> int:
    """Take a reply out of the archive, leaving a tombstone; return the row it had."""
    rowid = _rowid(connection, id)
    number = _next(connection)
    _clear(connection, rowid)
    connection.execute(delete(REPLY).where(REPLY.c.rowid == rowid))
    connection.execute(delete(VERSION).where(VERSION.c.id == id))
    now = datetime.now(UTC)
    stone = {"id": id, "reason": reason, "modified": now, "revision": number}
    connection.execute(insert(TOMBSTONE), stone)
    return rowid


def seen(connection: Connection, sha256: str, part: int) -> Kept | None:
    """Return where these very bytes are kept, in whatever version; `Gone` if withdrawn."""
    found = connection.execute(
        select(ARRIVAL.c.id, REPLY.c.rowid)
        .join(REPLY, REPLY.c.id == ARRIVAL.c.id, isouter=True)
        .where(ARRIVAL.c.sha256 == sha256, ARRIVAL.c.part == part)
    ).first()
    if found is None:
        return None
    if found.rowid is None:
        raise Gone(f"{found.id} 已经撤下，不再收录同一文件。")
    return Kept(found.rowid, found.id, Saved.UNCHANGED)


def _rowid(connection: Connection, id: str) -> int:
    rowid: int | None = connection.scalar(select(REPLY.c.rowid).where(REPLY.c.id == id))
    if rowid is None:
        raise NotFound(f"没有编号为 {id} 的答复。")
    return rowid


def _next(connection: Connection) -> int:
    number = revision(connection) + 1
    put_fact(connection, "revision", str(number))
    return number


def _address(connection: Connection, dossier: Dossier) -> tuple[str, Any]:
    """Return the id a letter gets, and the row it replaces if its key is known already.

    Letters share a natural key but for the agency: a second agency's gets -2. An id once given
    (also to a withdrawn reply) is never given to another letter. An x id says nothing of the
    letter, so it never makes two files one.
    """
    base = dossier.reply.id
    agency = next(iter(dossier.reply.agencies), None)
    rows = connection.execute(select(REPLY).where(REPLY.c.base_id == base)).mappings().all()
    for row in rows:
        if row["agency"] == agency and not base.startswith("x"):
            return row["id"], row
    taken = {row["id"] for row in rows}
    taken |= set(connection.scalars(select(TOMBSTONE.c.id).where(TOMBSTONE.c.id.startswith(base))))
    if base not in taken:
        return base, None
    return next(c for n in range(2, len(taken) + 3) if (c := f"{base}-{n}") not in taken), None


def _put_aside(connection: Connection, old: Any, now: datetime) -> None:
    """Keep a reply's present text as an earlier version."""
    kept = ("id", "version", "sha256", "source_name", "text", "received", "dossier")
    connection.execute(insert(VERSION), {name: old[name] for name in kept} | {"replaced": now})
    _clear(connection, old["rowid"])


def _hang(connection: Connection, rowid: int, dossier: Dossier) -> None:
    for table, rows in parts(rowid, dossier):
        if rows:
            connection.execute(insert(table), rows)


def _clear(connection: Connection, rowid: int) -> None:
    for table in PARTS:
        connection.execute(delete(table).where(table.c.reply == rowid))


def _record(
    connection: Connection, dossier: Dossier, arrival: Arrival, id: str, version: int, at: datetime
) -> None:
    row = {name: getattr(arrival, name) for name in Arrival.__slots__}
    row |= {"id": id, "version": version, "sha256": dossier.source.sha256, "at": at}
    connection.execute(insert(ARRIVAL), row)
