"""The engines search is measured beside: each over the same words, asked for the same things.

Every one is asked for the best 20 by BM25, the exact total and five facets of the whole answer.
tantivy and Datasette are installed for the bench only; one that is missing is left out.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app.search.cutting import cut
from tests.bench.archive import entry
from tests.bench.corpus import Made

FACETS = ("kind", "district", "agency", "outcome", "year")
Asker = Callable[[str, bool], int]  # words parted by spaces, as a phrase or not → total


def peers(folder: Path, replies: Callable[[], Iterable[Made]]) -> dict[str, Asker]:
    """Return a way to ask each peer; its index is made where it is missing."""
    found: dict[str, Asker] = {"FTS5": fts5(folder / "peer.db", replies)}
    if importlib.util.find_spec("tantivy"):
        found["tantivy"] = tantivy(folder / "tantivy", replies)
    if importlib.util.find_spec("datasette"):
        found["Datasette"] = datasette(folder / "peer.db")
    return found


def columns(made: Made) -> dict[str, str]:
    values = {value.facet: value.value for value in entry(made).values}
    return {name: values[name] for name in FACETS}


def fts5(path: Path, replies: Callable[[], Iterable[Made]]) -> Asker:
    """FTS5 with an ordinary table beside it: ORDER BY rank, count(*), GROUP BY."""
    new = not path.exists()
    connection = sqlite3.connect(path, check_same_thread=False)
    if new:
        connection.execute(f"CREATE TABLE d (id INTEGER PRIMARY KEY, body, {', '.join(FACETS)})")
        connection.execute(
            "CREATE VIRTUAL TABLE f USING fts5(body, content='d', content_rowid='id')"
        )
        for made in replies():
            row = (made.number + 1, cut(f"{made.title}\n{made.text}"), *columns(made).values())
            connection.execute(f"INSERT INTO d VALUES ({','.join('?' * len(row))})", row)
            connection.execute("INSERT INTO f (rowid, body) VALUES (?, ?)", row[:2])
        connection.execute("INSERT INTO f (f) VALUES ('optimize')")
        for name in FACETS:
            connection.execute(f"CREATE INDEX d_{name} ON d ({name})")
        connection.commit()

    def ask(words: str, phrase: bool) -> int:
        match = f'"{words}"' if phrase else " ".join(f'"{word}"' for word in words.split())
        best = "SELECT rowid, rank FROM f WHERE f MATCH ? ORDER BY rank LIMIT 20"
        connection.execute(best, (match,)).fetchall()
        for name in FACETS:
            joined = "d JOIN f ON f.rowid = d.id WHERE f MATCH ?"
            tally = f"SELECT {name}, count(*) FROM {joined} GROUP BY 1"
            connection.execute(tally, (match,)).fetchall()
        count = "SELECT count(*) FROM f WHERE f MATCH ?"
        return int(connection.execute(count, (match,)).fetchone()[0])

    return ask


def tantivy(folder: Path, replies: Callable[[], Iterable[Made]]) -> Asker:
    """tantivy with positions, and its facets as terms aggregations over fast fields."""
    engine: Any = importlib.import_module("tantivy")
    builder = engine.SchemaBuilder().add_text_field("body", tokenizer_name="whitespace")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    new = not folder.exists()
    folder.mkdir(exist_ok=True)
    index = engine.Index(schema, str(folder))
    if new:
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for made in replies():
            text = cut(f"{made.title}\n{made.text}")
            writer.add_document(engine.Document(body=text, **columns(made)))
        writer.commit()
        writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    tallies = {name: {"terms": {"field": name, "size": 400}} for name in FACETS}

    def ask(words: str, phrase: bool) -> int:
        terms = words.split()
        if phrase and len(terms) > 1:
            query = engine.Query.phrase_query(schema, "body", terms)
        else:
            parts = [engine.Query.term_query(schema, "body", term) for term in terms]
            query = engine.Query.boolean_query([(engine.Occur.Must, part) for part in parts])
        found = searcher.search(query, 20, count=True)
        searcher.aggregate(query, tallies)
        return int(found.count)

    return ask


def datasette(path: Path) -> Asker:
    """Datasette over the same tables, asked as a program would, without the network."""
    engine: Any = importlib.import_module("datasette.app")
    config = {"databases": {"peer": {"tables": {"d": {"fts_table": "f", "fts_pk": "id"}}}}}
    settings = {"facet_time_limit_ms": 60_000, "sql_time_limit_ms": 60_000}
    served = engine.Datasette([str(path)], metadata=config, settings=settings)

    def ask(words: str, phrase: bool) -> int:
        asked = [
            ("_search", f'"{words}"' if phrase else words),
            ("_size", "20"),
            ("_shape", "objects"),
        ]
        asked += [("_facet", name) for name in FACETS]
        answer = asyncio.run(served.client.get("/peer/d.json?" + urlencode(asked)))
        return int(answer.json()["filtered_table_rows_count"] or 0)

    return ask
