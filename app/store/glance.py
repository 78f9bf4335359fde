"""The archive at a glance: what the foot of every page says, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from app.store.tables import REPLY, RUN


@dataclass(frozen=True, slots=True)
class Glance:
    """How many replies there are, from when to when, and when files last came in."""

    total: int
    first: date | None
    latest: date | None
    updated: datetime | None


def glance(connection: Connection) -> Glance:
    """Return how many replies there are, from when to when, and when files last came in."""
    came = select(func.max(RUN.c.ended)).scalar_subquery()
    counted = (func.count(), func.min(REPLY.c.dated), func.max(REPLY.c.dated), came)
    total, first, latest, updated = connection.execute(select(*counted).select_from(REPLY)).one()
    return Glance(total, first, latest, updated)
