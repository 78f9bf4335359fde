"""Writing series: a letter's figures go under their keys; the keys touched are summed up anew."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from app.ledger.measure.keys import Keyed, keyed
from app.ledger.measure.scope import Home, home
from app.ledger.measure.times import read_time
from app.ledger.measure.values import Value, Written, read_value
from app.ledger.series import clashing
from app.ledger.series.clashes import Held
from app.ledger.tables import CLASH, LETTER, POINT, SERIES, WORD
from app.model import Dossier, Figure, FigureRole
from app.store.replies import Stored
from app.text.segment import search_words

LONGEST_LABEL = 24


def home_of(dossier: Dossier, fallback: str) -> Home:
    """Return the place a letter's figures belong to."""
    place = dossier.reply.place
    named = (place.province, place.city, place.district) if place else (None, None, None)
    agency = next(iter(dossier.reply.agencies), None)
    return home(place.code if place else None, named, agency, fallback)


def value_of(figure: Figure, factor: float) -> Value | None:
    """Return what a figure allows, in the unit of its series."""
    number = None if figure.value is None or isinstance(figure.value, str) else float(figure.value)
    low = None if figure.low is None else float(figure.low)
    high = None if figure.high is None else float(figure.high)
    written = Written(figure.surface, number, low, high, figure.approx, figure.modifier)
    return read_value(written, factor)


def put(connection: Connection, stored: Stored) -> None:
    """Put a letter's figures into their series, and see what they disagree with."""
    dossier, dated = stored.dossier, stored.dossier.reply.dated
    home = home_of(dossier, stored.id)
    found = list(keyed(dossier.text, dossier.figures, home))
    touched = _cleared(connection, stored.rowid) | {item.key.id for item in found}
    _open(connection, found, home.label)
    if found:
        rows = [_row(held_of(stored.rowid, dated, item), item) for item in found]
        connection.execute(insert(POINT), rows)
        clashing.write(connection, stored.rowid)
    _sum_up(connection, touched)


def remove(connection: Connection, rowid: int) -> None:
    """Take a letter's figures out of their series."""
    _sum_up(connection, _cleared(connection, rowid))


def _sum_up(connection: Connection, touched: set[str]) -> None:
    """Make the rows of series anew from their points, and drop those that have none left."""
    ids = sorted(touched)
    sums = {row.series: row for row in connection.execute(_SUMS, {"ids": ids})}
    clashes = {row.series: row for row in connection.execute(_CLASHES, {"ids": ids})}
    labels: dict[str, Counter[str]] = {}
    for row in connection.execute(_LABELS, {"ids": ids}):
        labels.setdefault(row.series, Counter())[row.label] = row.number
    kept = [
        {
            "one": id,
            "label": _heading(labels[id]),
            "count": row.number,
            "replies": row.replies,
            "since": row.since,
            "until": row.until,
            "clashes": clashes[id].number if id in clashes else 0,
            "told": clashes[id].told if id in clashes else None,
        }
        for id, row in sums.items()
    ]
    if kept:
        connection.execute(_KEEP, kept)
    gone = [{"one": id} for id in ids if id not in sums]
    if gone:
        connection.execute(_DROP, gone)
    _put_words(connection, ids, labels)


def _heading(labels: Counter[str]) -> str:
    """Return the wording a series is shown under: the commonest, the fullest of several."""
    return max(labels, key=lambda one: (len(one) <= LONGEST_LABEL, labels[one], len(one), one))


def _put_words(connection: Connection, ids: list[str], labels: dict[str, Counter[str]]) -> None:
    """Keep the words that series are found by as their wordings are now."""
    known = {(row.word, row.series) for row in connection.execute(_WORDS, {"ids": ids})}
    wanted = {(word, id) for id, found in labels.items() for word in search_words(" ".join(found))}
    for statement, pairs in ((_NO_WORD, known - wanted), (insert(WORD), wanted - known)):
        if pairs:
            rows = [{"word": word, "series": id} for word, id in sorted(pairs)]
            connection.execute(statement, rows)


