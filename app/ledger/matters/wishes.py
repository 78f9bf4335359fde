"""What a letter's submission wishes for, in words: by which the same matter is found elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, delete

from app.ledger.page import Page
from app.ledger.tables import WISH
from app.store.database import driver

_PUT = f"INSERT INTO {WISH.name} (word, reply) VALUES (?, ?)"
_COMMON = f"""SELECT word, count(*) FROM {WISH.name}
    WHERE word IN (SELECT word FROM {WISH.name} WHERE reply = ?) GROUP BY word"""
# one row a word or letter: thousands of rows of one number each would be most of the work
_HOLDERS = f"""SELECT word, group_concat(reply) FROM {WISH.name}
    WHERE word IN (SELECT value FROM json_each(?)) AND reply <> ? GROUP BY word"""
_WISHES = f"""SELECT reply, group_concat(word, char(10)) FROM {WISH.name}
    WHERE reply IN (SELECT value FROM json_each(?)) GROUP BY reply"""
MOST_SHARED = 3000  # letters with a word: beyond, it does not tell letters apart


def put_many(connection: Connection, letters: Sequence[tuple[int, Page]]) -> None:
    """Put the words of the wishes of letters that are not known yet."""
    rows = sorted((word, rowid) for rowid, page in letters for word in page.wish)
    driver(connection).executemany(_PUT, rows)


def remove(connection: Connection, rowid: int) -> None:
    """Take the words of a letter's wish out."""
    connection.execute(delete(WISH).where(WISH.c.reply == rowid))


def shared(connection: Connection, rowid: int) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Return the words of a letter's wish with how many letters wish so, and who shares which."""
    common: dict[str, int] = dict(driver(connection).execute(_COMMON, (rowid,)).fetchall())
    rare = [word for word, count in common.items() if count <= MOST_SHARED]
    rows = driver(connection).execute(_HOLDERS, (json.dumps(rare), rowid))
    return common, {word: [int(reply) for reply in told.split(",")] for word, told in rows}


def of_letters(connection: Connection, rowids: Sequence[int]) -> dict[int, set[str]]:
    """Return the words of the wishes of letters."""
    rows = driver(connection).execute(_WISHES, (json.dumps(list(rowids)),))
    found = {reply: set(words.split("\n")) for reply, words in rows}
    return {rowid: found.get(rowid, set()) for rowid in rowids}
