"""Figures across letters, newest letter first: what /api/v1/figures and figures.csv list.

A word sought must stand in the figure's sentence or in the name of what it measures. Letters are
chosen before, by search; which figures of theirs hold the words is known to the ledger. Both come
in as one JSON array, however many they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, tuple_
from sqlalchemy.sql.selectable import Select

from app.store.tables import FIGURE, REPLY

Key = tuple[str, int, int]
"""The day of the letter (or nothing), its row, the position of the figure in it."""

SENTENCE = func.substr(
    REPLY.c.text, FIGURE.c.sentence_start + 1, FIGURE.c.sentence_end - FIGURE.c.sentence_start
)
CHUNK = 1000
FEW = 256  # letters that are looked up and sorted; more are walked from the newest on
PACK = 1_000_000


@dataclass(frozen=True, slots=True)
class Sought:
    """Which figures: of which letters (all, if `None`), of which kinds, with which words."""

    letters: Sequence[int] | None = None
    kinds: tuple[str, ...] = ()
    metric: str | None = None
    places: tuple[int, ...] | None = None  # these very ones, as `packed` writes them


def figures(connection: Connection, sought: Sought, after: Key | None, limit: int) -> list[Any]:
    """Return rows of figures with their sentences and letters, at most `limit`."""
    if sought.places and not sought.kinds and sought.metric is None:
        sought = _of_page(connection, sought, sought.places, after, limit)
    statement = _where(
        select(
            FIGURE,
            SENTENCE.label("sentence"),
            *(
                REPLY.c[name]
                for name in (
                    *("id", "version", "heading", "title", "dated", "agency", "outcome"),
                    *("place_code", "level", "province", "city", "district", "document_number"),
                )
            ),
        ),
        sought,
    ).order_by(REPLY.c.dated.desc(), REPLY.c.rowid.desc(), FIGURE.c.position)
    if after is not None:
        statement = statement.where(_behind(after))
    return list(connection.execute(statement.limit(limit)))


def every_figure(connection: Connection, sought: Sought) -> Iterator[Any]:
    """Return all of them, a chunk at a time, so that memory does not grow with their number."""
    after: Key | None = None
    while chunk := figures(connection, sought, after, CHUNK):
        yield from chunk
        after = key_of(chunk[-1])


def letters_from(connection: Connection, after: Key | None) -> Iterator[int]:
    """Yield the letters in the order of the list, from the one of a key on."""
    statement = select(REPLY.c.rowid)
    if after is not None:
        statement = statement.where(_from(after))
    ordered = statement.order_by(REPLY.c.dated.desc(), REPLY.c.rowid.desc())
    yield from connection.scalars(ordered)


def figure_count(connection: Connection, sought: Sought) -> int:
    """Return how many there are."""
    if sought == Sought():  # nothing to look at letters for
        return connection.scalar(select(func.count()).select_from(FIGURE)) or 0
    if sought.places is not None:
        return _count_at(connection, sought)
    return connection.scalar(_where(select(func.count()), sought)) or 0


def _count_at(connection: Connection, sought: Sought) -> int:
    """Return how many of the places sought are left; each is looked up, no letter is walked."""
    letters = None if sought.letters is None else set(sought.letters)
    places = [p for p in sought.places or () if letters is None or p // PACK in letters]
    if not sought.kinds and sought.metric is None:
        return len(places)
    these = func.json_each(json.dumps(places)).table_valued("value")
    at = select(these.c.value // PACK, these.c.value % PACK)
    here = tuple_(FIGURE.c.reply, FIGURE.c.position).in_(at)
    counted = _narrowed(select(func.count()).select_from(FIGURE).where(here), sought)
    return connection.scalar(counted) or 0


def key_of(row: Any) -> Key:
    """Return the place of a row in the order of the list."""
    return row.dated.isoformat() if row.dated else "", row.reply, row.position


def packed(reply: Any, position: Any) -> Any:
    """Return a letter and a position in it as one number: no letter has a million figures."""
    return reply * PACK + position


def _of_page(
    connection: Connection, sought: Sought, places: Sequence[int], after: Key | None, limit: int
) -> Sought:
    """Return those places that a page can need: each letter of them has one figure at least."""
    held: dict[int, list[int]] = {}
    for place in places:
        held.setdefault(place // PACK, []).append(place)
    letters = list(held) if sought.letters is None else list(held.keys() & set(sought.letters))
    statement = select(REPLY.c.rowid).where(_among(REPLY.c.rowid, letters))
    if after is not None:
        statement = statement.where(_from(after))
    ordered = statement.order_by(REPLY.c.dated.desc(), REPLY.c.rowid.desc())
    near = connection.scalars(ordered.limit(limit + 1)).all()
    return replace(sought, letters=near, places=tuple(p for row in near for p in held[row]))


def _among(row: ColumnElement[int], letters: Sequence[int]) -> ColumnElement[bool]:
    """Say that a letter is one of these.

    Of many by no plain column: SQLite then walks the letters by date and stops, instead of looking
    up each and sorting them.
    """
    chosen = func.json_each(json.dumps(list(letters))).table_valued("value")
    many = len(letters) > FEW
    return (func.abs(REPLY.c.rowid) if many else row).in_(select(chosen.c.value))


def _where(statement: Select[Any], sought: Sought) -> Select[Any]:
    statement = statement.select_from(REPLY.join(FIGURE, REPLY.c.rowid == FIGURE.c.reply))
    if sought.letters is not None:
        statement = statement.where(_among(FIGURE.c.reply, sought.letters))
    if sought.places is not None:
        these = func.json_each(json.dumps(list(sought.places))).table_valued("value")
        place = packed(FIGURE.c.reply, FIGURE.c.position)
        statement = statement.where(place.in_(select(these.c.value)))
    return _narrowed(statement, sought)


def _narrowed(statement: Select[Any], sought: Sought) -> Select[Any]:
    if sought.kinds:
        statement = statement.where(FIGURE.c.kind.in_(sought.kinds))
    if sought.metric is not None:
        statement = statement.where(FIGURE.c.metric == sought.metric)
    return statement


def _behind(after: Key) -> ColumnElement[bool]:
    """Say what follows a key; letters without a date come last, as SQLite sorts them."""
    _, reply, position = after
    later = and_(REPLY.c.rowid == reply, FIGURE.c.position > position)
    return _on(after, or_(REPLY.c.rowid < reply, later))


def _from(after: Key) -> ColumnElement[bool]:
    """Say which letters have figures that may follow a key."""
    return _on(after, REPLY.c.rowid <= after[1])


def _on(after: Key, same_day: ColumnElement[bool]) -> ColumnElement[bool]:
    if not after[0]:
        return and_(REPLY.c.dated.is_(None), same_day)
    dated = literal(date.fromisoformat(after[0]), REPLY.c.dated.type)
    return or_(
        REPLY.c.dated < dated, REPLY.c.dated.is_(None), and_(REPLY.c.dated == dated, same_day)
    )
