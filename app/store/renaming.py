"""Ids that change: a reply whose key is read or set otherwise moves, and its old id leads there.

A file under `corrections/` keeps the id under which it was written: it is found through the
redirect, so that no file has to be renamed together with a row.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from app.store.database import driver
from app.store.tables import ARRIVAL, ATTACHMENT, REDIRECT, REPLY, VERSION


def renamed(connection: Connection, rowid: int, base: str) -> str:
    """Give a reply the id that its key makes, if the key is whole and another; return its id."""
    row = connection.execute(
        select(REPLY.c.id, REPLY.c.base_id).where(REPLY.c.rowid == rowid)
    ).one()
    old = str(row.id)
    if base in (row.base_id, old) or base.startswith("x"):
        return old
    new = base if base in former(connection, old) else free(driver(connection), base)
    values = {"id": new, "base_id": base, "modified": datetime.now(UTC)}
    connection.execute(update(REPLY).where(REPLY.c.rowid == rowid).values(values))
    lead(connection, old, new)
    return new


def lead(connection: Connection, old: str, new: str) -> None:
    """Let an id lead to another: what hangs on it, what led to it, and whoever asks for it."""
    for table in (ARRIVAL, ATTACHMENT, VERSION):
        connection.execute(update(table).where(table.c.id == old).values(id=new))
    connection.execute(delete(REDIRECT).where(REDIRECT.c.old == new))
    connection.execute(update(REDIRECT).where(REDIRECT.c.new == old).values(new=new))
    connection.execute(insert(REDIRECT), {"old": old, "new": new, "modified": datetime.now(UTC)})


def former(connection: Connection, id: str) -> tuple[str, ...]:
    """Return the ids that a reply once had."""
    statement = select(REDIRECT.c.old).where(REDIRECT.c.new == id).order_by(REDIRECT.c.old)
    return tuple(connection.scalars(statement))


def free(raw: sqlite3.Connection, base: str) -> str:
    """Return `base`, or with -2, -3 … the first that no reply has or ever had."""
    taken = {id for (id,) in raw.execute(_TAKEN, {"base": base, "end": f"{base}."})}
    if base not in taken:
        return base
    return next(id for n in range(2, len(taken) + 3) if (id := f"{base}-{n}") not in taken)


# "." is the sign that follows "-": base, base-2, base-3 …
_TAKEN = """SELECT id FROM reply WHERE id >= :base AND id < :end
            UNION ALL SELECT id FROM tombstone WHERE id >= :base AND id < :end
            UNION ALL SELECT old FROM redirect WHERE old >= :base AND old < :end"""
