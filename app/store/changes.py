"""What changed since a moment: replies written, replies withdrawn, ids left, in one order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, func, literal, select, tuple_
from sqlalchemy.sql.selectable import Subquery

from app.store.tables import REDIRECT, REPLY, TOMBSTONE


@dataclass(frozen=True, slots=True)
class Change:
    """A reply that was written, or an id that has none any more: withdrawn, or moved to another."""

    modified: datetime
    id: str
    rowid: int | None


def changes(
    connection: Connection,
    since: datetime,
    after: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> tuple[Change, ...]:
    """Return what changed from `since` on, oldest first; with `after`, what follows it."""
    changed = _changed(since)
    statement = select(changed).order_by(changed.c.modified, changed.c.id).limit(limit)
    if after is not None:
        here = tuple_(changed.c.modified, changed.c.id)
        statement = statement.where(
            here > tuple_(literal(after[0], REPLY.c.modified.type), after[1])
        )
    return tuple(Change(*row) for row in connection.execute(statement))


def change_count(connection: Connection, since: datetime) -> int:
    """Return how much changed from `since` on."""
    return connection.scalar(select(func.count()).select_from(_changed(since))) or 0


def _changed(since: datetime) -> Subquery:
    none = literal(None, Integer).label("rowid")
    written = select(REPLY.c.modified, REPLY.c.id, REPLY.c.rowid)
    withdrawn = select(TOMBSTONE.c.modified, TOMBSTONE.c.id, none)
    left = select(REDIRECT.c.modified, REDIRECT.c.old, none)
    return (
        written.where(REPLY.c.modified >= since)
        .union_all(
            withdrawn.where(TOMBSTONE.c.modified >= since),
            left.where(REDIRECT.c.modified >= since),
        )
        .subquery("changed")
    )


def newest(
    connection: Connection,
    rowids: Sequence[int] | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> tuple[Change, ...]:
    """Return the replies among `rowids` (all, if `None`) that changed last, newest first."""
    statement = select(REPLY.c.modified, REPLY.c.id, REPLY.c.rowid)
    if rowids is not None:
        chosen = func.json_each(json.dumps(list(rowids))).table_valued("value")
        statement = statement.where(REPLY.c.rowid.in_(select(chosen.c.value)))
    if after is not None:
        here = tuple_(REPLY.c.modified, REPLY.c.id)
        statement = statement.where(
            here < tuple_(literal(after[0], REPLY.c.modified.type), after[1])
        )
    statement = statement.order_by(REPLY.c.modified.desc(), REPLY.c.id.desc()).limit(limit)
    return tuple(Change(*row) for row in connection.execute(statement))


def addresses(connection: Connection, page: int, size: int) -> tuple[Change, ...]:
    """Return one page of all replies in the order they were taken in, for a sitemap."""
    statement = select(REPLY.c.modified, REPLY.c.id, REPLY.c.rowid).order_by(REPLY.c.rowid)
    rows = connection.execute(statement.limit(size).offset((page - 1) * size))
    return tuple(Change(*row) for row in rows)
