"""What changed since a moment: replies written and replies withdrawn, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, func, literal, select, tuple_
from sqlalchemy.sql.selectable import Subquery

from app.store.tables import REPLY, TOMBSTONE


@dataclass(frozen=True, slots=True)
class Change:
    """A reply that was written, or withdrawn (then it has no row)."""

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
    return (
        written.where(REPLY.c.modified >= since)
        .union_all(withdrawn.where(TOMBSTONE.c.modified >= since))
        .subquery("changed")
    )
