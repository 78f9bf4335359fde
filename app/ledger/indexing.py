"""Keeping the ledger: put after save, remove after withdraw, in the store's own transaction.

Everything here can be made again from the letters, one by one and in any order, and comes out the
same: `rebuild` is `put` for each of them on empty tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, func, select

from app.ledger import letters
from app.ledger.matters import points, wishes
from app.ledger.measure import metrics, units
from app.ledger.page import Page
from app.ledger.promises import followups
from app.ledger.series import gather, words
from app.ledger.tables import METADATA, POINT, SERIES, made, make
from app.ledger.taking import page
from app.ledger.wording import passages, shingles
from app.search.words import synonyms
from app.store.facts import fact, put_fact
from app.store.replies import load_many
from app.store.tables import FIGURE, REPLY

# A new number here, or another word in a table of words, makes ledgers made before stale.
_RULES = "8"
_VERSION = "ledger"
AT_ONCE = 200  # letters that a rebuilding holds in memory


@cache
def version() -> str:
    """Return what a ledger made by this program, with these tables of words, is marked with."""
    held = (metrics.DATA, units.DATA, shingles.DATA, points.DATA, synonyms.DATA)
    tables = b"".join(path.read_bytes() for path in held)
    return f"{_RULES}/{hashlib.sha1(tables).hexdigest()[:8]}"


def put(connection: Connection, rowid: int) -> None:
    """Take a letter as it now stands into the ledger, in place of what was known of it."""
    put_many(connection, [rowid])


def put_many(connection: Connection, rowids: Sequence[int]) -> None:
    """Take letters as they now stand into the ledger."""
    stored = load_many(connection, rowids)
    for rowid in rowids:
        if rowid not in stored:
            remove(connection, rowid)
    put_pages(connection, {rowid: page(one.dossier, one.id) for rowid, one in stored.items()})


def put_pages(connection: Connection, pages: Mapping[int, Page]) -> None:
    """Take letters into the ledger of which pages are made already, by the letter's row."""
    if not made(connection):
        _begin(connection)
    for rowid in letters.known(connection, list(pages)):
        remove(connection, rowid)
    new = sorted(pages.items())
    letters.put_many(connection, [rowid for rowid, _ in new])
    gather.put_many(connection, new)
    followups.put_many(connection, new)
    passages.put_pages(connection, new)
    wishes.put_many(connection, new)
    words.put_many(connection, new)


def remove(connection: Connection, rowid: int) -> None:
    """Take a letter out of the ledger, wherever it stands."""
    if made(connection):
        letters.remove(connection, rowid)
        gather.remove(connection, rowid)
        passages.remove(connection, rowid)
        followups.remove(connection, rowid)
        wishes.remove(connection, rowid)
        words.remove(connection, rowid)


def rebuild(connection: Connection) -> None:
    """Make the whole ledger anew from the letters."""
    METADATA.drop_all(connection)
    _begin(connection)
    rowids = connection.scalars(select(REPLY.c.rowid).order_by(REPLY.c.rowid)).all()
    for start in range(0, len(rowids), AT_ONCE):
        put_many(connection, rowids[start : start + AT_ONCE])


def stale(connection: Connection) -> tuple[str, ...]:
    """Return that the ledger is missing or of another version, if it is: known at a glance."""
    if not made(connection):
        empty = not connection.scalar(select(func.count()).select_from(REPLY))
        return () if empty else ("数据账本还没有建立；请运行 ./run reindex。",)
    if fact(connection, _VERSION) != version():
        return ("数据账本是另一版本的词表做的；请运行 ./run reindex。",)
    return ()


def faults(connection: Connection) -> tuple[str, ...]:
    """Return what is missing or stale, a sentence each, for `dafu check`."""
    if (found := stale(connection)) or not made(connection):
        return found
    gone = connection.scalar(
        select(func.count())
        .select_from(POINT)
        .join(
            FIGURE,
            (FIGURE.c.reply == POINT.c.reply) & (FIGURE.c.position == POINT.c.position),
            isouter=True,
        )
        .where(FIGURE.c.reply.is_(None))
    )
    counted = connection.scalar(select(func.sum(SERIES.c.count))) or 0
    held = connection.scalar(select(func.count()).select_from(POINT)) or 0
    said = []
    if gone:
        said.append(f"数据账本有 {gone} 处指向已经没有的数据；请运行 ./run reindex。")
    if counted != held:
        said.append(f"数据账本的条数不符（{counted} / {held}）；请运行 ./run reindex。")
    return tuple(said)


def _begin(connection: Connection) -> None:
    make(connection)
    put_fact(connection, _VERSION, version())
