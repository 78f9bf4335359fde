"""What stands around one reply: its versions, the files it came in, others with the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)

from app.store.rows import NO_TEXT
from app.store.tables import ARRIVAL, ATTACHMENT, NUMBER, ORIGINAL, REPLY


@dataclass(frozen=True, slots=True)
class File:
    """A file that a reply came in."""

    sha256: str
    name: str
    media_type: str
    size: int
    version: int
    at: datetime
    address: str | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another reply, named."""

    id: str
    heading: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class Company:
    """What is kept beside a reply: all its files, its attachments, replies of the same words."""

    files: tuple[File, ...] = ()
    attachments: tuple[File, ...] = ()
    same: tuple[Neighbour, ...] = ()


MOST_ALIKE = 20
"""A form that hundreds of letters carry makes them all alike: so many are named."""


def company(connection: Connection, ids: Sequence[str]) -> dict[str, Company]:
    """Return what is kept beside each of some replies."""
    files = _files(connection, _ARRIVED, ids)
    attached = _files(connection, _ATTACHED, ids)
    same = _same_words(connection, ids)
    return {id: Company(files.get(id, ()), attached.get(id, ()), same.get(id, ())) for id in ids}


def _of_files(table: Table, version: ColumnElement[int], *order: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            table.c.id,
            table.c.sha256,
            table.c.name,
            func.coalesce(ORIGINAL.c.media_type, ""),
            func.coalesce(ORIGINAL.c.size, 0),
            version,
            table.c.at,
            table.c.address,
        )
        .join(ORIGINAL, ORIGINAL.c.sha256 == table.c.sha256, isouter=True)
        .where(table.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(*order)
    )


_ARRIVED = _of_files(ARRIVAL, ARRIVAL.c.version, ARRIVAL.c.version.desc(), ARRIVAL.c.rowid.asc())
_ATTACHED = _of_files(
    ATTACHMENT, literal(0).label("version"), ATTACHMENT.c.name.asc(), ATTACHMENT.c.rowid.asc()
)


def _files(
    connection: Connection, asked: Select[Any], ids: Sequence[str]
) -> dict[str, tuple[File, ...]]:
    found: dict[str, dict[str, File]] = {}
    for id, *rest in connection.execute(asked, {"ids": list(ids)}):
        file = File(*rest)
        found.setdefault(id, {}).setdefault(file.sha256, file)
    return {id: tuple(files.values()) for id, files in found.items()}


_OWN, _OTHER = REPLY.alias("own"), REPLY.alias("other")
# made once: naming every column of two aliases takes longer than asking
_SAME = (
    select(_OWN.c.id, _OTHER.c.id, _OTHER.c.heading, _OTHER.c.agency)
    .join(_OTHER, (_OTHER.c.text_hash == _OWN.c.text_hash) & (_OTHER.c.rowid != _OWN.c.rowid))
    .where(_OWN.c.id.in_(bindparam("ids", expanding=True)), _OWN.c.text_hash != NO_TEXT)
    .order_by(_OWN.c.id, _OTHER.c.id)
)


def _same_words(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Neighbour, ...]]:
    """Return other replies whose text is the same, however it is set."""
    found: dict[str, tuple[Neighbour, ...]] = {}
    for id, *rest in connection.execute(_SAME, {"ids": list(ids)}):
        known = found.get(id, ())
        if len(known) < MOST_ALIKE:
            found[id] = (*known, Neighbour(*rest))
    return found


def ids(connection: Connection, rowids: Sequence[int]) -> dict[int, str]:
    """Return the ids of replies by row."""
    rows = connection.execute(select(REPLY.c.rowid, REPLY.c.id).where(REPLY.c.rowid.in_(rowids)))
    return {row.rowid: row.id for row in rows}


def nearest(connection: Connection, id: str, limit: int = 5) -> tuple[Neighbour, ...]:
    """Return replies somebody may have meant by an id that is not there.

    First those of this number, of whatever meeting; then the nearest numbers of the same meeting.
    """
    stem, _, last = id.rpartition("-")
    numbered = select(NUMBER.c.reply).where(NUMBER.c.bare == (last.upper().lstrip("0") or last))
    rows = connection.execute(
        select(REPLY.c.id, REPLY.c.heading, REPLY.c.agency)
        .where(
            or_(
                REPLY.c.rowid.in_(numbered),
                REPLY.c.base_id == id,
                REPLY.c.base_id == (stem or id),
            )
        )
        .order_by(REPLY.c.dated.desc(), REPLY.c.id)
        .limit(limit)
    )
    found = [Neighbour(*row) for row in rows]
    if stem and last.isascii() and last.isdecimal():
        found += _beside(connection, stem, int(last[:9]), limit)
    return tuple(dict.fromkeys(found))[:limit]


def _beside(connection: Connection, stem: str, number: int, limit: int) -> list[Neighbour]:
    """Return the replies of one meeting whose numbers are nearest."""
    own = cast(func.substr(REPLY.c.base_id, len(stem) + 2), Integer)
    rows = connection.execute(
        select(REPLY.c.id, REPLY.c.heading, REPLY.c.agency)
        .where(REPLY.c.base_id > f"{stem}-", REPLY.c.base_id < f"{stem}.")
        .order_by(func.abs(own - number), REPLY.c.id)
        .limit(limit)
    )
    return [Neighbour(*row) for row in rows]
