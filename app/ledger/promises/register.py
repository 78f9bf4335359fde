"""The register of promises: what was promised, until when, and where a later letter speaks of it.

States describe evidence only: 有后续 (a later letter is linked) and 未见后续. Whether a promise was
kept is for its readers to judge.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    String,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
)

from app.ledger.letters import Letter, letters
from app.ledger.promises.filters import STATES, PledgeFilters, among, conditions
from app.ledger.promises.followups import SAME_METRIC
from app.ledger.promises.tallies import Choice, count, tallied
from app.ledger.tables import FOLLOWUP, LETTER, PROMISE, made
from app.model import Strength
from app.search.results import remembered
from app.store.figures import PACK, packed
from app.store.tables import REPLY

REASONS = {SAME_METRIC: "同一指标", "wording": "措辞相近"}
AT_ONCE = 500
MOST_PROMISES = 1_000_000  # no letter has as many: a place as one number
DEEP = 5  # times more must be found than is passed, for walking in order to beat sorting it

Key = tuple[str, int, int]
"""The day of the letter (or nothing), its row, the position of the promise in it."""


Moment = tuple[datetime, int, int]
"""When a letter came or changed, its row, the position of the promise in it."""


class Spot(NamedTuple):
    """Where a promise stands."""

    reply: int
    position: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A sentence of a later letter that speaks of the same thing."""

    letter: Letter
    paragraph: int
    start: int
    end: int
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One sentence about what will be done, whole, and what later letters say of it."""

    letter: Letter
    position: int
    paragraph: int
    start: int
    end: int
    sentence: str
    due: str | None
    due_until: date | None
    strength: str
    strength_label: str
    targets: tuple[str, ...]
    overdue: bool
    state: str
    state_label: str
    followups: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register, and what its filters offer."""

    items: tuple[Promise, ...]
    total: int
    page: int
    size: int
    districts: tuple[Choice, ...]
    agencies: tuple[Choice, ...]
    years: tuple[Choice, ...]


def register(
    connection: Connection, filters: PledgeFilters, today: date, page: int = 1, size: int = 20
) -> Register:
    """Return promises of the newest letters first, with the counts beside each filter."""
    if not made(connection):
        return Register((), 0, page, size, (), (), ())
    counted = tallied(connection, filters, today)
    ordered = _ordered(connection, filters, today, page * size)
    keys = connection.execute(ordered.limit(size).offset((page - 1) * size)).all()
    return Register(
        items=_promises(connection, keys, today),
        total=counted.total,
        page=page,
        size=size,
        districts=counted.districts,
        agencies=counted.agencies,
        years=counted.years,
    )


def every(connection: Connection, filters: PledgeFilters, today: date) -> Iterator[Promise]:
    """Yield all promises that the filters leave, newest letters first: CSV and feeds."""
    if not made(connection):
        return
    asked = conditions(among(connection, filters), today)
    ordered = select(packed(PROMISE.c.reply, PROMISE.c.position)).where(*asked).order_by(*_ORDER)
    keys = array("q", connection.scalars(ordered))  # of hundreds of thousands, 8 bytes each
    for at in range(0, len(keys), AT_ONCE):
        chunk = [Spot(*divmod(key, PACK)) for key in keys[at : at + AT_ONCE]]
        yield from _promises(connection, chunk, today)


def following(
    connection: Connection, filters: PledgeFilters, today: date, after: Key | None, limit: int
) -> tuple[Promise, ...]:
    """Return the promises behind a key (the first ones, without), in the order of `every`."""
    if not made(connection):
        return ()
    ordered = _ordered(connection, filters, today, limit)
    if after is not None:
        day, reply, position = (literal(part) for part in after)
        later = and_(PROMISE.c.reply == reply, PROMISE.c.position > position)
        behind = or_(day > _DAY, and_(day == _DAY, or_(PROMISE.c.reply < reply, later)))
        ordered = ordered.where(behind)
    return _promises(connection, connection.execute(ordered.limit(limit)).all(), today)


def lately(
    connection: Connection, filters: PledgeFilters, today: date, after: Moment | None, limit: int
) -> tuple[Promise, ...]:
    """Return the promises behind a moment, those of letters that lately came or changed first."""
    if not made(connection):
        return ()
    asked = conditions(among(connection, filters), today)
    if after is not None:
        moment = literal(after[0], LETTER.c.modified.type)
        later = and_(LETTER.c.rowid == after[1], PROMISE.c.position > after[2])
        same = and_(LETTER.c.modified == moment, or_(LETTER.c.rowid < after[1], later))
        asked.append(or_(LETTER.c.modified < moment, same))
    keys = connection.execute(
        select(PROMISE.c.reply, PROMISE.c.position)
        .join(LETTER, LETTER.c.rowid == PROMISE.c.reply)
        .where(*asked)
        .order_by(LETTER.c.modified.desc(), LETTER.c.rowid.desc(), PROMISE.c.position)
        .limit(limit)
    ).all()
    return _promises(connection, keys, today)


