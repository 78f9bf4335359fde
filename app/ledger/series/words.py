"""Figures by word: in which sentences with figures, and in which names of metrics, a word stands.

Of each letter the sentences that hold figures are kept, one a line, and where a metric has other
words than its sentence, that on a line of its own; beside them stand the figures of each line. A
question about words then reads the lines of the letters that search found, all in one stretch,
which is some twenty times as fast as to look at each letter's text and figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, text

from app.errors import Unavailable
from app.ledger.page import Page
from app.ledger.series import pieces
from app.ledger.tables import SAID
from app.store.database import driver
from app.store.figures import packed
from app.store.rows import Row

Numbers = NDArray[np.int64]

CHUNK = 2_000  # letters that are looked through at once

_PUT = f"INSERT INTO {SAID.name} (reply, lines, figures) VALUES (?, ?, ?)"
_THERE = text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name")
_OF = f"""SELECT reply, lines, figures FROM {SAID.name}
          WHERE reply IN (SELECT value FROM json_each(?))"""


def put_many(connection: Connection, letters: Sequence[tuple[int, Page]]) -> None:
    """Keep the lines of letters that are not known yet."""
    rows = [(rowid, *page.said) for rowid, page in letters if page.said is not None]
    driver(connection).executemany(_PUT, rows)
    pieces.put_many(connection, [row[0] for row in rows])


def remove(connection: Connection, rowid: int) -> None:
    """Forget a letter's lines."""
    pieces.remove(connection, rowid)
    connection.execute(delete(SAID).where(SAID.c.reply == rowid))


def holding(connection: Connection, letters: Sequence[int], group: Sequence[str]) -> set[int]:
    """Return the figures, packed, with one of the words in their sentence or in their metric."""
    if connection.scalar(_THERE, {"name": SAID.name}) is None:
        raise Unavailable("数据账本是另一版本的程序做的；请先运行 ./run reindex。")
    found: set[int] = set()
    for start in range(0, len(letters), CHUNK):
        asked = (json.dumps(list(letters[start : start + CHUNK])),)
        rows = driver(connection).execute(_OF, asked).fetchall()
        if rows:
            found.update(_held([row[1] for row in rows], rows, group))
    return found


def _held(texts: Sequence[str], rows: Sequence[Row], group: Sequence[str]) -> list[int]:
    """Return the figures of letters' lines that hold one of the words."""
    whole = "\n".join(texts)
    spots = np.fromiter((at for word in group for at in _spots(whole, word.lower())), np.int64)
    if not len(spots):
        return []
    ends = np.flatnonzero(np.frombuffer(whole.encode("utf-32-le"), np.uint32) == ord("\n"))
    hit = np.zeros(len(ends) + 1, bool)
    hit[np.searchsorted(ends, spots)] = True
    sizes = [len(row[2]) // 8 for row in rows]  # a line and a place, four bytes each
    figures = np.frombuffer(b"".join(row[2] for row in rows), np.uint32).astype(np.int64)
    lines, places = figures.reshape(-1, 2).T
    before = np.cumsum([0, *(text.count("\n") + 1 for text in texts[:-1])])
    chosen = hit[lines + np.repeat(before, sizes)]
    replies = np.repeat(np.array([row[0] for row in rows], np.int64), sizes)
    found: list[int] = packed(replies[chosen], places[chosen]).tolist()
    return found


def _spots(text: str, word: str) -> Iterator[int]:
    """Yield where a word stands in a text, once a line at least."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
