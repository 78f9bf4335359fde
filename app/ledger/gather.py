"""Writing series: a letter's figures go under their keys; the keys touched are summed up anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.ledger.clashes import Held, clashes
from app.ledger.keys import Keyed, keyed
from app.ledger.scope import Home, home
from app.ledger.tables import CLASH, POINT, SERIES, WORD
from app.ledger.times import Time, read_time
from app.ledger.values import Value, Written, read_value
from app.model import Dossier, Figure, FigureRole
from app.store.replies import Stored
from app.store.tables import FIGURE, REPLY
from app.text.segment import search_words

LONGEST_LABEL = 24
AT_ONCE = 500  # rows asked for in one statement


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
    """Put a letter's figures into their series."""
    dossier, dated = stored.dossier, stored.dossier.reply.dated
    home = home_of(dossier, stored.id)
    found = list(keyed(dossier.text, dossier.figures, home))
    touched = set(_cleared(connection, stored.rowid)) | {item.key.id for item in found}
    _open(connection, found, home.label)
    if found:
        rows = [_row(held_of(stored.rowid, dated, item), item) for item in found]
        connection.execute(insert(POINT), rows)
    refresh(connection, touched)


def remove(connection: Connection, rowid: int) -> None:
    """Take a letter's figures out of their series."""
    refresh(connection, set(_cleared(connection, rowid)))


def refresh(connection: Connection, ids: Iterable[str]) -> None:
    """Make the rows of these series, and their disagreements, anew from their points."""
    wanted = sorted(ids)
    for at in range(0, len(wanted), AT_ONCE):
        _refresh(connection, wanted[at : at + AT_ONCE])


def _refresh(connection: Connection, ids: list[str]) -> None:
    connection.execute(delete(CLASH).where(CLASH.c.series.in_(ids)))
    held = _held(connection, ids)

    def words(point: Held) -> str:
        return _sentence(connection, point)

    for id in ids:
        points = held.get(id, [])
        if not points:
            connection.execute(delete(SERIES).where(SERIES.c.id == id))
            connection.execute(delete(WORD).where(WORD.c.series == id))
            continue
        found = clashes(points, words)
        if found:
            connection.execute(insert(CLASH), [{"series": id} | clash for clash in found])
        _sum_up(connection, id, points, len(found))


def _sum_up(connection: Connection, id: str, points: list[Held], found: int) -> None:
    days = [point.time.end for point in points if point.time.end]
    labels = Counter(point.label for point in points)
    label = max(labels, key=lambda label: (len(label) <= LONGEST_LABEL, labels[label], len(label)))
    connection.execute(
        SERIES.update()
        .where(SERIES.c.id == id)
        .values(
            label=label,
            count=len(points),
            replies=len({point.reply for point in points}),
            since=min(days, default=None),
            until=max(days, default=None),
            clashes=found,
        )
    )
    words = {word for point in points for word in search_words(f"{point.phrase} {point.label}")}
    rows = [{"word": word, "series": id} for word in sorted(words)]
    connection.execute(delete(WORD).where(WORD.c.series == id))
    if rows:
        connection.execute(insert(WORD), rows)


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


def _sentence(connection: Connection, point: Held) -> str:
    start, end = point.sentence
    part = func.substr(REPLY.c.text, start + 1, end - start)
    return connection.scalar(select(part).where(REPLY.c.rowid == point.reply)) or ""


def _cleared(connection: Connection, rowid: int) -> list[str]:
    """Take out a letter's points; return the series they stood in."""
    ids = list(connection.scalars(select(POINT.c.series).where(POINT.c.reply == rowid)))
    connection.execute(delete(POINT).where(POINT.c.reply == rowid))
    return ids


def _held(connection: Connection, ids: list[str]) -> dict[str, list[Held]]:
    """Return the points of series, each with what comparing needs."""
    held: dict[str, list[Held]] = {}
    rows = connection.execute(
        select(POINT, FIGURE.c.sentence_start, FIGURE.c.sentence_end)
        .join(FIGURE, (FIGURE.c.reply == POINT.c.reply) & (FIGURE.c.position == POINT.c.position))
        .where(POINT.c.series.in_(ids))
        .order_by(POINT.c.reply, POINT.c.position)
    )
    for row in rows:
        held.setdefault(row.series, []).append(held_from(row))
    return held


def held_from(row: Any) -> Held:
    """Return a stored point as clashes compare it."""
    value = None
    if row.low is not None:
        value = Value(row.low, row.high, row.step, bool(row.approx))
    return Held(
        reply=row.reply,
        position=row.position,
        phrase=row.phrase,
        label=row.label,
        time=Time(row.start, row.end, bool(row.since), bool(row.from_letter)),
        value=value,
        target=row.role == "target",
        sentence=(row.sentence_start, row.sentence_end),
    )