def moment_of(promise: Promise) -> tuple[str, int, int]:
    """Return a promise's place in the order of `lately`."""
    return promise.letter.modified.isoformat(), promise.letter.rowid, promise.position


def total(connection: Connection, filters: PledgeFilters, today: date) -> int:
    """Return how many promises the filters leave."""
    if not made(connection):
        return 0
    return count(connection, filters, today)


def key_of(promise: Promise) -> Key:
    """Return a promise's place in the order of the list."""
    day = promise.letter.dated
    return day.isoformat() if day else "", promise.letter.rowid, promise.position


def of_reply(connection: Connection, rowid: int, today: date) -> tuple[Promise, ...]:
    """Return the promises of one letter in order of place."""
    if not made(connection):
        return ()
    keys = connection.execute(
        select(PROMISE.c.reply, PROMISE.c.position)
        .where(PROMISE.c.reply == rowid)
        .order_by(PROMISE.c.position)
    ).all()
    return _promises(connection, keys, today)


_DAY = func.coalesce(cast(PROMISE.c.dated, String), "")
_ORDER = (PROMISE.c.dated.desc(), PROMISE.c.reply.desc(), PROMISE.c.position)
# The same order, not by the index.
_SORTED = (func.coalesce(PROMISE.c.dated, None).desc(), *_ORDER[1:])


def _ordered(
    connection: Connection, filters: PledgeFilters, today: date, passed: int
) -> Select[tuple[int, int]]:
    """Return the promises in order: walked where many are left, sorted where few.

    To reach few in order, all others would be passed; they are found along the narrowest index.
    """
    keys = select(PROMISE.c.reply, PROMISE.c.position)
    if count(connection, filters, today) >= DEEP * passed:
        return keys.where(*conditions(filters, today)).order_by(*_ORDER)
    asked = astuple(filters) if filters.overdue is False else (*astuple(filters), today)
    places = remembered(connection, ("few", *asked), (), lambda: _few(connection, filters, today))
    listed = json.dumps(places)
    each = func.json_each(listed).table_valued(column("value", Integer))
    reply, position = each.c.value // MOST_PROMISES, each.c.value % MOST_PROMISES
    chosen = and_(PROMISE.c.reply == reply, PROMISE.c.position == position)
    return keys.join(each, chosen).order_by(*_SORTED)


def _few(connection: Connection, filters: PledgeFilters, today: date) -> tuple[int, ...]:
    """Return the promises that filters leave, each as one number."""
    place = PROMISE.c.reply * MOST_PROMISES + PROMISE.c.position
    few = select(place).where(*conditions(among(connection, filters), today))
    # in the order of the index that holds all but sentences, or SQLite walks the table
    return tuple(connection.scalars(few if filters.q else few.order_by(PROMISE.c.maker)))


def _promises(connection: Connection, keys: Sequence[Any], today: date) -> tuple[Promise, ...]:
    """Return these promises in this order: three statements and the letters."""
    wanted = {(key.reply, key.position) for key in keys}
    replies = {reply for reply, _ in wanted}
    found = connection.execute(select(PROMISE).where(PROMISE.c.reply.in_(replies))).all()
    rows = {(row.reply, row.position): row for row in found}
    later = _followups(connection, replies)
    known = letters(connection, replies | {row.reply for each in later.values() for row in each})
    return tuple(
        _promise(
            rows[key.reply, key.position], known, later.get((key.reply, key.position), []), today
        )
        for key in keys
    )


def _followups(connection: Connection, replies: set[int]) -> dict[tuple[int, int], list[Any]]:
    part = func.substr(REPLY.c.text, FOLLOWUP.c.start + 1, FOLLOWUP.c.end - FOLLOWUP.c.start)
    rows = connection.execute(
        select(FOLLOWUP, part.label("sentence"))
        .join(REPLY, REPLY.c.rowid == FOLLOWUP.c.reply)
        .where(FOLLOWUP.c.pledge_reply.in_(replies))
        .order_by(REPLY.c.dated, REPLY.c.rowid)
    )
    found: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        found.setdefault((row.pledge_reply, row.pledge_position), []).append(row)
    return found


def _promise(row: Any, known: dict[int, Letter], later: list[Any], today: date) -> Promise:
    state = "seen" if later else "unseen"
    return Promise(
        letter=known[row.reply],
        position=row.position,
        paragraph=row.paragraph,
        start=row.start,
        end=row.end,
        sentence=row.sentence,
        due=row.due,
        due_until=row.due_until,
        strength=row.strength,
        strength_label=Strength(row.strength).label,
        targets=tuple(row.targets.split("\n")) if row.targets else (),
        overdue=state == "unseen" and row.due_until is not None and row.due_until < today,
        state=state,
        state_label=STATES[state],
        followups=tuple(_followup(each, known) for each in later),
    )


def _followup(row: Any, known: dict[int, Letter]) -> FollowUp:
    return FollowUp(
        letter=known[row.reply],
        paragraph=row.paragraph,
        start=row.start,
        end=row.end,
        sentence=row.sentence,
        reason=REASONS[row.reason],
    )
