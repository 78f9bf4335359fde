"""How many promises each value of a filter would leave: one walk over them for all filters.

Promises are counted by maker, which is a place, an agency and a year at once; whatever a filter
would leave is a sum over these counts, with the other filters applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Cell:
    """The promises of one place, agency and year."""

    place: str | None
    label: str | None
    agency: str | None
    year: int | None
    count: int


def tallied(connection: Connection, filters: PledgeFilters, today: date) -> Tallied:
    """Return how many promises there are, and what each filter would leave of them."""
    kept = [(cell, _missed(cell, filters)) for cell in _cells(connection, filters, today)]

    def of(name: str) -> Iterable[Cell]:
        return (cell for cell, missed in kept if missed <= {name})

    return Tallied(
        total=sum(cell.count for cell, missed in kept if not missed),
        districts=_largest((c.place, c.label, c.count) for c in of("district")),
        agencies=_largest((c.agency, c.agency, c.count) for c in of("agency")),
        years=tuple(
            sorted(
                _choices((str(c.year) if c.year else None, None, c.count) for c in of("year")),
                key=lambda choice: choice.value,
                reverse=True,
            )
        ),
    )


def _cells(connection: Connection, filters: PledgeFilters, today: date) -> list[Cell]:
    counted = (
        select(PROMISE.c.maker, func.count().label("number"))
        .where(*said(filters, today))
        .group_by(PROMISE.c.maker)
        .subquery()
    )
    rows = connection.execute(
        select(MAKER, counted.c.number).join(counted, counted.c.maker == MAKER.c.id)
    )
    return [Cell(row.place, row.place_label, row.agency, row.year, row.number) for row in rows]


def _missed(cell: Cell, filters: PledgeFilters) -> frozenset[str]:
    """Return the filters that leave this cell out."""
    named = {cell.place, cell.label}
    out = {
        "district": filters.district and named.isdisjoint(filters.district),
        "agency": filters.agency and cell.agency not in filters.agency,
        "year": filters.year and str(cell.year) not in filters.year,
    }
    return frozenset(name for name, missed in out.items() if missed)


def _largest(found: Iterable[tuple[str | None, str | None, int]]) -> tuple[Choice, ...]:
    ordered = sorted(_choices(found), key=lambda choice: (-choice.count, choice.value))
    return tuple(ordered[:MOST_CHOICES])


def _choices(found: Iterable[tuple[str | None, str | None, int]]) -> list[Choice]:
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for value, label, count in found:
        if value:
            counts[value] = counts.get(value, 0) + count
            labels[value] = max(labels.get(value, ""), label or value)
    return [Choice(value, labels[value], count) for value, count in counts.items()]
