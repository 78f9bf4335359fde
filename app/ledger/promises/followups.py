"""Writing promises, and linking each with the later letters that speak of the same thing.

Evidence only: a later letter of the same place or agency gives a figure of the same metric, or a
sentence in strongly similar words. Whether the promise was kept is nothing a program can say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from app.ledger.page import Page
from app.ledger.promises.matter import carried
from app.ledger.promises.sharing import PASSAGES, PROMISES, numbered, place, sharing
from app.ledger.tables import (
    FOLLOWUP,
    LETTER,
    MAKER,
    PASSAGE,
    POINT,
    PROMISE,
    PROMISE_METRIC,
    PROMISE_RUN,
)
from app.ledger.wording.likeness import sentences
from app.ledger.wording.passages import Passage
from app.store.database import driver
from app.store.rows import Row
from app.store.tables import FIGURE, REPLY

SAME_METRIC = "metric"
SAME_WORDS = "wording"
A_FIGURE = 2.0  # nearer than any words: of each later letter one sentence is linked
SIMILAR = 0.6  # share of a promise's matter that a later sentence must carry

_PROMISE = f"""
    INSERT INTO {PROMISE.name} (reply, maker, position, sentence, dated, due_until, strength,
                                targets, paragraph, start, end, due, followed, runs)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_MAKER = f"""
    INSERT OR IGNORE INTO {MAKER.name} (id, place, place_label, agency, year)
    VALUES (?, ?, ?, ?, ?)"""
_UNMADE = f"""
    DELETE FROM {MAKER.name} WHERE id = ?
    AND NOT EXISTS (SELECT 1 FROM {PROMISE.name} AS p WHERE p.maker = {MAKER.name}.id)"""
_METRIC = f"INSERT INTO {PROMISE_METRIC.name} (reply, series, position) VALUES (?, ?, ?)"
_RUN = f"INSERT INTO {PROMISE_RUN.name} (hash, reply, position) VALUES (?, ?, ?)"
_UNRUN = f"DELETE FROM {PROMISE_RUN.name} WHERE hash = ? AND reply = ? AND position = ?"
_LINK = f"""
    INSERT INTO {FOLLOWUP.name} (pledge_reply, pledge_position, reply, start, end, paragraph,
                                 reason)
    VALUES (:pledge_reply, :pledge_position, :reply, :start, :end, :paragraph, :reason)"""
_FOLLOWED = f"UPDATE {PROMISE.name} SET followed = 1 WHERE reply = ? AND position = ?"
_LETTERS_OF = f"""SELECT rowid, place_code, agency, dated FROM {LETTER.name}
                  WHERE rowid IN (SELECT value FROM json_each(?))"""
_TEXT = "SELECT text FROM reply WHERE rowid = ?"


Link = tuple[float, dict[str, Any]]  # how near, and a row of FOLLOWUP
Letters = Sequence[tuple[int, Page]]
Of = tuple[int, Row]  # a letter, and a row of its page


@dataclass(frozen=True, slots=True)
class Promised:
    """A stored promise as linking needs it."""

    reply: int
    position: int
    sentence: str


def put_many(connection: Connection, letters: Letters) -> None:
    """Put the promises of letters that are not known yet, and every link from and to them.

    Their points are in the ledger already; their passages are not, so that what is looked up there
    is what was there before. Among the new letters themselves links are found from the later one.
    """
    raw = driver(connection)
    paragraphs = [(rowid, row) for rowid, page in letters for row in (*page.passages, *page.slight)]
    promises = [(rowid, row) for rowid, page in letters for row in page.promises]
    given = [(numbered(rowid, row[0]), row[-1]) for rowid, row in promises]
    followed = sharing(raw, PROMISES, [row[-1] for _, row in paragraphs], given)
    following = sharing(raw, PASSAGES, [row[-1] for _, row in promises])
    _write(raw, letters)
    best: dict[tuple[int, int, int], Link] = {}
    for near, link in (
        *_metric_links(connection, _METRIC_BACK, letters),
        *_back(connection, list(zip(paragraphs, followed, strict=True))),
        *_metric_links(connection, _METRIC_FORTH, letters),
        *_forth(connection, list(zip(promises, following, strict=True))),
    ):
        key = (link["pledge_reply"], link["pledge_position"], link["reply"])
        if key not in best or near > best[key][0]:
            best[key] = near, link
    raw.executemany(_LINK, [link for _, link in best.values()])
    raw.executemany(_FOLLOWED, sorted({(reply, position) for reply, position, _ in best}))


def remove(connection: Connection, rowid: int) -> None:
    """Take a letter's promises out, and every link from and to it."""
    _mark(connection, _cleared(connection, rowid))


