"""Figures across letters, newest letter first: what /api/v1/figures and figures.csv list.

A word sought must stand in the figure's sentence or in the name of what it measures. Letters are
chosen before, by search; their rows come in as one JSON array, however many they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select
from sqlalchemy.sql.selectable import Select

from app.store.tables import FIGURE, REPLY

Key = tuple[str, int, int]
"""The day of the letter (or nothing), its row, the position of the figure in it."""

SENTENCE = func.substr(
    REPLY.c.text, FIGURE.c.sentence_start + 1, FIGURE.c.sentence_end - FIGURE.c.sentence_start
)
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Sought:
    """Which figures: of which letters (all, if `None`), of which kinds, with which words."""

    letters: Sequence[int] | None = None
    kinds: tuple[str, ...] = ()
    metric: str | None = None
    words: tuple[tuple[str, ...], ...] = ()  # one of each group must stand there
    places: tuple[tuple[int, int], ...] | None = None  # these very ones: letter and position


def figures(connection: Connection, sought: Sought, after: Key | None, limit: int) -> list[Any]:
    """Return rows of figures with their sentences and letters, at most `limit`."""
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


def figure_count(connection: Connection, sought: Sought) -> int:
    """Return how many there are."""
    if sought == Sought():  # nothing to look at letters for
        return connection.scalar(select(func.count()).select_from(FIGURE)) or 0
    return connection.scalar(_where(select(func.count()), sought)) or 0


def key_of(row: Any) -> Key:
    """Return the place of a row in the order of the list."""
    return row.dated.isoformat() if row.dated else "", row.reply, row.position


def _where(statement: Select[Any], sought: Sought) -> Select[Any]:
    statement = statement.select_from(REPLY.join(FIGURE, REPLY.c.rowid == FIGURE.c.reply))
    if sought.letters is not None:
        chosen = func.json_each(json.dumps(list(sought.letters))).table_valued("value")
        statement = statement.where(FIGURE.c.reply.in_(select(chosen.c.value)))
    if sought.kinds:
        statement = statement.where(FIGURE.c.kind.in_(sought.kinds))
    if sought.metric is not None:
        statement = statement.where(FIGURE.c.metric == sought.metric)
    if sought.places is not None:
        packed = func.json_each(json.dumps([_packed(*place) for place in sought.places]))
        place = _packed(FIGURE.c.reply, FIGURE.c.position)
        statement = statement.where(place.in_(select(packed.table_valued("value").c.value)))
    for group in sought.words:
        statement = statement.where(or_(*(_stands(word) for word in group)))
    return statement


def _packed(reply: Any, position: Any) -> Any:
    """Return a letter and a position in it as one number: no letter has a million figures."""
    return reply * 1_000_000 + position


def _stands(word: str) -> ColumnElement[bool]:
    low = word.lower()
    return or_(
        func.instr(func.lower(SENTENCE), low) > 0, func.instr(func.lower(FIGURE.c.metric), low) > 0
    )


def _behind(after: Key) -> ColumnElement[bool]:
    """Say what follows a key; letters without a date come last, as SQLite sorts them."""
    day, reply, position = after
    later = and_(REPLY.c.rowid == reply, FIGURE.c.position > position)
    same_day = or_(REPLY.c.rowid < reply, later)
    if not day:
        return and_(REPLY.c.dated.is_(None), same_day)
    dated = literal(date.fromisoformat(day), REPLY.c.dated.type)
    return or_(
        REPLY.c.dated < dated, REPLY.c.dated.is_(None), and_(REPLY.c.dated == dated, same_day)
    )
