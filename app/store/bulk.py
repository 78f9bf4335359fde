"""Many replies at once, a chunk at a time: for files that hold all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from app.codec import reply_from
from app.model import Reply
from app.store.around import Company, company
from app.store.replies import Earlier
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
    company: Company


KEPT = tuple(name for name in Raw.__slots__ if name not in {"earlier", "company"})


@dataclass(frozen=True, slots=True)
class Line:
    """What a sheet says of a reply: its fields, and how much was found in its text."""

    id: str
    reply: Reply
    themes: tuple[str, ...]
    figures: int
    pledges: int
    source_name: str
    sha256: str
    modified: datetime


def each(connection: Connection, rowids: Sequence[int]) -> Iterator[Line]:
    """Yield replies in this order; memory holds one chunk. One withdrawn meanwhile is left out.

    Figures and promises stay unread: they are nearly all of a dossier and of what it costs.
    """
    part = func.json_extract
    columns = (
        *(REPLY.c[name] for name in ("id", "figures", "pledges", "source_name", "sha256")),
        REPLY.c.modified,
        part(REPLY.c.dossier, "$.reply").label("reply"),
        part(REPLY.c.dossier, "$.themes").label("themes"),
    )
    for chunk in _chunks(rowids):
        rows = connection.execute(select(REPLY.c.rowid, *columns).where(REPLY.c.rowid.in_(chunk)))
        found = {row.rowid: _line(row) for row in rows}
        yield from (found[rowid] for rowid in chunk if rowid in found)


def _line(row: Any) -> Line:
    return Line(
        id=row.id,
        reply=reply_from(json.loads(row.reply)),
        themes=tuple(theme["label"] for theme in json.loads(row.themes)),
        figures=row.figures,
        pledges=row.pledges,
        source_name=row.source_name,
        sha256=row.sha256,
        modified=row.modified,
    )


def each_raw(connection: Connection, rowids: Sequence[int]) -> Iterator[Raw]:
    """Yield replies as they are kept, in this order."""
    columns = [REPLY.c[name] for name in ("rowid", *KEPT)]
    for chunk in _chunks(rowids):
        rows = connection.execute(select(*columns).where(REPLY.c.rowid.in_(chunk)))
        found = {row.rowid: row for row in rows}
        ids = [row.id for row in found.values()]
        past, beside = _earlier(connection, ids), company(connection, ids)
        for rowid in chunk:
            if rowid in found:
                row = found[rowid]
                kept = {name: getattr(row, name) for name in KEPT}
                yield Raw(**kept, earlier=past.get(row.id, ()), company=beside[row.id])


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
