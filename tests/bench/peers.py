"""The engines search is measured beside: each over the same words, asked for the same things.

Every one is asked for the best 20 by BM25, the exact total and all facets of the whole answer:
the same six as our index, the themes of a reply being several. tantivy and Datasette are installed
for the bench only; one that is missing is left out.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app.search.words.cutting import cut
from tests.bench.archive import entry
from tests.bench.corpus import Made
from tests.bench.questions import Question

FACETS = ("kind", "district", "agency", "outcome", "year")
SEVERAL = "theme"
Asker = Callable[[Question], int]


def peers(folder: Path, replies: Callable[[], Iterable[Made]], names: Sequence[str]) -> Asked:
    """Return a way to ask each peer; its index is made where it is missing."""
    makers: dict[str, Callable[[], Asker]] = {
        "tantivy": lambda: tantivy(folder / "tantivy", replies),
        "FTS5": lambda: fts5(folder / "peer.db", replies),
        "Datasette": lambda: datasette(folder / "peer.db"),
    }
    there = {"FTS5", *(n for n in makers if importlib.util.find_spec(n.lower()))}
    return {name: makers[name]() for name in makers if name in there and name in names}


Asked = dict[str, Asker]


def columns(made: Made) -> dict[str, str]:
    values = {value.facet: value.value for value in entry(made).values}
    return {name: values[name] for name in FACETS}


def themes(made: Made) -> list[str]:
    return [value.value for value in entry(made).values if value.facet == SEVERAL]


def fts5(path: Path, replies: Callable[[], Iterable[Made]]) -> Asker:
    """FTS5 with ordinary tables beside it: ORDER BY rank, count(*), GROUP BY."""
    new = not path.exists()
    connection = sqlite3.connect(path, check_same_thread=False)
    if new:
        _fill(connection, replies())

    def ask(question: Question) -> int:
        words = question.words
        match = f'"{words}"' if question.phrase else " ".join(f'"{w}"' for w in words.split())
        best = "SELECT rowid, rank FROM f WHERE f MATCH ? ORDER BY rank LIMIT 20"
        connection.execute(best, (match,)).fetchall()
        for name in FACETS:
            joined = "d JOIN f ON f.rowid = d.id WHERE f MATCH ?"
            tally = f"SELECT {name}, count(*) FROM {joined} GROUP BY 1"
            connection.execute(tally, (match,)).fetchall()
        several = "t JOIN f ON f.rowid = t.id WHERE f MATCH ?"
        connection.execute(f"SELECT value, count(*) FROM {several} GROUP BY 1", (match,)).fetchall()
        count = "SELECT count(*) FROM f WHERE f MATCH ?"
        return int(connection.execute(count, (match,)).fetchone()[0])

    return ask


def _fill(connection: sqlite3.Connection, replies: Iterable[Made]) -> None:
    names = ", ".join((*FACETS, SEVERAL))
    connection.execute(f"CREATE TABLE d (id INTEGER PRIMARY KEY, body, {names})")
    connection.execute("CREATE TABLE t (id INTEGER, value)")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(body, content='d', content_rowid='id')")
    for made in replies:
        several = themes(made)
        row = (made.number + 1, cut(f"{made.title}\n{made.text}"), *columns(made).values())
        row = (*row, json.dumps(several))
        connection.execute(f"INSERT INTO d VALUES ({','.join('?' * len(row))})", row)
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(row[0], t) for t in several])
        connection.execute("INSERT INTO f (rowid, body) VALUES (?, ?)", row[:2])
    connection.execute("INSERT INTO f (f) VALUES ('optimize')")
    for name in FACETS:
        connection.execute(f"CREATE INDEX d_{name} ON d ({name})")
    connection.execute("CREATE INDEX t_id ON t (id)")
    connection.commit()


def tantivy(folder: Path, replies: Callable[[], Iterable[Made]]) -> Asker:
    """tantivy with positions, and its facets as terms aggregations over fast fields."""
    engine: Any = importlib.import_module("tantivy")
    builder = engine.SchemaBuilder().add_text_field("body", tokenizer_name="whitespace")
    for name in (*FACETS, SEVERAL):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    new = not folder.exists()
    folder.mkdir(exist_ok=True)
    index = engine.Index(schema, str(folder))
    if new:
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for made in replies():
            text = cut(f"{made.title}\n{made.text}")
            known: dict[str, Any] = {**columns(made), SEVERAL: themes(made)}
            writer.add_document(engine.Document(body=text, **known))
        writer.commit()
        writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    tallies = {name: {"terms": {"field": name, "size": 400}} for name in (*FACETS, SEVERAL)}

    def ask(question: Question) -> int:
        terms = question.words.split()
        if question.phrase and len(terms) > 1:
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

    def ask(question: Question) -> int:
        words = question.words
        asked = [
            ("_search", f'"{words}"' if question.phrase else words),
            ("_size", "20"),
            ("_shape", "objects"),
            ("_facet_array", SEVERAL),
        ]
        asked += [("_facet", name) for name in FACETS]
        answer = asyncio.run(served.client.get("/peer/d.json?" + urlencode(asked)))
        return int(answer.json()["filtered_table_rows_count"] or 0)

    return ask
