"""Writing promises, and linking each with the later letters that speak of the same thing.

Evidence only: a later letter of the same place or agency gives a figure of the same metric, or a
sentence in strongly similar words. Whether the promise was kept is nothing a program can say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from app.ledger.measure.keys import keyed
from app.ledger.measure.times import read_time
from app.ledger.series.gather import home_of
from app.ledger.tables import (
    FOLLOWUP,
    PASSAGE,
    POINT,
    POSTING,
    PROMISE,
    PROMISE_METRIC,
    PROMISE_RUN,
)
from app.ledger.wording.likeness import containment, sentences
from app.ledger.wording.passages import COMMON, Passage, passages
from app.ledger.wording.shingles import hashes, sample, substance
from app.model import Dossier, FigureKind, FigureRole, Pledge
from app.store.replies import Stored
from app.store.tables import FIGURE, REPLY

TIME = (FigureKind.DATE, FigureKind.PERIOD)
SAME_METRIC = "metric"
SAME_WORDS = "wording"
A_FIGURE = 2.0  # nearer than any words: of each later letter one sentence is linked
SIMILAR = 0.65  # share of a promise's pairs of characters that a later sentence must carry
SHARED = 2  # runs that a promise and a passage must share to be compared

_PLEDGES = f"SELECT reply, position FROM {PROMISE_RUN.name} WHERE hash = ? LIMIT {COMMON}"
_PASSAGES = f"SELECT passage FROM {POSTING.name} WHERE hash = ? LIMIT {COMMON}"


Link = tuple[float, dict[str, Any]]  # how near, and a row of FOLLOWUP


@dataclass(frozen=True, slots=True)
class Promised:
    """A stored promise as linking needs it."""

    reply: int
    position: int
    sentence: str


def put(connection: Connection, stored: Stored) -> None:
    """Put a letter's promises, and every link from and to it."""
    touched = _cleared(connection, stored.rowid)
    _write(connection, stored)
    best: dict[tuple[int, int, int], Link] = {}
    for near, link in [*_back(connection, stored), *_forth(connection, stored.rowid)]:
        key = (link["pledge_reply"], link["pledge_position"], link["reply"])
        if key not in best or near > best[key][0]:
            best[key] = near, link
    if best:
        connection.execute(insert(FOLLOWUP), [link for _, link in best.values()])
    touched |= {(reply, position) for reply, position, _ in best}
    _mark(connection, touched)


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
    for table in (PROMISE, PROMISE_METRIC, PROMISE_RUN):
        connection.execute(delete(table).where(table.c.reply == rowid))
    return touched


def _write(connection: Connection, stored: Stored) -> None:
    dossier, rowid = stored.dossier, stored.rowid
    home = home_of(dossier, stored.id)
    metrics = {
        item.position: {item.key.id, item.key.stock.id}
        for item in keyed(dossier.text, dossier.figures, home)
    }
    promises, series, runs = [], [], []
    for position, pledge in enumerate(dossier.pledges):
        sentence = dossier.text[pledge.start : pledge.end]
        promises.append(_row(stored, position, pledge, home.key, home.label))
        ids = {id for at in pledge.figures for id in metrics.get(at, ())}
        series += [{"series": id, "reply": rowid, "position": position} for id in sorted(ids)]
        runs += [
            {"hash": run, "reply": rowid, "position": position}
            for run in sample(hashes(substance(sentence))).tolist()
        ]
    for table, rows in ((PROMISE, promises), (PROMISE_METRIC, series), (PROMISE_RUN, runs)):
        if rows:
            connection.execute(insert(table), rows)


