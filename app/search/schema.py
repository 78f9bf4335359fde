"""The tables of the SQLite index: derived data, made here, left out of Alembic's keeping.

`search_words` ranks, `search_pieces` loses nothing; both are contentless FTS5 (the text lives in
`reply`). SQLite 3.40 knows no `contentless_delete`, so what is gone stays in them, masked by
`search_log`, until `dafu reindex`. `search_blob` holds the fast parts of what is common, up to the
watermark; `search_tail` the words of letters past it.
"""

from __future__ import annotations

import sqlite3
from uuid import uuid4

from app.search.cutting import VERSION

HASH = 32 * 1024 * 1024
"""Bytes of new terms that FTS5 gathers before it writes: fewer, larger segments in long runs."""

TABLES = (
    "CREATE TABLE search_state (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    """CREATE TABLE search_doc (doc INTEGER PRIMARY KEY, reply INTEGER NOT NULL,
       day INTEGER NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL,
       title TEXT NOT NULL, meta TEXT NOT NULL, facets TEXT NOT NULL)""",
    "CREATE INDEX search_doc_reply ON search_doc (reply)",
    """CREATE TABLE search_log (change INTEGER PRIMARY KEY, doc INTEGER NOT NULL,
       gone INTEGER NOT NULL)""",
    "CREATE INDEX search_log_doc ON search_log (doc)",
    """CREATE TABLE search_value (facet TEXT, value TEXT, label TEXT NOT NULL,
       scope TEXT NOT NULL, PRIMARY KEY (facet, value)) WITHOUT ROWID""",
    """CREATE TABLE search_name (kind TEXT, name TEXT, initials TEXT,
       PRIMARY KEY (name, kind, initials)) WITHOUT ROWID""",
    "CREATE INDEX search_name_initials ON search_name (initials)",
    """CREATE TABLE search_sound (sound TEXT, word TEXT, docs INTEGER NOT NULL,
       PRIMARY KEY (sound, word)) WITHOUT ROWID""",
    "CREATE INDEX search_sound_word ON search_sound (word)",
    "CREATE TABLE search_tail (doc INTEGER PRIMARY KEY, words TEXT NOT NULL)",
    # not WITHOUT ROWID: there a kilobyte spills to a page of its own, which doubles the table
    """CREATE TABLE search_blob (kind TEXT, key TEXT, data BLOB NOT NULL,
       PRIMARY KEY (kind, key))""",
    """CREATE VIRTUAL TABLE search_words USING fts5(title, meta, body, content='',
       tokenize='ascii')""",
    """CREATE VIRTUAL TABLE search_pieces USING fts5(pieces, content='', detail=none,
       columnsize=0, tokenize='ascii')""",
    "CREATE VIRTUAL TABLE search_instance USING fts5vocab(search_words, instance)",
    "CREATE VIRTUAL TABLE search_word USING fts5vocab(search_words, row)",
    "CREATE VIRTUAL TABLE search_piece USING fts5vocab(search_pieces, row)",
)
NAMES = tuple(
    statement.split("TABLE ")[1].split()[0] for statement in TABLES if "TABLE" in statement
)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables anew, empty, with an identity of their own."""
    for name in reversed(NAMES):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in TABLES:
        connection.execute(statement)
    for name in ("search_words", "search_pieces"):
        connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', ?)", (HASH,))
    state = {"index": uuid4().hex, "version": VERSION, "watermark": "0", "settled": "0"}
    connection.executemany("INSERT INTO search_state VALUES (?, ?)", state.items())
