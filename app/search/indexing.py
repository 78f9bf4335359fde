"""Keeping the index in step with the store; called by ingest in the transaction that saves.

`put` reads the reply as it now stands in the store; a letter that is stored as it was read comes
with its entry, made by the same function (`taking.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter
from types import MappingProxyType

from sqlalchemy import Connection, Table, literal, select

from app.search.engine.sqlite import SqliteIndex
from app.search.index import Ask, Entry, Order
from app.search.query import parse
from app.search.taking import LETTER, entry
from app.store.rows import PARTS, Row
from app.store.tables import AGENCY, NUMBER, PROPOSER, REPLY, THEME

LISTS = (AGENCY, PROPOSER, NUMBER, THEME)
NOTHING: Mapping[int, Entry] = MappingProxyType({})
TOGETHER = 1_000  # letters that are indexed at once
COLUMNS = ("rowid", *LETTER)
NO_TEXT = literal("").label("text")


def raw(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection, inside the transaction of SQLAlchemy's."""
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("the FTS5 index lives in SQLite")
    return driver


def put(connection: Connection, rowid: int) -> None:
    """Index a reply as it now stands in the store."""
    put_many(connection, [rowid])


def put_many(
    connection: Connection, rowids: list[int], ready: Mapping[int, Entry] = NOTHING
) -> None:
    """Index replies as they now stand in the store, and those of which entries are made already."""
    index = SqliteIndex(raw(connection))
    if not index.exists():
        index.create()
    made = (replace(entry, reply=rowid) for rowid, entry in ready.items())
    both = (*made, *entries(connection, rowids))
    index.put(sorted(both, key=attrgetter("reply")))


def remove(connection: Connection, rowid: int) -> None:
    """Take a reply out of the index."""
    index = SqliteIndex(raw(connection))
    if index.exists():
        index.remove([rowid])


def reindex(connection: Connection) -> int:
    """Make the index anew from the store, in this transaction; return the number of replies.

    Readers go on with the old index until the transaction commits; a kill before that undoes all
    of it. A new file swapped for the old one would do no more: the index stands in the one file
    that is backed up and copied, readers need no signal to open another, and the old index's
    pages are used again. The price is a journal as long as the new index while it is made, and
    that whoever else would write waits, or is told so; a letter takes about a millisecond.
    """
    index = SqliteIndex(raw(connection))
    index.create()
    rowids = list(connection.scalars(select(REPLY.c.rowid).order_by(REPLY.c.rowid)))
    for start in range(0, len(rowids), TOGETHER):
        index.put(list(entries(connection, rowids[start : start + TOGETHER])))
    index.compact()
    index.listen()
    index.settle()
    return len(rowids)


def settle(connection: Connection) -> None:
    """Fold the tail into the fast parts, where it is long enough to pay."""
    index = SqliteIndex(raw(connection))
    if index.exists():
        index.listen()
        index.settle()


def indexed(connection: Connection) -> tuple[int, date | None]:
    """Return how many replies the index holds and the newest date of them; `Unavailable` where it
    is of other rules.
    """
    index = SqliteIndex(raw(connection))
    if not index.exists():
        return 0, None
    found = index.search(Ask(parse(""), order=Order.NEWEST, limit=1))
    rows = [hit.reply for hit in found.hits]
    newest = connection.scalar(select(REPLY.c.dated).where(REPLY.c.rowid.in_(rows)))
    return found.total, newest


def faults(connection: Connection) -> tuple[str, ...]:
    """Return what is missing, stale or of another version."""
    return SqliteIndex(raw(connection)).faults()


def stale(connection: Connection) -> tuple[str, ...]:
    """Return of that what is known at a glance."""
    return SqliteIndex(raw(connection)).stale()


def entries(connection: Connection, rowids: list[int], *, text: bool = True) -> Iterator[Entry]:
    """Yield what an index keeps of stored replies, if need be without their text."""
    if not rowids:
        return
    columns = (REPLY.c[name] if text or name != "text" else NO_TEXT for name in COLUMNS)
    rows = connection.execute(select(*columns).where(REPLY.c.rowid.in_(rowids)))
    lists = {table.name: _listed(connection, table, rowids) for table in LISTS}
    for row in rows.mappings():
        rowid = row["rowid"]
        parts = {name: found.get(rowid, []) for name, found in lists.items()}
        yield replace(entry(dict(row), parts), reply=rowid)


def _listed(connection: Connection, table: Table, rowids: list[int]) -> dict[int, list[Row]]:
    """Return the rows that hang on replies, as `store/rows.py` makes them."""
    columns = [table.c[name] for name in ("reply", *PARTS[table.name])]
    rows = connection.execute(select(*columns).where(table.c.reply.in_(rowids)))
    found: dict[int, list[Row]] = {}
    for reply, *rest in rows:
        found.setdefault(reply, []).append(tuple(rest))
    return found
