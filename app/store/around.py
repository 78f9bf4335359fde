"""What stands around one reply: its versions, the files it came in, others with the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, cast, func, or_, select

from app.store.tables import ARRIVAL, NUMBER, ORIGINAL, REPLY


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


def files(connection: Connection, id: str) -> tuple[File, ...]:
    """Return the files a reply came in, the newest version's first, each once."""
    rows = connection.execute(
        select(
            ARRIVAL.c.sha256,
            ARRIVAL.c.name,
            ORIGINAL.c.media_type,
            ORIGINAL.c.size,
            ARRIVAL.c.version,
            ARRIVAL.c.at,
            ARRIVAL.c.address,
        )
        .join(ORIGINAL, ORIGINAL.c.sha256 == ARRIVAL.c.sha256, isouter=True)
        .where(ARRIVAL.c.id == id)
        .order_by(ARRIVAL.c.version.desc(), ARRIVAL.c.rowid)
    )
    found: dict[str, File] = {}
    for row in rows:
        file = File(
            row.sha256,
            row.name,
            row.media_type or "",
            row.size or 0,
            row.version,
            row.at,
            row.address,
        )
        found.setdefault(row.sha256, file)
    return tuple(found.values())


def same_words(connection: Connection, rowid: int) -> tuple[Neighbour, ...]:
    """Return other replies whose text is the same, however it is spaced."""
    own = select(REPLY.c.text_hash).where(REPLY.c.rowid == rowid).scalar_subquery()
    rows = connection.execute(
        select(REPLY.c.id, REPLY.c.heading, REPLY.c.agency)
        .where(REPLY.c.text_hash == own, REPLY.c.rowid != rowid)
        .order_by(REPLY.c.id)
        .limit(5)
    )
    return tuple(Neighbour(*row) for row in rows)


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
