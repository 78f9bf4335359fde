"""The passages of letters under their fingerprints: what lineage, pledges and drafts look up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from app.ledger.tables import PASSAGE, POSTING
from app.ledger.wording.shingles import SHORTEST, Hashes, hashes, sample, substance
from app.model import BlockKind, Dossier
from app.store.replies import Stored
from app.store.tables import REPLY

COMMON = 400  # passages with one run: beyond, it is a turn of speech and says nothing
CANDIDATES = 16
AT_ONCE = 100_000  # passages sorted together when many are put

_INSERT = f"INSERT INTO {POSTING.name} (hash, passage) VALUES (?, ?)"
_DELETE = f"DELETE FROM {POSTING.name} WHERE hash = ? AND passage = ?"
_LOOK_UP = f"SELECT passage FROM {POSTING.name} WHERE hash = ? LIMIT {COMMON + 1}"


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


def put(connection: Connection, stored: Stored) -> None:
    """Put a letter's passages, in place of those known of it."""
    remove(connection, stored.rowid)
    put_many(connection, passages(stored.rowid, stored.dossier))


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
    counted = [_shared(connection, sample(hashes(substance(text))), most) for text in texts]
    known = _fetched(connection, {id for found in counted for id, _ in found})
    return [
        tuple(_found(known[id], shared) for id, shared in found if id in known) for found in counted
    ]


def _put_batch(connection: Connection, batch: list[Passage], last: int) -> int:
    rows: list[dict[str, Any]] = []
    columns: list[tuple[Hashes, int]] = []
    for passage in batch:
        characters = substance(passage.text)
        if len(characters) < SHORTEST:
            continue
        runs = sample(hashes(characters))
        last += 1
        columns.append((runs, last))
        rows.append(
            {
                "id": last,
                "reply": passage.reply,
                "paragraph": passage.paragraph,
                "start": passage.start,
                "end": passage.end,
                "runs": runs.tobytes(),
            }
        )
    if not rows:
        return last
    connection.execute(insert(PASSAGE), rows)
    every = np.concatenate([runs for runs, _ in columns]).astype(np.int64)
    ids = np.repeat([id for _, id in columns], [len(runs) for runs, _ in columns])
    order = np.argsort(every, kind="stable")
    connection.exec_driver_sql(
        _INSERT, list(zip(every[order].tolist(), ids[order].tolist(), strict=True))
    )
    return last


def _shared(connection: Connection, runs: Hashes, most: int) -> list[tuple[int, int]]:
    """Return the passages with most of these runs, and how many; what one run says is chance."""
    tally: Counter[int] = Counter()
    cursor = connection.connection.cursor()
    try:
        for run in runs.tolist():
            found = cursor.execute(_LOOK_UP, (run,)).fetchall()
            if len(found) <= COMMON:
                tally.update([row[0] for row in found])
    finally:
        cursor.close()
    return [(id, count) for id, count in tally.most_common(most) if count >= 2]


def _fetched(connection: Connection, ids: set[int]) -> dict[int, Any]:
    if not ids:
        return {}
    part = func.substr(REPLY.c.text, PASSAGE.c.start + 1, PASSAGE.c.end - PASSAGE.c.start)
    rows = connection.execute(
        select(
            PASSAGE.c.id,
            PASSAGE.c.reply,
            PASSAGE.c.paragraph,
            PASSAGE.c.start,
            PASSAGE.c.end,
            part.label("text"),
        )
        .join(REPLY, REPLY.c.rowid == PASSAGE.c.reply)
        .where(PASSAGE.c.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _found(row: Any, shared: int) -> Found:
    return Found(row.reply, row.paragraph, row.start, row.end, row.text, shared)


def _runs(blob: bytes) -> Hashes:
    return np.frombuffer(blob, dtype=np.uint32)
