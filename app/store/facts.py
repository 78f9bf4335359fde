"""Facts about the archive as a whole: its revision, the policy it was made with."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.store.tables import ARCHIVE

_FACT = select(ARCHIVE.c.value).where(ARCHIVE.c.key == bindparam("key"))  # made once


def revision(connection: Connection) -> int:
    """Return the archive's revision: it grows with every change of a reply."""
    return int(fact(connection, "revision") or 0)


def fact(connection: Connection, key: str) -> str | None:
    """Return a fact about the archive as a whole."""
    value: str | None = connection.scalar(_FACT, {"key": key})
    return value


def put_fact(connection: Connection, key: str, value: str) -> None:
    """Write a fact about the archive as a whole."""
    connection.execute(delete(ARCHIVE).where(ARCHIVE.c.key == key))
    connection.execute(insert(ARCHIVE).values(key=key, value=value))
