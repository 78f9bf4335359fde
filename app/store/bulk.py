"""Many replies at once, a chunk at a time: for files that hold all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.store.replies import Earlier, Stored, load_many
from app.store.tables import REPLY, VERSION

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Raw:
    """A stored reply whose dossier is still the JSON it is kept as: nothing is read to be written
    again.
    """

    id: str
    version: int
    dossier: str
    text: str
    source_name: str
    media_type: str
    sha256: str
    size: int
    added: datetime
    modified: datetime
    earlier: tuple[Earlier, ...]


def each(connection: Connection, rowids: Sequence[int]) -> Iterator[Stored]:
    """Yield replies in this order; memory holds one chunk. One withdrawn meanwhile is left out."""
    for chunk in _chunks(rowids):
        found = load_many(connection, chunk)
        yield from (found[rowid] for rowid in chunk if rowid in found)


def each_raw(connection: Connection, rowids: Sequence[int]) -> Iterator[Raw]:
    """Yield replies as they are kept, in this order."""
    columns = [REPLY.c[name] for name in ("rowid", *Raw.__slots__) if name != "earlier"]
    for chunk in _chunks(rowids):
        rows = connection.execute(select(*columns).where(REPLY.c.rowid.in_(chunk)))
        found = {row.rowid: row for row in rows}
        past = _earlier(connection, [row.id for row in found.values()])
        for rowid in chunk:
            if rowid in found:
                row = found[rowid]
                kept = {name: getattr(row, name) for name in Raw.__slots__ if name != "earlier"}
                yield Raw(**kept, earlier=past.get(row.id, ()))


def _earlier(connection: Connection, ids: list[str]) -> dict[str, tuple[Earlier, ...]]:
    found: dict[str, tuple[Earlier, ...]] = {}
    columns = (VERSION.c.id, VERSION.c.version, VERSION.c.sha256, VERSION.c.replaced)
    statement = select(*columns).where(VERSION.c.id.in_(ids)).order_by(VERSION.c.version)
    for id, *rest in connection.execute(statement):
        found[id] = (*found.get(id, ()), Earlier(*rest))
    return found


def _chunks(rowids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rowids), CHUNK):
        yield rowids[start : start + CHUNK]
