"""A database of made replies: the rows of the store and the index, as ingest would write them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from app.search.engine.sqlite import SqliteIndex
from app.search.index import Entry, Value
from app.store.database import writer
from tests.bench.corpus import Made

COLUMNS = (
    *("rowid", "id", "base_id", "heading", "title", "kind", "agency", "place_code", "district"),
    *("outcome", "dated", "year", "sha256", "source_name", "size", "text_hash", "text", "revision"),
)
SAME = {
    **{"version": 1, "role": "lead", "body": "cppcc", "term": 7, "session": 4, "level": "区县"},
    **{"province": "上海市", "city": "上海市", "part": 0, "media_type": "text/plain"},
    **{"received": "", "dossier": "{}", "figures": 0, "pledges": 0, "tables": 0, "attachments": 0},
    **{"added": "2026-01-01 00:00:00", "modified": "2026-01-01 00:00:00"},
}
REPLY = f"""INSERT INTO reply ({", ".join((*COLUMNS, *SAME))})
            VALUES ({", ".join("?" * (len(COLUMNS) + len(SAME)))})"""


def entry(made: Made) -> Entry:
    """Return what the index keeps of a made reply."""
    day = date.fromordinal(made.day)
    district, agency = f"3101{made.district:02}", f"第{made.agency}局"
    return Entry(
        reply=made.number + 1,
        title=made.title,
        meta=f"{agency}\n。{made.proposer}\n。{made.number}",
        text=made.text,
        day=made.day,
        number=made.number,
        values=(
            Value("kind", made.kind, made.kind),
            Value("district", district, f"第{made.district}区"),
            Value("agency", agency, agency),
            Value("outcome", made.outcome, made.outcome),
            Value("year", str(day.year), f"{day.year}年"),
            *(Value("theme", f"t{theme}", f"主题{theme}") for theme in made.themes),
        ),
        people=(made.proposer,),
    )


def store(connection: sqlite3.Connection, made: Made) -> None:
    """Write the rows of the store."""
    rowid, day, number = made.number + 1, date.fromordinal(made.day), str(made.number)
    agency, name = f"第{made.agency}局", f"b{number}"
    values = (
        *(rowid, name, name, f"对第{number}号提案的答复", made.title, made.kind, agency),
        *(f"3101{made.district:02}", f"第{made.district}区", made.outcome, day.isoformat()),
        *(day.year, name, name, len(made.text), name, made.text, rowid),
    )
    write = connection.execute
    write(REPLY, (*values, *SAME.values()))
    write("INSERT INTO reply_agency VALUES (?, 'agency', 0, ?)", (rowid, agency))
    write("INSERT INTO reply_proposer VALUES (?, 0, ?)", (rowid, made.proposer))
    write("INSERT INTO reply_number VALUES (?, 0, ?, ?)", (rowid, number, number))


def fill(path: Path, replies: Iterable[Made], every: int = 500) -> float:
    """Store and index replies; return the seconds it took, without those of making them."""
    engine = writer(path)
    spent = 0.0
    with engine.connect() as held:
        connection = held.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        index = SqliteIndex(connection)
        if not index.exists():
            connection.execute("BEGIN IMMEDIATE")
            index.create()
            connection.execute("COMMIT")
        for chunk in _chunks(replies, every):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for made in chunk:
                store(connection, made)
            index.put([entry(made) for made in chunk])
            connection.execute("COMMIT")
            spent += time.perf_counter() - began
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        index.compact()
        index.settle()
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        spent += time.perf_counter() - began
    engine.dispose()
    return spent


def _chunks(replies: Iterable[Made], size: int) -> Iterator[list[Made]]:
    chunk: list[Made] = []
    for made in replies:
        chunk.append(made)
        if len(chunk) == size:
            yield chunk
            chunk = []
    yield chunk
