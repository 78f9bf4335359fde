"""The passages of letters under their fingerprints: what lineage, pledges and drafts look up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, func, select

from app.ledger.page import Page
from app.ledger.tables import PASSAGE, POSTING
from app.ledger.wording.holders import met, tallied, told
from app.ledger.wording.shingles import SHORTEST, Hashes, hashes, sample, substance
from app.model import BlockKind, Dossier
from app.store.database import driver
from app.text.arrays import distinct

COMMON = 400  # passages with one run: beyond, it is a turn of speech and says nothing
CANDIDATES = 16
AT_ONCE = 100_000  # passages sorted together when many are put

_INSERT = f"INSERT INTO {POSTING.name} (hash, passage) VALUES (?, ?)"
_PASSAGE = f"""INSERT INTO {PASSAGE.name} (id, reply, paragraph, start, end, runs)
               VALUES (?, ?, ?, ?, ?, ?)"""
_DELETE = f"DELETE FROM {POSTING.name} WHERE hash = ? AND passage = ?"
_LOOK_UP = f"""
    SELECT hash, (SELECT group_concat(passage) FROM (
        SELECT p.passage FROM {POSTING.name} AS p WHERE p.hash = asked.hash LIMIT {COMMON + 1}))
    FROM (SELECT value AS hash FROM json_each(?)) AS asked
    WHERE EXISTS (SELECT 1 FROM {POSTING.name} AS p WHERE p.hash = asked.hash)"""

_FETCH = f"""
    SELECT p.id, p.reply, p.paragraph, p.start, p.end, substr(r.text, p.start + 1, p.end - p.start)
    FROM {PASSAGE.name} AS p JOIN reply AS r ON r.rowid = p.reply
    WHERE p.id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a letter, to be put under its fingerprints."""

    reply: int
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A stored passage that shares runs with another, and its text."""

    reply: int
    paragraph: int
    start: int
    end: int
    text: str
    shared: int


def passages(rowid: int, dossier: Dossier) -> Iterator[Passage]:
    """Return a letter's paragraphs of substance."""
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind is BlockKind.PARAGRAPH and block.end - block.start >= SHORTEST:
            text = dossier.text[block.start : block.end]
            yield Passage(rowid, number, block.start, block.end, text)


def put_pages(connection: Connection, letters: Sequence[tuple[int, Page]]) -> None:
    """Put the passages of letters that are not known yet."""
    raw = driver(connection)
    (last,) = raw.execute(f"SELECT coalesce(max(id), 0) FROM {PASSAGE.name}").fetchone()
    rows = [
        (id, rowid, *row)
        for id, (rowid, row) in enumerate(
            ((rowid, row) for rowid, page in letters for row in page.passages), last + 1
        )
    ]
    raw.executemany(_PASSAGE, rows)
    raw.executemany(_INSERT, spread([(id, runs) for id, *_, runs in rows]))


def spread(found: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, int]]:
    """Yield each run with the number that has it, sorted by run: the order a table is quick in."""
    columns = [_runs(runs) for _, runs in found]
    if not columns:
        return iter(())
    every = np.concatenate(columns)
    numbers = np.repeat([number for number, _ in found], [len(runs) for runs in columns])
    order = np.lexsort((numbers, every))
    return zip(every[order].tolist(), numbers[order].tolist(), strict=True)


def put_many(connection: Connection, found: Iterable[Passage]) -> int:
    """Put passages that are not known yet; return how many. Sorted in large batches, for speed."""
    last: int = connection.scalar(select(func.max(PASSAGE.c.id))) or 0
    stream, first = iter(found), last
    while batch := list(islice(stream, AT_ONCE)):
        last = _put_batch(connection, batch, last)
    return last - first


def remove(connection: Connection, rowid: int) -> None:
    """Take a letter's passages out."""
    rows = connection.execute(
        select(PASSAGE.c.id, PASSAGE.c.runs).where(PASSAGE.c.reply == rowid)
    ).all()
    gone = [(run, row.id) for row in rows for run in _runs(row.runs).tolist()]
    if gone:
        connection.exec_driver_sql(_DELETE, gone)
    connection.execute(delete(PASSAGE).where(PASSAGE.c.reply == rowid))


def alike(connection: Connection, text: str, most: int = CANDIDATES) -> tuple[Found, ...]:
    """Return the stored passages that share most runs with a text, before they are compared."""
    return alike_many(connection, [text], most)[0]


def alike_many(
    connection: Connection, texts: list[str], most: int = CANDIDATES
) -> list[tuple[Found, ...]]:
    """Return for each text the stored passages that share most runs with it."""
    counted = _shared(connection, [sample(hashes(substance(text))) for text in texts], most)
    known = _fetched(connection, {id for found in counted for id, _ in found})
    return [
        tuple(replace(known[id], shared=shared) for id, shared in found if id in known)
        for found in counted
    ]


def _put_batch(connection: Connection, batch: list[Passage], last: int) -> int:
    rows: list[tuple[Any, ...]] = []
    for passage in batch:
        characters = substance(passage.text)
        if len(characters) < SHORTEST:
            continue
        last += 1
        runs = sample(hashes(characters)).tobytes()
        rows.append((last, passage.reply, passage.paragraph, passage.start, passage.end, runs))
    raw = driver(connection)
    raw.executemany(_PASSAGE, rows)
    raw.executemany(_INSERT, spread([(id, runs) for id, *_, runs in rows]))
    return last


def _shared(
    connection: Connection, samples: Sequence[Hashes], most: int
) -> list[list[tuple[int, int]]]:
    """Return for each sample the passages with most of its runs, and how many of them.

    What one run says is chance. Every run of all samples is looked up once; of as many the older
    passage goes first.
    """
    found: list[list[tuple[int, int]]] = [[] for _ in samples]
    if not samples:
        return found
    runs = np.concatenate(samples).astype(np.int64)
    of = np.repeat(np.arange(len(samples)), list(map(len, samples)))
    asked = json.dumps(distinct(runs).tolist())
    rows = driver(connection).execute(_LOOK_UP, (asked,)).fetchall()
    few = [row for row in rows if row[1].count(",") < COMMON]
    who, what, counts = tallied(*met(runs, of, told(few)))
    often = np.flatnonzero(counts >= 2)
    order = often[np.lexsort((what[often], -counts[often], who[often]))]
    for asker, id, count in zip(*(a[order].tolist() for a in (who, what, counts)), strict=True):
        if len(found[asker]) < most:
            found[asker].append((id, count))
    return found


def _fetched(connection: Connection, ids: set[int]) -> dict[int, Found]:
    """Return passages by their number; what they share with others is not counted."""
    rows = driver(connection).execute(_FETCH, (json.dumps(sorted(ids)),))
    return {
        id: Found(reply, paragraph, start, end, text, 0)
        for id, reply, paragraph, start, end, text in rows
    }


def _runs(blob: bytes) -> Hashes:
    return np.frombuffer(blob, dtype=np.uint32)
