"""The letter a fact comes from, as every page of the ledger names it.

Kept in a narrow table of their own: `reply` holds whole texts before some of these columns, and a
list of two hundred points would read through all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from app.ledger.tables import LETTER, made
from app.store.database import driver
from app.store.tables import NUMBER, REPLY


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply, as far as a line that points to it needs it."""

    rowid: int
    id: str
    version: int
    heading: str
    title: str | None
    short: str  # 「第130号提案的答复」; the heading where no number is printed
    agency: str | None
    place_code: str | None
    place: str | None
    dated: date | None
    year: int | None
    modified: datetime


_COLUMNS = (
    REPLY.c.rowid,
    REPLY.c.id,
    REPLY.c.version,
    REPLY.c.heading,
    REPLY.c.title,
    REPLY.c.kind,
    REPLY.c.agency,
    REPLY.c.place_code,
    REPLY.c.district,
    REPLY.c.city,
    REPLY.c.province,
    REPLY.c.dated,
    REPLY.c.year,
    REPLY.c.modified,
)
_NOUNS = {"proposal": "提案", "suggestion": "代表建议"}


def letters(connection: Connection, rowids: Iterable[int]) -> dict[int, Letter]:
    """Return letters by row, in one statement; rows that are gone are left out."""
    wanted = tuple(set(rowids))
    if not wanted:
        return {}
    if not made(connection):
        return _of_store(connection, wanted)
    rows = connection.execute(select(LETTER).where(LETTER.c.rowid.in_(wanted)))
    return {row.rowid: Letter(*row) for row in rows}


def put_many(connection: Connection, rowids: Sequence[int]) -> None:
    """Keep how letters that are not known yet are named, as the store has it now."""
    driver(connection).execute(_PUT, (json.dumps(list(rowids)),))


def known(connection: Connection, rowids: Sequence[int]) -> list[int]:
    """Return which of these letters are known already."""
    return [row for (row,) in driver(connection).execute(_KNOWN, (json.dumps(list(rowids)),))]


def remove(connection: Connection, rowid: int) -> None:
    """Forget how a letter was named."""
    connection.execute(delete(LETTER).where(LETTER.c.rowid == rowid))


def _of_store(connection: Connection, wanted: tuple[int, ...]) -> dict[int, Letter]:
    numbers: dict[int, str] = {
        row.reply: row.number
        for row in connection.execute(
            select(NUMBER.c.reply, NUMBER.c.number).where(
                NUMBER.c.reply.in_(wanted), NUMBER.c.position == 0
            )
        )
    }
    found = connection.execute(select(*_COLUMNS).where(REPLY.c.rowid.in_(wanted)))
    return {row.rowid: _letter(row, numbers.get(row.rowid)) for row in found}


def _letter(row: Any, number: str | None) -> Letter:
    noun = _NOUNS.get(row.kind, "来件")
    return Letter(
        rowid=row.rowid,
        id=row.id,
        version=row.version,
        heading=row.heading,
        title=row.title,
        short=row.heading if number is None else f"第{number}号{noun}的答复",
        agency=row.agency,
        place_code=row.place_code,
        place=row.district or row.city or row.province,
        dated=row.dated,
        year=row.year,
        modified=row.modified,
    )


_KNOWN = f"SELECT rowid FROM {LETTER.name} WHERE rowid IN (SELECT value FROM json_each(?))"
# `_letter` in SQL
_PUT = f"""
    INSERT INTO {LETTER.name} (rowid, id, version, heading, title, short, agency, place_code, place,
                               dated, year, modified)
    SELECT r.rowid, r.id, r.version, r.heading, r.title,
           CASE WHEN n.number IS NULL THEN r.heading ELSE '第' || n.number || '号' ||
             CASE r.kind WHEN 'proposal' THEN '提案' WHEN 'suggestion' THEN '代表建议'
             ELSE '来件' END || '的答复' END,
           r.agency, r.place_code,
           coalesce(nullif(r.district, ''), nullif(r.city, ''), r.province), r.dated, r.year,
           r.modified
    FROM reply AS r
    LEFT JOIN reply_number AS n ON n.reply = r.rowid AND n.position = 0
    WHERE r.rowid IN (SELECT value FROM json_each(?))"""
