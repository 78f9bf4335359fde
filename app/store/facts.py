"""Facts about the archive as a whole: its revision, the policy it was made with."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from app.store.tables import ARCHIVE


def revision(connection: Connection) -> int:
    """Return the archive's revision: it grows with every change of a reply."""
    value = connection.scalar(select(ARCHIVE.c.value).where(ARCHIVE.c.key == "revision"))
    return int(value or 0)


def fact(connection: Connection, key: str) -> str | None:
    """Return a fact about the archive as a whole."""
    return connection.scalar(select(ARCHIVE.c.value).where(ARCHIVE.c.key == key))


def put_fact(connection: Connection, key: str, value: str) -> None:
    """Write a fact about the archive as a whole."""
    connection.execute(delete(ARCHIVE).where(ARCHIVE.c.key == key))
    connection.execute(insert(ARCHIVE).values(key=key, value=value))