_A, _B = LETTER.alias(), LETTER.alias()
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_SUMS = (
    select(
        POINT.c.series,
        func.count().label("number"),
        func.count(POINT.c.reply.distinct()).label("replies"),
        func.min(POINT.c.end).label("since"),
        func.max(POINT.c.end).label("until"),
    )
    .where(POINT.c.series.in_(_IDS))
    .group_by(POINT.c.series)
)
_LABELS = (
    select(POINT.c.series, POINT.c.label, func.count().label("number"))
    .where(POINT.c.series.in_(_IDS))
    .group_by(POINT.c.series, POINT.c.label)
)
_PAIR = CLASH.c.a.concat("-").concat(CLASH.c.b)
_CLASHES = (
    select(
        CLASH.c.series,
        func.count(_PAIR.distinct()).label("number"),
        func.max(func.max(_A.c.modified, _B.c.modified)).label("told"),
    )
    .join(_A, _A.c.rowid == CLASH.c.a)
    .join(_B, _B.c.rowid == CLASH.c.b)
    .where(CLASH.c.series.in_(_IDS))
    .group_by(CLASH.c.series)
)
_WORDS = select(WORD).where(WORD.c.series.in_(_IDS))
_NO_WORD = delete(WORD).where(
    WORD.c.word == bindparam("word"), WORD.c.series == bindparam("series")
)
_ONE = SERIES.c.id == bindparam("one")
_KEEP = update(SERIES).where(_ONE)
_DROP = delete(SERIES).where(_ONE)


def _open(connection: Connection, found: list[Keyed], label: str | None) -> None:
    """Open the series that these figures are the first of."""
    rows = {
        item.key.id: {
            "id": item.key.id,
            "metric": item.key.metric,
            "label": item.label,
            "core": item.key.core,
            "unit": item.key.unit or None,
            "kind": item.figure.kind.value,
            "place": item.key.place,
            "place_label": f"{label or ''}{_scope_label(item)}" or None,
            "count": 0,
            "replies": 0,
            "clashes": 0,
        }
        for item in found
    }
    if rows:
        connection.execute(upsert(SERIES).on_conflict_do_nothing(), list(rows.values()))


def _scope_label(item: Keyed) -> str:
    """Return how another scope than the letter's own place is named beside it."""
    if not item.key.scope:
        return ""
    name = item.key.scope.partition(":")[2] or item.key.scope
    return f"（{name if len(name) > 1 else '全' + name}）"


def held_of(rowid: int, dated: date | None, item: Keyed) -> Held:
    """Return a figure as clashes compare it."""
    return Held(
        reply=rowid,
        position=item.position,
        phrase=item.phrase,
        label=item.label,
        time=read_time(item.figure.as_of, dated),
        value=value_of(item.figure, item.factor),
        target=item.figure.role is FigureRole.TARGET,
        sentence=item.sentence,
    )


def _row(held: Held, item: Keyed) -> dict[str, Any]:
    value, time = held.value, held.time
    return {
        "reply": held.reply,
        "position": held.position,
        "series": item.key.id,
        "phrase": held.phrase,
        "label": held.label,
        "start": time.start,
        "end": time.end,
        "since": time.since,
        "from_letter": time.from_letter,
        "low": value.low if value else None,
        "high": value.high if value else None,
        "step": value.step if value else None,
        "approx": item.figure.approx,
        "role": item.figure.role.value,
    }


def _cleared(connection: Connection, rowid: int) -> set[str]:
    """Take out a letter's points and disagreements; return the series they stood in."""
    ids = set(connection.scalars(select(POINT.c.series).where(POINT.c.reply == rowid)))
    connection.execute(delete(POINT).where(POINT.c.reply == rowid))
    connection.execute(delete(CLASH).where(or_(CLASH.c.a == rowid, CLASH.c.b == rowid)))
    return ids
