"""Hits as page and API show them: the card of a reply and its snippets, a few statements a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from app.search.highlight import Piece, Snippet, pieces, snippets, spans_of
from app.search.index import Ranked
from app.store.tables import AGENCY, NUMBER, PROPOSER, REPLY, THEME

SAME = (
    *("id", "version", "heading", "title", "kind", "kind_label", "body", "role", "place_code"),
    *("level", "province", "city", "district", "document_number", "outcome", "outcome_text"),
    *("grade", "dated", "year", "figures", "pledges", "source_name", "sha256", "modified"),
)


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
    rowids = [hit.reply for hit in ranked]
    if not rowids:
        return ()
    columns = [REPLY.c[name] for name in ("rowid", "text", *SAME)]
    rows = connection.execute(select(*columns).where(REPLY.c.rowid.in_(rowids))).mappings()
    found = {row["rowid"]: row for row in rows}
    lists = _lists(connection, rowids)
    return tuple(
        _card(dict(found[hit.reply]), lists, hit, wanted, loose=loose)
        for hit in ranked
        if hit.reply in found
    )


def _card(
    row: dict[str, Any],
    lists: dict[str, dict[int, tuple[str, ...]]],
    ranked: Ranked,
    wanted: tuple[str, ...],
    *,
    loose: bool,
) -> Hit:
    shown, further = snippets(row["text"], wanted)
    columns: dict[str, Any] = {name: row[name] for name in SAME}
    held: dict[str, Any] = {
        name: by_reply.get(ranked.reply, ()) for name, by_reply in lists.items()
    }
    return Hit(
        rowid=ranked.reply,
        marked_heading=_marked(row["heading"], wanted),
        marked_title=_marked(row["title"] or "", wanted),
        snippets=shown,
        paragraph=shown[0].paragraph if shown else None,
        further=further,
        score=ranked.rank,
        loose=loose,
        **columns,
        **held,
    )


def _marked(text: str, wanted: tuple[str, ...]) -> tuple[Piece, ...]:
    return pieces(text, spans_of(text, wanted))


def _lists(connection: Connection, rowids: list[int]) -> dict[str, dict[int, tuple[str, ...]]]:
    statements: dict[str, Select[Any, Any]] = {
        "numbers": select(NUMBER.c.reply, NUMBER.c.number).order_by(NUMBER.c.position),
        "proposers": select(PROPOSER.c.reply, PROPOSER.c.name).order_by(PROPOSER.c.position),
        "agencies": _named("agency"),
        "co_handlers": _named("co_handler"),
        "themes": select(THEME.c.reply, THEME.c.label)
        .where(THEME.c.sub == "")
        .order_by(THEME.c.position),
    }
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    for name, statement in statements.items():
        column = statement.selected_columns[0]
        held: dict[int, list[str]] = {}
        for row in connection.execute(statement.where(column.in_(rowids))):
            held.setdefault(row[0], []).append(row[1])
        found[name] = {reply: tuple(texts) for reply, texts in held.items()}
    return found


def _named(part: str) -> Select[Any, Any]:
    statement = select(AGENCY.c.reply, AGENCY.c.name).where(AGENCY.c.part == part)
    return statement.order_by(AGENCY.c.position)