def _row(
    stored: Stored, position: int, pledge: Pledge, place: str, label: str | None
) -> dict[str, Any]:
    dossier, reply = stored.dossier, stored.dossier.reply
    day = reply.dated or reply.printed or reply.published
    return {
        "reply": stored.rowid,
        "position": position,
        "sentence": dossier.text[pledge.start : pledge.end],
        "dated": reply.dated,
        "year": day.year if day else None,
        "place": place,
        "place_label": label,
        "agency": next(iter(reply.agencies), None),
        "due_until": read_time(pledge.due, None).end if pledge.due else None,
        "strength": pledge.strength.value,
        "targets": "\n".join(targets(dossier, pledge)),
        "paragraph": _paragraph(dossier, pledge.start),
        "start": pledge.start,
        "end": pledge.end,
        "due": pledge.due,
        "followed": 0,
    }


def targets(dossier: Dossier, pledge: Pledge) -> Iterator[str]:
    """Return what a promise counts on, as printed: no dates, and nothing that is so already."""
    for at in pledge.figures:
        figure = dossier.figures[at]
        if figure.role is FigureRole.TARGET and figure.kind not in TIME:
            yield dossier.text[figure.full_start : figure.full_end].replace("\n", "")


def _paragraph(dossier: Dossier, at: int) -> int:
    numbered = enumerate(dossier.blocks, 1)
    return next((number for number, block in numbered if at < block.end), len(dossier.blocks))


def _back(connection: Connection, stored: Stored) -> Iterator[Link]:
    """Yield links from earlier promises to this letter."""
    yield from _metric_links(connection, _METRIC_BACK, stored.rowid)
    found: dict[tuple[int, int], list[Passage]] = {}
    for passage in passages(stored.rowid, stored.dossier):
        for key in _pledges_with(connection, passage.text):
            found.setdefault(key, []).append(passage)
    for promised in _promised(connection, stored.rowid, found) if found else ():
        for passage in found[promised.reply, promised.position]:
            yield from _wording_link(promised, passage)


def _forth(connection: Connection, rowid: int) -> Iterator[Link]:
    """Yield links from this letter's promises to later letters."""
    yield from _metric_links(connection, _METRIC_FORTH, rowid)
    own = connection.execute(select(PROMISE).where(PROMISE.c.reply == rowid)).all()
    found = [(row, _passages_with(connection, row.sentence)) for row in own]
    ids = {id for _, near in found for id in near}
    later = _later(connection, rowid, ids) if ids else {}
    for row, near in found:
        promised = Promised(row.reply, row.position, row.sentence)
        for id, passage in later.items():
            if id in near:
                yield from _wording_link(promised, passage)


def _metric_links(connection: Connection, statement: Any, rowid: int) -> Iterator[Link]:
    """Yield links by a figure of the same series in a later letter."""
    for row in connection.execute(statement, {"letter": rowid}):
        yield A_FIGURE, {**row._mapping, "reason": SAME_METRIC}


def _wording_link(promised: Promised, passage: Passage) -> Iterator[Link]:
    """Yield the sentence of a passage that carries most of a promise's words, if enough."""
    spans = sentences(passage.text, 0, len(passage.text))
    measured = [(containment(promised.sentence, passage.text[a:b]), -a, b) for a, b in spans]
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


def _pledges_with(connection: Connection, text: str) -> list[tuple[int, int]]:
    runs = sample(hashes(substance(text))).tolist()
    tally = Counter((row[0], row[1]) for row in _looked_up(connection, _PLEDGES, runs))
    return [key for key, shared in tally.items() if shared >= SHARED]


def _passages_with(connection: Connection, text: str) -> set[int]:
    runs = sample(hashes(substance(text))).tolist()
    tally = Counter(row[0] for row in _looked_up(connection, _PASSAGES, runs))
    return {id for id, shared in tally.items() if shared >= SHARED}


def _looked_up(connection: Connection, statement: str, runs: Iterable[int]) -> Iterator[Any]:
    cursor = connection.connection.cursor()
    try:
        for run in runs:
            yield from cursor.execute(statement, (run,)).fetchall()
    finally:
        cursor.close()


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
_METRIC_BACK = _SAME_METRIC.where(POINT.c.reply == bindparam("letter"))
_METRIC_FORTH = _SAME_METRIC.where(PROMISE_METRIC.c.reply == bindparam("letter"))
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
