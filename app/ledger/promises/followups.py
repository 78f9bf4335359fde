"""Writing promises, and linking each with the later letters that speak of the same thing.

Evidence only: a later letter of the same place or agency gives a figure of the same metric, or a
sentence in strongly similar words. Whether the promise was kept is nothing a program can say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
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
    or_,
    select,
    update,
)

from app.ledger.page import Page
from app.ledger.promises.matter import Said, carried, spoken
from app.ledger.promises.sharing import BITS, LAST, PASSAGES, PROMISES, numbered, place, sharing
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
_FOLLOWED = f"""UPDATE {PROMISE.name} SET followed = 1
                WHERE reply = ? AND position = ? AND NOT followed"""
_LETTERS_OF = f"""SELECT rowid, place_code, agency, dated FROM {LETTER.name}
                  WHERE rowid IN (SELECT value FROM json_each(?))"""
_SENTENCES = f"""SELECT p.reply, p.position, p.sentence FROM json_each(?) AS asked
                 CROSS JOIN {PROMISE.name} AS p
                 ON p.reply = asked.value >> {BITS} AND p.position = asked.value & {LAST}"""
_PASSAGES = f"""SELECT id, reply, paragraph, start, "end" FROM {PASSAGE.name}
                WHERE id IN (SELECT value FROM json_each(?))"""
_TEXT = "SELECT text FROM reply WHERE rowid = ?"

Link = tuple[float, dict[str, Any]]  # how near, and a row of FOLLOWUP
Letters = Sequence[tuple[int, Page]]
Of = tuple[int, Row]  # a letter, and a row of its page


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
        *_back(raw, list(zip(paragraphs, followed, strict=True))),
        *_metric_links(connection, _METRIC_FORTH, letters),
        *_forth(raw, list(zip(promises, following, strict=True))),
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


def _back(raw: sqlite3.Connection, near: Sequence[tuple[Of, list[int]]]) -> Iterator[Link]:
    """Yield links from earlier promises to letters, whose paragraphs come with what is near."""
    places = {key: place(key) for _, keys in near for key in keys}
    letters = {reply for reply, _ in places.values()} | {rowid for (rowid, _), keys in near if keys}
    known = _known(raw, letters)
    found: dict[int, dict[Row, list[Row]]] = {}
    for (rowid, row), keys in near:
        for at in (places[key] for key in keys):
            if _may_follow(known[rowid], known[at[0]]):
                found.setdefault(rowid, {}).setdefault(at, []).append(row)
    sentences = _sentences(raw, {at for of_letter in found.values() for at in of_letter})
    for rowid, wanted in found.items():
        passages = {row: None for rows in wanted.values() for row in rows}
        said = dict(_said(raw, rowid, passages))
        for at in sorted(wanted):
            for row in sorted(wanted[at]):
                yield from _wording_link(at, sentences[at], (rowid, row), said[row])


def _may_follow(later: Row, earlier: Row) -> bool:
    """Tell whether a letter is of the same place or agency as another and dated after it."""
    (place, agency, day), (place_before, agency_before, day_before) = later, earlier
    if day is None or day_before is None or day_before >= day:
        return False
    return (place is not None and place == place_before) or (
        agency is not None and agency == agency_before
    )


def _forth(raw: sqlite3.Connection, near: Sequence[tuple[Of, list[int]]]) -> Iterator[Link]:
    """Yield links from letters' promises, which come with what is near, to later letters."""
    ids = sorted({id for _, keys in near for id in keys})
    passages = {id: row for id, *row in raw.execute(_PASSAGES, (json.dumps(ids),))}
    letters = {rowid for (rowid, _), keys in near if keys}
    known = _known(raw, letters | {reply for reply, *_ in passages.values()})
    found: dict[int, dict[Row, list[Of]]] = {}
    for (rowid, row), keys in near:
        for reply, *passage in (passages[id] for id in keys):
            if _may_follow(known[reply], known[rowid]):
                of_letter = found.setdefault(reply, {})
                of_letter.setdefault(tuple(passage), []).append((rowid, row))
    for reply, wanted in found.items():
        for row, said in _said(raw, reply, sorted(wanted)):
            for rowid, (position, sentence, *_) in wanted[row]:
                yield from _wording_link((rowid, position), sentence, (reply, row), said)


def _known(raw: sqlite3.Connection, letters: Collection[int]) -> dict[int, Row]:
    """Return of letters the place, the agency and the day."""
    rows = raw.execute(_LETTERS_OF, (json.dumps(sorted(letters)),))
    return {row[0]: row[1:] for row in rows}


def _sentences(raw: sqlite3.Connection, places: Collection[Row]) -> dict[Row, str]:
    """Return the sentences of stored promises."""
    numbers = json.dumps(sorted(numbered(*at) for at in places))
    return {(row[0], row[1]): row[2] for row in raw.execute(_SENTENCES, (numbers,))}


def _said(
    raw: sqlite3.Connection, rowid: int, passages: Iterable[Row]
) -> Iterator[tuple[Row, list[Said]]]:
    """Yield what passages of a letter say."""
    text = raw.execute(_TEXT, (rowid,)).fetchone()[0]
    for row in passages:
        yield row, spoken(text[row[1] : row[2]])


def _metric_links(connection: Connection, statement: Any, letters: Letters) -> Iterator[Link]:
    """Yield links by a figure of the same series in a later letter."""
    for row in connection.execute(statement, {"letters": [rowid for rowid, _ in letters]}):
        yield A_FIGURE, {**row._mapping, "reason": SAME_METRIC}


def _wording_link(promise: Row, sentence: str, passage: Of, said: list[Said]) -> Iterator[Link]:
    """Yield the sentence of a passage that carries most of a promise's words, if enough."""
    best, start, end = carried(sentence, said, SIMILAR)
    if best:
        reply, (paragraph, first, *_) = passage
        link = {
            "pledge_reply": promise[0],
            "pledge_position": promise[1],
            "reply": reply,
            "start": first + start,
            "end": first + end,
            "paragraph": paragraph,
            "reason": SAME_WORDS,
        }
        yield best, link


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