def _cleared(connection: Connection, rowid: int) -> set[tuple[int, int]]:
    """Take a letter out; return the promises of others that were linked to it."""
    rows = connection.execute(
        select(FOLLOWUP.c.pledge_reply, FOLLOWUP.c.pledge_position).where(FOLLOWUP.c.reply == rowid)
    )
    touched = {(row.pledge_reply, row.pledge_position) for row in rows}
    mine = or_(FOLLOWUP.c.reply == rowid, FOLLOWUP.c.pledge_reply == rowid)
    connection.execute(delete(FOLLOWUP).where(mine))
    raw = driver(connection)
    own = (PROMISE.c.position, PROMISE.c.maker, PROMISE.c.runs)
    promises = connection.execute(select(*own).where(PROMISE.c.reply == rowid)).all()
    for row in promises:
        raw.executemany(_UNRUN, [(run, rowid, row.position) for run in _runs(row.runs)])
    for table in (PROMISE, PROMISE_METRIC):
        connection.execute(delete(table).where(table.c.reply == rowid))
    raw.executemany(_UNMADE, {(row.maker,) for row in promises})
    return touched


def _write(raw: sqlite3.Connection, letters: Letters) -> None:
    raw.executemany(_MAKER, {page.maker for _, page in letters if page.promises})
    promises = [(rowid, page.maker[0], *row) for rowid, page in letters for row in page.promises]
    raw.executemany(_PROMISE, promises)
    raw.executemany(_METRIC, [(rowid, *row) for rowid, page in letters for row in page.metrics])
    runs = [
        (run, rowid, position) for rowid, _, position, *_, taken in promises for run in _runs(taken)
    ]
    raw.executemany(_RUN, sorted(runs))


def _runs(taken: bytes) -> list[int]:
    found: list[int] = np.frombuffer(taken, dtype=np.uint32).tolist()
    return found


def _back(connection: Connection, near: Sequence[tuple[Of, list[int]]]) -> Iterator[Link]:
    """Yield links from earlier promises to letters, whose paragraphs come with what is near."""
    raw = driver(connection)
    places = {key: place(key) for _, keys in near for key in keys}
    letters = {reply for reply, _ in places.values()} | {rowid for (rowid, _), keys in near if keys}
    known = {row[0]: row[1:] for row in raw.execute(_LETTERS_OF, (json.dumps(sorted(letters)),))}
    found: dict[int, dict[tuple[int, int], list[Row]]] = {}
    for (rowid, row), keys in near:
        for reply, position in (places[key] for key in keys):
            if _may_follow(known[rowid], known[reply]):
                of_letter = found.setdefault(rowid, {})
                of_letter.setdefault((reply, position), []).append(row)
    for rowid, wanted in found.items():
        promises = list(_promised(connection, rowid, wanted))
        text = raw.execute(_TEXT, (rowid,)).fetchone()[0] if promises else ""
        for promised in promises:
            for number, start, end, _ in sorted(wanted[promised.reply, promised.position]):
                passage = Passage(rowid, number, start, end, text[start:end])
                yield from _wording_link(promised, passage)


def _may_follow(later: Row, earlier: Row) -> bool:
    """Tell whether a letter is of the same place or agency as another and dated after it."""
    (place, agency, day), (place_before, agency_before, day_before) = later, earlier
    if day is None or day_before is None or day_before >= day:
        return False
    return (place is not None and place == place_before) or (
        agency is not None and agency == agency_before
    )


def _forth(connection: Connection, near: Sequence[tuple[Of, list[int]]]) -> Iterator[Link]:
    """Yield links from letters' promises, which come with what is near, to later letters."""
    for rowid, of_letter in groupby(near, key=lambda one: one[0][0]):
        promises = [(row, keys) for (_, row), keys in of_letter if keys]
        ids = {id for _, keys in promises for id in keys}
        later = _later(connection, rowid, ids) if ids else {}
        for row, keys in promises:
            promised = Promised(rowid, row[0], row[1])
            for id, passage in later.items():
                if id in keys:
                    yield from _wording_link(promised, passage)


def _metric_links(connection: Connection, statement: Any, letters: Letters) -> Iterator[Link]:
    """Yield links by a figure of the same series in a later letter."""
    for row in connection.execute(statement, {"letters": [rowid for rowid, _ in letters]}):
        yield A_FIGURE, {**row._mapping, "reason": SAME_METRIC}


