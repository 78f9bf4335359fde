"""What a letter's submission wishes for, in words: by which the same matter is found elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from app.ledger.page import Page
from app.ledger.tables import WISH
from app.store.database import driver

_PUT = f"INSERT INTO {WISH.name} (word, reply) VALUES (?, ?)"
MOST_SHARED = 3000  # letters with a word: beyond, it does not tell letters apart


def put_many(connection: Connection, letters: Sequence[tuple[int, Page]]) -> None:
    """Put the words of the wishes of letters that are not known yet."""
    rows = sorted((word, rowid) for rowid, page in letters for word in page.wish)
    driver(connection).executemany(_PUT, rows)


def remove(connection: Connection, rowid: int) -> None:
    """Take the words of a letter's wish out."""
    connection.execute(delete(WISH).where(WISH.c.reply == rowid))


def shared(connection: Connection, rowid: int) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Return the words of a letter's wish with how many letters wish so, and who shares which."""
    own = connection.scalars(select(WISH.c.word).where(WISH.c.reply == rowid)).all()
    number = func.count().label("number")
    counts = connection.execute(
        select(WISH.c.word, number).where(WISH.c.word.in_(own)).group_by(WISH.c.word)
    )
    common: dict[str, int] = {row.word: row.number for row in counts}
    rare = [word for word, count in common.items() if count <= MOST_SHARED]
    rows = connection.execute(
        select(WISH.c.reply, WISH.c.word).where(WISH.c.word.in_(rare), WISH.c.reply != rowid)
    )
    return common, [(row.reply, row.word) for row in rows]


def of_letters(connection: Connection, rowids: Sequence[int]) -> dict[int, set[str]]:
    """Return the words of the wishes of letters."""
    found: dict[int, set[str]] = {rowid: set() for rowid in rowids}
    for row in connection.execute(select(WISH).where(WISH.c.reply.in_(rowids))):
        found[row.reply].add(row.word)
    return found
