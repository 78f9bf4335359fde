"""How many promises each value of a filter would leave: one walk over them for all filters.

Promises are counted by maker, which is a place, an agency and a year at once; whatever a filter
would leave is a sum over these counts, with the other filters applied.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Connection, func, select

from app.ledger.promises.filters import PledgeFilters, among, of, said
from app.ledger.tables import MAKER, PROMISE
from app.search.results import remembered
from app.store.database import driver

MOST_CHOICES = 200
MAKERS = f"""SELECT id, place, place_label, agency, year FROM {MAKER.name}
             WHERE id IN (SELECT value FROM json_each(?))"""


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


def tallied(connection: Connection, filters: PledgeFilters, today: date) -> Tallied:
    """Return how many promises there are, and what each filter would leave of them."""
    places, agencies, years, total = Counter[str](), Counter[str](), Counter[int](), 0
    labels: dict[str, str] = {}
    numbers = _numbers(connection, filters, today)
    asked = (json.dumps(list(numbers)),)
    for maker, place, label, agency, year in driver(connection).execute(MAKERS, asked):
        number = numbers[maker]
        here = not filters.district or place in filters.district or label in filters.district
        theirs = not filters.agency or agency in filters.agency
        then = not filters.year or str(year) in filters.year
        if theirs and then and place:
            places[place] += number
            if label and label > labels.get(place, ""):
                labels[place] = label
        if here and then and agency:
            agencies[agency] += number
        if here and theirs and year:
            years[year] += number
        if here and theirs and then:
            total += number
    return Tallied(
        total,
        tuple(Choice(place, labels.get(place, place), n) for place, n in _largest(places)),
        tuple(Choice(agency, agency, number) for agency, number in _largest(agencies)),
        tuple(Choice(str(y), str(y), n) for y, n in sorted(years.items(), reverse=True)),
    )


def count(connection: Connection, filters: PledgeFilters, today: date) -> int:
    """Return how many promises the filters leave."""
    numbers, makers = _numbers(connection, filters, today), of(filters)
    if not makers:
        return sum(numbers.values())
    chosen = connection.scalars(select(MAKER.c.id).where(*makers))
    return sum(numbers.get(maker, 0) for maker in chosen)


def _numbers(connection: Connection, filters: PledgeFilters, today: date) -> dict[int, int]:
    """Return how often each maker promises so; worked out once for all of its pages."""
    asked = (filters.q, filters.has, filters.overdue and today, filters.state, filters.reply)

    def counted() -> tuple[int, ...]:
        return tuple(chain.from_iterable(_counted(connection, filters, today)))

    pairs = remembered(connection, ("promises", *asked), (), counted)
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _counted(connection: Connection, filters: PledgeFilters, today: date) -> Sequence[Any]:
    """Return how often each maker promises so."""
    # words are looked for along the table: along the index of makers every sentence is a jump
    by = PROMISE.c.maker + 0 if filters.q else PROMISE.c.maker
    asked = select(PROMISE.c.maker, func.count()).where(*said(among(connection, filters), today))
    return connection.execute(asked.group_by(by)).all()


def _largest(counted: Counter[str]) -> list[tuple[str, int]]:
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return ordered[:MOST_CHOICES]
