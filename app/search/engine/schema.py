"""The tables of the SQLite index: derived data, made here, left out of Alembic's keeping.

`search_doc` numbers entries: a letter that is replaced gets a new one, and the old is masked by
`search_log` until `dafu reindex`. `search_segment` names the segments whose postings stand in
`search_own` and `search_block`; `search_blob` holds what the serving process keeps in memory,
`search_vocabulary` words whose sound is still to be noted.
"""

from __future__ import annotations

import sqlite3
from uuid import uuid4

from app.search.words.cutting import VERSION

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
    "CREATE TABLE search_vocabulary (doc INTEGER PRIMARY KEY, words BLOB NOT NULL)",
    """CREATE TABLE search_segment (first INTEGER PRIMARY KEY, last INTEGER NOT NULL,
       segment INTEGER NOT NULL)""",
    # not WITHOUT ROWID: there a kilobyte spills to a page of its own, which doubles the table
    """CREATE TABLE search_own (segment INTEGER, kind INTEGER, key INTEGER, data BLOB NOT NULL,
       PRIMARY KEY (segment, kind, key))""",
    """CREATE TABLE search_block (segment INTEGER, kind INTEGER, first INTEGER,
       data BLOB NOT NULL, PRIMARY KEY (segment, kind, first))""",
    """CREATE TABLE search_blob (kind TEXT, key TEXT, data BLOB NOT NULL,
       PRIMARY KEY (kind, key))""",
)
NAMES = tuple(
    statement.split("TABLE ")[1].split()[0] for statement in TABLES if "TABLE" in statement
)
FORMER = (
    *("search_instance", "search_word", "search_piece", "search_words", "search_pieces"),
    "search_tail",
)
"""Tables that an index of an earlier version may have left."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables anew, empty, with an identity of their own."""
    for name in (*FORMER, *NAMES):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in TABLES:
        connection.execute(statement)
    state = {"index": uuid4().hex, "version": VERSION}
    connection.executemany("INSERT INTO search_state VALUES (?, ?)", state.items())
