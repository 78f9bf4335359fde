"""Hits as page and API show them: the card of a reply and its snippets, a few statements a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.search.highlight import Piece, Snippet, pieces, snippets, spans_of
from app.search.index import Ranked
from app.store.database import driver, moment_of
from app.store.tables import AGENCY, NUMBER, PROPOSER, REPLY, THEME

SAME = (
    *("id", "version", "heading", "title", "kind", "kind_label", "body", "role", "place_code"),
    *("level", "province", "city", "district", "document_number", "outcome", "outcome_text"),
    *("grade", "dated", "year", "figures", "pledges", "source_name", "sha256", "modified"),
)

# As SQLite has them, for twenty cards a page: what stands between costs more than SQLite does.
_ROWS = f"""SELECT rowid, text, {", ".join(SAME)} FROM {REPLY.name}
            WHERE rowid IN (SELECT value FROM json_each(?))"""
_SEVERAL = {
    "numbers": ("number", NUMBER.name, "true"),
    "proposers": ("name", PROPOSER.name, "true"),
    "agencies": ("name", AGENCY.name, "part = 'agency'"),
    "co_handlers": ("name", AGENCY.name, "part = 'co_handler'"),
    "themes": ("label", THEME.name, "sub = ''"),
}
_LISTS = " UNION ALL ".join(
    f"""SELECT '{name}', reply, {column}, position FROM {table}
        WHERE {which} AND reply IN (SELECT value FROM json_each(:replies))"""
    for name, (column, table, which) in _SEVERAL.items()
)
_LISTS += " ORDER BY 1, 2, 4"
Lists = dict[str, dict[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A reply among the results."""

    rowid: int
    id: str
    version: int
    heading: str
    title: str | None
    marked_heading: tuple[Piece, ...]
    marked_title: tuple[Piece, ...]
    numbers: tuple[str, ...]
    agencies: tuple[str, ...]
    co_handlers: tuple[str, ...]
    proposers: tuple[str, ...]
    kind: str | None
    kind_label: str | None
    body: str | None
    role: str | None
    place_code: str | None
    level: str | None
    province: str | None
    city: str | None
    district: str | None
    document_number: str | None
    outcome: str | None
    outcome_text: str | None
    grade: str | None
    dated: date | None
    year: int | None
    themes: tuple[str, ...]
    figures: int
    pledges: int
    source_name: str
    sha256: str
    modified: datetime
    snippets: tuple[Snippet, ...]
    paragraph: int | None
    further: int
    score: float
    loose: bool


def cards(
    connection: Connection,
    ranked: Sequence[Ranked],
    wanted: tuple[str, ...],
    *,
    loose: bool = False,
) -> tuple[Hit, ...]:
    """Return the hits in the order given; one that was withdrawn meanwhile is left out."""
    if not ranked:
        return ()
    rowids = json.dumps([hit.reply for hit in ranked])
    rows = driver(connection).execute(_ROWS, (rowids,))
    found = {row[0]: row[1:] for row in rows}
    lists = _lists(connection, rowids)
    return tuple(
        _card(found[hit.reply], lists, hit, wanted, loose=loose)
        for hit in ranked
        if hit.reply in found
    )


def _card(
    row: Sequence[Any], lists: Lists, ranked: Ranked, wanted: tuple[str, ...], *, loose: bool
) -> Hit:
    text, *columns = row
    same: dict[str, Any] = dict(zip(SAME, columns, strict=True))
    same["dated"] = same["dated"] and date.fromisoformat(same["dated"])
    same["modified"] = moment_of(same["modified"])
    held: dict[str, Any] = {
        name: of_reply.get(ranked.reply, ()) for name, of_reply in lists.items()
    }
    shown, further = snippets(text, wanted)
    return Hit(
        rowid=ranked.reply,
        marked_heading=_marked(same["heading"], wanted),
        marked_title=_marked(same["title"] or "", wanted),
        snippets=shown,
        paragraph=shown[0].paragraph if shown else None,
        further=further,
        score=ranked.rank,
        loose=loose,
        **same,
        **held,
    )


def _marked(text: str, wanted: tuple[str, ...]) -> tuple[Piece, ...]:
    return pieces(text, spans_of(text, wanted))


def _lists(connection: Connection, rowids: str) -> Lists:
    """Return what a reply has several of, by its name on the card and by the reply."""
    found: Lists = {name: {} for name in _SEVERAL}
    for name, reply, text, _ in driver(connection).execute(_LISTS, {"replies": rowids}):
        held = found[name]
        held[reply] = (*held.get(reply, ()), text)
    return found
