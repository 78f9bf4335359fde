"""What a reader has read of the index stays good while letters come in."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from app.search.engine.postings import Postings
from app.search.engine.sqlite import SqliteIndex
from app.search.engine.state import snapshot
from app.search.index import Entry

READ = re.compile(r"FROM search_segment s WHERE segment >= (\d+)")


def _holding(connection: sqlite3.Connection, word: str) -> list[int]:
    at = snapshot(connection)
    assert at is not None
    return list(Postings(connection, at).word(word).docs)


def test_only_what_new_letters_brought_is_read(tmp_path: Path) -> None:
    """A reader who asked for a word reads it in the new segment alone, and once."""
    writing = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    writing.execute("PRAGMA journal_mode = WAL")
    index = SqliteIndex(writing)
    index.create()
    reading = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    read: list[str] = []
    for number in range(1, 4):
        index.put([Entry(number, "", "", "新建充电桩", 0, 0, ())])
        reading.set_trace_callback(read.append)
        held = _holding(reading, "充电"), _holding(reading, "充电")
        reading.set_trace_callback(None)
        assert held == (list(range(1, number + 1)),) * 2
    asked = [found[1] for statement in read if (found := READ.search(statement))]
    assert asked == ["0", "2", "3"]


def test_a_merged_segment_is_read_anew(tmp_path: Path) -> None:
    """When segments were merged, what stands in the new one is what the old ones had."""
    writing = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    index = SqliteIndex(writing)
    index.create()
    for number in range(1, 4):
        index.put([Entry(number, "", "", f"新建充电桩{number}号", 0, 0, ())])
    reading = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    before = _holding(reading, "充电"), _holding(reading, "没有")
    index.compact()
    assert (_holding(reading, "充电"), _holding(reading, "没有")) == before == ([1, 2, 3], [])
