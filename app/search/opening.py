"""Which index answers a question: the one that is kept, or what can do without it.

Words need the index. A question that only filters and sorts is answered from the rows of the
store where the index is missing, of other rules, or damaged; what was made of the rows is kept as
long as the archive stays as it is.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection, select

from app.errors import Unavailable
from app.search.engine.kept import SHARED
from app.search.engine.sqlite import SqliteIndex
from app.search.engine.state import Snapshot
from app.search.engine.unindexed import unindexed
from app.search.indexing import TOGETHER, entries, raw
from app.search.query import Query
from app.store.facts import revision
from app.store.tables import REPLY

KEPT = 2  # archives, or states of one

_made: OrderedDict[str, Snapshot] = OrderedDict()
_lock = Lock()


def index_for(connection: Connection, query: Query) -> SqliteIndex:
    """Return the index that answers a query; `Unavailable` where words are asked of none."""
    try:
        return index_of_words(connection)
    except Unavailable:
        if not query.empty:
            raise
    return SqliteIndex(raw(connection), _of_rows(connection))


def index_of_words(connection: Connection) -> SqliteIndex:
    """Return the index that is kept; `Unavailable` where there are letters and no whole one."""
    kept = SqliteIndex(raw(connection))
    if (fault := _fault(kept)) is None:
        return kept
    if connection.execute(select(REPLY.c.rowid).limit(1)).first() is None:
        return kept  # nothing taken in yet, and so nothing found
    raise Unavailable(fault)


def forget() -> None:
    """Give up what this process has read of indexes: for whoever asks nothing twice."""
    SHARED.clear()


def _fault(kept: SqliteIndex) -> str | None:
    """Return why an index cannot answer, or nothing."""
    try:
        if not kept.exists():
            return "没有检索索引；请先运行 ./run reindex。"
        kept.names()  # reads what there is of each letter
    except Unavailable as error:
        return error.detail
    except sqlite3.DatabaseError as error:
        if "no such" not in str(error) and "malformed" not in str(error):
            raise
        return "检索索引已损坏；请先运行 ./run reindex。"
    return None


def _of_rows(connection: Connection) -> Snapshot:
    """Return the letters of the store as an index without words has them."""
    name = f"rows {connection.engine.url.database} {revision(connection)}"
    with _lock:
        if name not in _made:
            rowids = list(connection.scalars(select(REPLY.c.rowid).order_by(REPLY.c.rowid)))
            every = (
                entry
                for start in range(0, len(rowids), TOGETHER)
                for entry in entries(connection, rowids[start : start + TOGETHER], text=False)
            )
            _made[name] = unindexed(name, every)
        _made.move_to_end(name)
        while len(_made) > KEPT:
            _made.popitem(last=False)
        return _made[name]
