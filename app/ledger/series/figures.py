"""A letter's figures as points of series: what follows from the letter alone."""

from __future__ import annotations

from datetime import date

from app.ledger.measure.keys import Keyed
from app.ledger.measure.scope import Home, home
from app.ledger.measure.times import read_time
from app.ledger.measure.values import Value, Written, read_value
from app.ledger.series.clashes import Held
from app.model import Dossier, Figure, FigureRole
from app.store.rows import Row


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


def point(id: str, dated: date | None, item: Keyed) -> Row:
    """Return the row of a point, without its letter's own number."""
    value, time = value_of(item.figure, item.factor), read_time(item.figure.as_of, dated)
    return (
        item.position,
        id,
        item.phrase,
        item.label,
        time.start and time.start.isoformat(),
        time.end and time.end.isoformat(),
        time.since,
        time.from_letter,
        value.low if value else None,
        value.high if value else None,
        value.step if value else None,
        item.figure.approx,
        item.figure.role.value,
    )


def opened(id: str, item: Keyed, label: str | None) -> Row:
    """Return the row of the series that a figure opens, should it be the first one of it."""
    return (
        id,
        item.key.metric,
        item.key.core,
        item.key.unit or None,
        item.figure.kind.value,
        item.key.place,
        f"{label or ''}{_scope_label(item)}" or None,
    )


def _scope_label(item: Keyed) -> str:
    """Return how another scope than the letter's own place is named beside it."""
    if not item.key.scope:
        return ""
    name = item.key.scope.partition(":")[2] or item.key.scope
    return f"（{name if len(name) > 1 else '全' + name}）"
