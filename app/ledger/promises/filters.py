"""What the register is narrowed by: read from an address, written to one, asked in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_

from app.ledger.tables import LETTER, MAKER, PROMISE
from app.search.filters import MOST_VALUES, Dropped, first_of_each
from app.search.results import may_hold, remembered
from app.store.figures import PACK, packed
from app.store.tables import REPLY

STATES = {"seen": "有后续", "unseen": "未见后续"}
LISTS = ("district", "agency", "year", "has")
SINGLE = ("q", "overdue", "state", "reply")
CLOSED = {"has": ("target", "due"), "state": tuple(STATES), "overdue": ("0", "1")}
MOST_TYPED = 200
MOST_HELD = 4_000  # promises with some words that are looked up; of more, all are looked at
FEW = 0.4  # share of all letters, below which it pays to look at their promises only


@dataclass(frozen=True, slots=True)
class PledgeFilters:
    """What the register is narrowed by; values of one name are joined by or."""

    q: str = ""
    district: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    overdue: bool = False
    state: str | None = None
    reply: str | None = None
    places: tuple[int, ...] | None = None  # where the words stand, if in few promises: `among`

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> tuple[PledgeFilters, tuple[Dropped, ...]]:
        """Return filters from an address; what cannot be meant comes back, other names do not."""
        lists: dict[str, list[str]] = {}
        single: dict[str, str] = {}
        dropped = []
        pairs, again = first_of_each(pairs, SINGLE)
        for name, raw in pairs:
            value = raw.strip()[:MOST_TYPED]
            if not value or name not in LISTS + SINGLE:
                continue
            if not _possible(name, value):
                dropped.append(Dropped(name, raw))
            elif name in SINGLE:
                single[name] = value
            elif value in (values := lists.setdefault(name, [])):
                continue
            elif len(values) < MOST_VALUES:
                values.append(value)
            else:
                dropped.append(Dropped(name, raw, why=f"最多 {MOST_VALUES} 个"))
        found: dict[str, Any] = {name: tuple(values) for name, values in lists.items()}
        if "overdue" in single:
            found["overdue"] = single.pop("overdue") == "1"
        return cls(**found | single), (*dropped, *again)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filters in one order, for addresses."""
        found = [("q", self.q)] if self.q else []
        for name in LISTS:
            found += [(name, value) for value in sorted(getattr(self, name))]
        if self.overdue:
            found.append(("overdue", "1"))
        found += [(name, v) for name in ("state", "reply") if (v := getattr(self, name))]
        return found


def _possible(name: str, value: str) -> bool:
    if name == "year":
        return value.isdecimal() and len(value) == 4
    return value in CLOSED.get(name, (value,))


def among(connection: Connection, filters: PledgeFilters) -> PledgeFilters:
    """Return filters with the promises that hold the words, if those are few; looked for once."""
    if not filters.q or filters.places is not None:
        return filters
    words = tuple(filters.q.split())
    found = remembered(connection, ("said", words), (), lambda: _saying(connection, words))
    return filters if len(found) > MOST_HELD else replace(filters, places=found)


def _saying(connection: Connection, words: tuple[str, ...]) -> tuple[int, ...]:
    """Return the promises that hold all words, each as one number; one too many, where many do.

    A sentence is looked at in a third of a microsecond, but there are a dozen to a letter: where
    few letters may hold the words, only their promises are looked at.
    """
    held = [found for word in words if (found := may_hold(connection, word)) is not None]
    least = min(held, key=len, default=None)
    every = connection.scalar(select(func.count()).select_from(LETTER)) or 0
    asked = [_holds(word) for word in words]
    if least is not None and len(least) < FEW * every:
        these = func.json_each(json.dumps(list(least))).table_valued("value")
        asked.append(PROMISE.c.reply.in_(select(these.c.value)))
    place = packed(PROMISE.c.reply, PROMISE.c.position)
    return tuple(connection.scalars(select(place).where(*asked).limit(MOST_HELD + 1)))


def conditions(filters: PledgeFilters, today: date) -> list[ColumnElement[bool]]:
    """Return what a promise must fulfil."""
    found, makers = said(filters, today), of(filters)
    if makers:
        found.append(PROMISE.c.maker.in_(select(MAKER.c.id).where(*makers)))
    return found


def of(filters: PledgeFilters) -> list[ColumnElement[bool]]:
    """Return what whoever made a promise must be, and when."""
    found: list[ColumnElement[bool]] = []
    if filters.district:
        named = MAKER.c.place_label.in_(filters.district)
        found.append(or_(MAKER.c.place.in_(filters.district), named))
    if filters.agency:
        found.append(MAKER.c.agency.in_(filters.agency))
    if filters.year:
        found.append(MAKER.c.year.in_([int(year) for year in filters.year]))
    return found


def said(filters: PledgeFilters, today: date) -> list[ColumnElement[bool]]:
    """Return what a promise must fulfil, whoever made it and when."""
    found: list[ColumnElement[bool]] = []
    if filters.places is None:
        found += [_holds(word) for word in filters.q.split()]
    else:
        these = func.json_each(json.dumps(filters.places)).table_valued("value")
        at = select(these.c.value // PACK, these.c.value % PACK)
        found.append(tuple_(PROMISE.c.reply, PROMISE.c.position).in_(at))
    if "target" in filters.has:
        found.append(PROMISE.c.targets != "")
    if "due" in filters.has:
        found.append(PROMISE.c.due.is_not(None))
    if filters.overdue:
        found += [PROMISE.c.due_until < today, PROMISE.c.followed == 0]
    if filters.state is not None:
        found.append(PROMISE.c.followed == int(filters.state == "seen"))
    if filters.reply is not None:
        one = select(REPLY.c.rowid).where(REPLY.c.id == filters.reply)
        found.append(PROMISE.c.reply.in_(one))
    return found


def _holds(word: str) -> ColumnElement[bool]:
    """Say that a sentence holds a word; `instr` is four times as fast as LIKE, but knows case."""
    if word.lower() == word.upper():
        return func.instr(PROMISE.c.sentence, word) > 0
    return PROMISE.c.sentence.contains(word, autoescape=True)
