"""Filters: the conditions beside the words, read from an address and written to one.

Values of one name are joined by "or", names by "and". One object serves page, API, CSV and feed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.model import Body, Outcome, SubmissionKind

CLOSED = {
    "kind": frozenset(SubmissionKind),
    "outcome": frozenset(Outcome),
    "body": frozenset(Body),
    "has": frozenset({"figures", "pledges", "table", "attachment"}),
}
# year=2025, year=none
YEAR = re.compile(r"(?:19|20)\d\d|none")
LENGTH = 100
MOST_VALUES = 50  # of one name, as in the API: each is a chip whose link holds all the others
MOST_NAMED = 5  # in the line of what was passed over
DATES = {"from": "since", "to": "until"}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A condition that is passed over, to be named in one line; `why`, where it could be read."""

    name: str
    value: str
    why: str = ""

    @property
    def said(self) -> str:
        """Return it as it stood in the address."""
        return f"{self.name}={self.value[:LENGTH]}" + (f"（{self.why}）" if self.why else "")


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions beside the words, in the order of the facets."""

    kind: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    proposer: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> tuple[Filters, tuple[Dropped, ...]]:
        """Return the filters in an address; unknown names are passed over, bad values told."""
        lists: dict[str, list[str]] = {}
        days: dict[str, date] = {}
        dropped: list[Dropped] = []
        pairs, again = first_of_each(pairs, DATES)
        for name, raw in pairs:
            value = raw.strip()
            if not value or (name not in LISTS and name not in DATES):
                continue
            if name in DATES:
                day = _day(value)
                if day is None:
                    dropped.append(Dropped(name, raw))
                else:
                    days[DATES[name]] = day
            elif not _known(name, value):
                dropped.append(Dropped(name, raw))
            elif value in (values := lists.setdefault(name, [])):
                continue
            elif len(values) < MOST_VALUES:
                values.append(value)
            else:
                dropped.append(Dropped(name, raw, why=f"最多 {MOST_VALUES} 个"))
        found: dict[str, Any] = {name: tuple(sorted(values)) for name, values in lists.items()}
        return cls(**found | days), (*dropped, *again)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of one name, dates as text."""
        if name in DATES:
            day: date | None = getattr(self, DATES[name])
            return (day.isoformat(),) if day else ()
        found: tuple[str, ...] = getattr(self, name)
        return found

    def pairs(self) -> list[tuple[str, str]]:
        """Return names and values for an address, always in the same order."""
        return [(n, value) for n in (*LISTS, *DATES) for value in self.values(n)]

    def with_value(self, name: str, value: str) -> Filters:
        """Return the same filters and one more."""
        return Filters.read([*self.pairs(), (name, value)])[0]

    def without(self, name: str, value: str | None = None) -> Filters:
        """Return the same filters but for a value, or for all values of a name."""
        if name in DATES:
            return self._with(DATES[name], None)
        kept = () if value is None else tuple(v for v in self.values(name) if v != value)
        return self._with(name, kept)

    def _with(self, name: str, value: Any) -> Filters:
        return replace(self, **{name: value})

    @property
    def empty(self) -> bool:
        """Tell whether there is no condition."""
        return self == Filters()


def named(said: Sequence[str]) -> str:
    """Return what was passed over in one line, of much the first few."""
    more = f" 等 {len(said):,} 项" if len(said) > MOST_NAMED else ""
    return "，".join(said[:MOST_NAMED]) + more


def first_of_each(
    pairs: Iterable[tuple[str, str]], names: Container[str]
) -> tuple[list[tuple[str, str]], tuple[Dropped, ...]]:
    """Return an address's pairs without what is given again of names that have one value, and that.

    sort=new&sort=old: whoever wrote it meant one of the two, and cannot tell which was taken.
    """
    kept: list[tuple[str, str]] = []
    dropped: list[Dropped] = []
    seen: set[str] = set()
    for name, value in pairs:
        if name in seen and value.strip():
            dropped.append(Dropped(name, value, why="重复"))
            continue
        if name in names and value.strip():
            seen.add(name)
        kept.append((name, value))
    return kept, tuple(dropped)


LISTS = tuple(field.name for field in fields(Filters) if field.name not in DATES.values())


def _known(name: str, value: str) -> bool:
    if name in CLOSED:
        return value in CLOSED[name]
    if name == "year":
        return YEAR.fullmatch(value) is not None
    return len(value) <= LENGTH and value.isprintable()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
