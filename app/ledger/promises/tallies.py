"""How many promises each value of a filter would leave: one walk over them for all filters.

Promises are counted by maker, which is a place, an agency and a year at once; whatever a filter
would leave is a sum over these counts, with the other filters applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from app.ledger.promises.filters import PledgeFilters, said
from app.ledger.tables import MAKER, PROMISE

MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter with how many promises it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """The number of promises that filters leave, and the choices beside each filter."""

    total: int
    districts: tuple[Choice, ...]
    agencies: tuple[Choice, ...]
    years: tuple[Choice, ...]


@dataclass(slots=True)
class Count:
    """How many promises each value of a filter has, and how the value is called."""

    numbers: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def add(self, value: str | None, label: str | None, number: int) -> None:
        """Count promises of a value."""
        if value:
            self.numbers[value] = self.numbers.get(value, 0) + number
            self.labels[value] = max(self.labels.get(value, ""), label or value)

    def choices(self) -> list[Choice]:
        """Return the values as choices."""
        return [Choice(value, self.labels[value], n) for value, n in self.numbers.items()]


def tallied(connection: Connection, filters: PledgeFilters, today: date) -> Tallied:
    """Return how many promises there are, and what each filter would leave of them."""
    places, agencies, years, total = Count(), Count(), Count(), 0
    for place, label, agency, year, number in _makers(connection, filters, today):
        other_place = bool(filters.district) and {place, label}.isdisjoint(filters.district)
        other_agency = bool(filters.agency) and agency not in filters.agency
        other_year = bool(filters.year) and str(year) not in filters.year
        if not (other_agency or other_year):
            places.add(place, label, number)
        if not (other_place or other_year):
            agencies.add(agency, agency, number)
        if not (other_place or other_agency):
            years.add(str(year) if year else None, None, number)
        if not (other_place or other_agency or other_year):
            total += number
    latest = sorted(years.choices(), key=lambda choice: choice.value, reverse=True)
    return Tallied(total, _largest(places), _largest(agencies), tuple(latest))


def _makers(connection: Connection, filters: PledgeFilters, today: date) -> Sequence[Any]:
    """Return place, its name, agency and year of whoever promises so, and how often."""
    # words are looked for along the table: along the index of makers every sentence is a jump
    by = PROMISE.c.maker + 0 if filters.q else PROMISE.c.maker
    counted = (
        select(PROMISE.c.maker, func.count().label("number"))
        .where(*said(filters, today))
        .group_by(by)
        .subquery()
    )
    named = (MAKER.c.place, MAKER.c.place_label, MAKER.c.agency, MAKER.c.year)
    joined = select(*named, counted.c.number).join(counted, counted.c.maker == MAKER.c.id)
    return connection.execute(joined).all()


def _largest(count: Count) -> tuple[Choice, ...]:
    ordered = sorted(count.choices(), key=lambda choice: (-choice.count, choice.value))
    return tuple(ordered[:MOST_CHOICES])
