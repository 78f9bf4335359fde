"""FTS5 itself, over the same cut words: what `bm25()` says is what the index must say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from app.search.engine.terms import COLUMNS
from app.search.index import Entry
from app.search.words.cutting import cut

TABLE = "CREATE VIRTUAL TABLE words USING fts5(title, meta, body, content='', tokenize='ascii')"
SCORES = f"""SELECT rowid, -bm25(words, {", ".join(map(str, COLUMNS.values()))}) FROM words
             WHERE words MATCH ?"""


def reference(put: Iterable[Entry], path: Path | None = None) -> sqlite3.Connection:
    """Return FTS5 tables over everything that was ever put, in order, numbered from 1."""
    connection = sqlite3.connect(path or ":memory:")
    connection.execute(TABLE)
    rows = ((number, *map(cut, (e.title, e.meta, e.text))) for number, e in enumerate(put, 1))
    connection.executemany("INSERT INTO words (rowid, title, meta, body) VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    return connection


def bm25(connection: sqlite3.Connection, typed: str) -> dict[int, float]:
    """Return the score of every entry that holds all words."""
    match = " AND ".join(f'"{word}"' for word in dict.fromkeys(cut(typed).split()))
    return dict(connection.execute(SCORES, (match,)).fetchall())
