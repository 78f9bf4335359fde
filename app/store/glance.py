"""The archive at a glance: what the foot of every page says, in two statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from app.store.tables import REPLY


@dataclass(frozen=True, slots=True)
class Glance:
    """How many replies there are, and from when to when."""

    total: int
    first: date | None
    latest: date | None


def glance(connection: Connection) -> Glance:
    """Return how many replies there are, and from when to when."""
    row = connection.execute(
        select(func.count(), func.min(REPLY.c.dated), func.max(REPLY.c.dated)).select_from(REPLY)
    ).one()
    return Glance(row[0], row[1], row[2])
