"""What `serve` looks at before it opens: whether anything is there, and whether it is up to date.

Apart from `check`, which goes through everything and loads all that reads letters for it.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from app.ledger import indexing as ledger
from app.search import indexing
from app.store.database import reader, writer
from app.store.tables import REPLY


def is_empty(database: Path) -> bool:
    """Whether nothing was ever taken in; makes or upgrades the database first."""
    engine = writer(database)
    try:
        with engine.connect() as connection:
            return not holds_any(connection)
    finally:
        engine.dispose()


def stale(database: Path) -> tuple[str, ...]:
    """Return which derived parts are missing or another program's: what `serve` says at once."""
    engine = reader(database)
    try:
        with engine.connect() as connection:
            if not holds_any(connection):
                return ()
            return (*indexing.stale(connection), *ledger.stale(connection))
    except DatabaseError:
        return ("数据库或索引已损坏；请运行 ./run check。",)
    finally:
        engine.dispose()


def holds_any(connection: Connection) -> bool:
    """Whether there is a reply: the first one makes the derived tables."""
    return connection.execute(select(REPLY.c.rowid).limit(1)).first() is not None
