"""Loading replies: functions named for what the site needs, one statement each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from app.codec import Json, dossier_from
from app.errors import Gone, NotFound
from app.model import Dossier
from app.store.tables import REDIRECT, REPLY, TOMBSTONE, VERSION


@dataclass(frozen=True, slots=True)
class Stored:
    """A reply as it stands in the archive."""

    rowid: int
    id: str
    version: int
    dossier: Dossier
    added: datetime
    modified: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version of a reply that another has replaced."""

    version: int
    sha256: str
    replaced: datetime


def load(connection: Connection, id: str) -> Stored:
    """Return one reply; `Gone` if it was withdrawn, `NotFound` if there never was one."""
    row = connection.execute(select(REPLY).where(REPLY.c.id == id)).mappings().first()
    if row is not None:
        return _stored(row)
    stone = connection.execute(select(TOMBSTONE).where(TOMBSTONE.c.id == id)).mappings().first()
    if stone is not None:
        raise Gone(f"{id} 已于 {stone['modified']:%Y-%m-%d} 撤下：{stone['reason'].rstrip('。')}。")
    raise NotFound(f"没有编号为 {id} 的答复；可能是地址写错。")


@dataclass(frozen=True, slots=True)
class Brief:
    """A reply as one line of a long list."""

    id: str
    heading: str
    title: str | None
    agency: str | None
    dated: date | None


def briefs(connection: Connection, rowids: Sequence[int]) -> tuple[Brief, ...]:
    """Return replies as lines, in this order."""
    columns = [REPLY.c[name] for name in ("rowid", *Brief.__slots__)]
    rows = connection.execute(select(*columns).where(REPLY.c.rowid.in_(rowids)))
    found = {rowid: Brief(*rest) for rowid, *rest in rows}
    return tuple(found[rowid] for rowid in rowids if rowid in found)


def latest(connection: Connection, limit: int) -> tuple[int, ...]:
    """Return the rows of the replies of the latest dates."""
    newest = select(REPLY.c.rowid).order_by(REPLY.c.dated.desc(), REPLY.c.rowid.desc())
    return tuple(connection.scalars(newest.limit(limit)))


def texts(connection: Connection, rowids: Sequence[int]) -> tuple[str, ...]:
    """Return the public texts of some replies."""
    return tuple(connection.scalars(select(REPLY.c.text).where(REPLY.c.rowid.in_(rowids))))


def row_of(connection: Connection, id: str) -> int | None:
    """Return the row of a reply, or nothing where there is none of that id."""
    row: int | None = connection.scalar(select(REPLY.c.rowid).where(REPLY.c.id == id))
    return row


def moved(connection: Connection, id: str) -> str | None:
    """Return the id that a reply has now, where it once had another."""
    return connection.scalar(select(REDIRECT.c.new).where(REDIRECT.c.old == id))


def load_version(connection: Connection, id: str, version: int) -> tuple[Dossier, datetime | None]:
    """Return an earlier version of a reply (or the current one) and when it was replaced."""
    row = (
        connection.execute(select(VERSION).where(VERSION.c.id == id, VERSION.c.version == version))
        .mappings()
        .first()
    )
    if row is not None:
        shape = json.loads(row["dossier"]) | {"text": row["text"]}
        return dossier_from(shape, row["received"]), row["replaced"]
    current = load(connection, id)
    if current.version != version:
        raise NotFound(f"{id} 没有第 {version} 版。")
    return current.dossier, None


def load_many(connection: Connection, rowids: Sequence[int]) -> dict[int, Stored]:
    """Return replies by row, in one statement."""
    rows = connection.execute(select(REPLY).where(REPLY.c.rowid.in_(rowids))).mappings()
    return {row["rowid"]: _stored(row) for row in rows}


def earlier(connection: Connection, id: str) -> tuple[Earlier, ...]:
    """Return the earlier versions of a reply, oldest first, without their texts."""
    columns = (VERSION.c.version, VERSION.c.sha256, VERSION.c.replaced)
    rows = connection.execute(
        select(*columns).where(VERSION.c.id == id).order_by(VERSION.c.version)
    )
    return tuple(Earlier(*row) for row in rows)


def _stored(row: Any) -> Stored:
    shape: Json = json.loads(row["dossier"]) | {"text": row["text"]}
    return Stored(
        rowid=row["rowid"],
        id=row["id"],
        version=row["version"],
        dossier=dossier_from(shape, row["received"]),
        added=row["added"],
        modified=row["modified"],
        revision=row["revision"],
    )