def _wording_link(promised: Promised, passage: Passage) -> Iterator[Link]:
    """Yield the sentence of a passage that carries most of a promise's words, if enough."""
    spans = sentences(passage.text, 0, len(passage.text))
    measured = [(carried(promised.sentence, passage.text[a:b]), -a, b) for a, b in spans]
    best, start, end = max(measured, default=(0.0, 0, 0))
    if best >= SIMILAR:
        link = {
            "pledge_reply": promised.reply,
            "pledge_position": promised.position,
            "reply": passage.reply,
            "start": passage.start - start,
            "end": passage.start + end,
            "paragraph": passage.paragraph,
            "reason": SAME_WORDS,
        }
        yield best, link


def _promised(
    connection: Connection, rowid: int, keys: Iterable[tuple[int, int]]
) -> Iterator[Promised]:
    """Yield those of these promises that the letter may follow: earlier, same place or agency."""
    wanted = set(keys)
    replies = sorted({reply for reply, _ in wanted})
    for row in connection.execute(_EARLIER, {"letter": rowid, "replies": replies}):
        if (row.reply, row.position) in wanted:
            yield Promised(row.reply, row.position, row.sentence)


def _later(connection: Connection, rowid: int, ids: Iterable[int]) -> dict[int, Passage]:
    """Return those of these passages that stand in a later letter of the same place or agency."""
    rows = connection.execute(_LATER, {"letter": rowid, "ids": sorted(ids)})
    return {row.id: Passage(*row[1:]) for row in rows}


_LETTER = REPLY.alias()
_ONE_HOUSE = or_(REPLY.c.place_code == _LETTER.c.place_code, REPLY.c.agency == _LETTER.c.agency)
_EARLIER = (
    select(PROMISE.c.reply, PROMISE.c.position, PROMISE.c.sentence)
    .join(REPLY, REPLY.c.rowid == PROMISE.c.reply)
    .join(_LETTER, _LETTER.c.rowid == bindparam("letter"))
    .where(
        PROMISE.c.reply.in_(bindparam("replies", expanding=True)),
        REPLY.c.dated < _LETTER.c.dated,
        _ONE_HOUSE,
    )
    .order_by(PROMISE.c.reply, PROMISE.c.position)
)
_LATER = (
    select(
        PASSAGE.c.id,
        PASSAGE.c.reply,
        PASSAGE.c.paragraph,
        PASSAGE.c.start,
        PASSAGE.c.end,
        func.substr(REPLY.c.text, PASSAGE.c.start + 1, PASSAGE.c.end - PASSAGE.c.start),
    )
    .join(REPLY, REPLY.c.rowid == PASSAGE.c.reply)
    .join(_LETTER, _LETTER.c.rowid == bindparam("letter"))
    .where(
        PASSAGE.c.id.in_(bindparam("ids", expanding=True)),
        REPLY.c.dated > _LETTER.c.dated,
        _ONE_HOUSE,
    )
    .order_by(PASSAGE.c.reply, PASSAGE.c.start)
)
_PLEDGED, _LATER_LETTER = REPLY.alias(), REPLY.alias()
_SAME_METRIC = (
    select(
        PROMISE_METRIC.c.reply.label("pledge_reply"),
        PROMISE_METRIC.c.position.label("pledge_position"),
        FIGURE.c.reply,
        FIGURE.c.sentence_start.label("start"),
        FIGURE.c.sentence_end.label("end"),
        FIGURE.c.paragraph,
    )
    .join(POINT, POINT.c.series == PROMISE_METRIC.c.series)
    .join(FIGURE, and_(FIGURE.c.reply == POINT.c.reply, FIGURE.c.position == POINT.c.position))
    .join(_PLEDGED, _PLEDGED.c.rowid == PROMISE_METRIC.c.reply)
    .join(_LATER_LETTER, _LATER_LETTER.c.rowid == POINT.c.reply)
    .where(_LATER_LETTER.c.dated > _PLEDGED.c.dated)
    .order_by(FIGURE.c.reply, FIGURE.c.position)
)
_LETTERS: BindParameter[int] = bindparam("letters", expanding=True)
_METRIC_BACK = _SAME_METRIC.where(POINT.c.reply.in_(_LETTERS))
_METRIC_FORTH = _SAME_METRIC.where(PROMISE_METRIC.c.reply.in_(_LETTERS))
_LINKED = exists().where(
    FOLLOWUP.c.pledge_reply == PROMISE.c.reply, FOLLOWUP.c.pledge_position == PROMISE.c.position
)
_MARK = (
    update(PROMISE)
    .where(PROMISE.c.reply == bindparam("of"), PROMISE.c.position == bindparam("at"))
    .values(followed=case((_LINKED, 1), else_=0))
)


def _mark(connection: Connection, touched: set[tuple[int, int]]) -> None:
    """Write for each of these promises whether a later letter is linked to it."""
    if touched:
        connection.execute(_MARK, [{"of": reply, "at": at} for reply, at in sorted(touched)])
