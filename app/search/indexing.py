"""Keeping the index in step with the store; called by ingest in the transaction that saves.

`put` reads the reply as it now stands in the store, so that ingest, a correction and `reindex`
cannot differ.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from app.model import Body, Level, Outcome, SubmissionKind
from app.search.engine.sqlite import SqliteIndex
from app.search.index import Entry, Value
from app.store.tables import AGENCY, NUMBER, PROPOSER, REPLY, THEME

HAS = {"figures": "有数据", "pledges": "有承诺", "tables": "有表格", "attachments": "有附件"}
HAS_VALUES = {
    "figures": "figures",
    "pledges": "pledges",
    "tables": "table",
    "attachments": "attachment",
}
ENUMERATED = {"kind": SubmissionKind, "outcome": Outcome, "body": Body}
LEVELS = {Level.NATION: "国家部委", Level.PROVINCE: "省级", Level.CITY: "市级"}
DIGITS = re.compile(r"\d+")
TOGETHER = 1_000  # letters that are indexed at once
LAST_NUMBER = 10**12  # replies without a number come last

COLUMNS = (
    *("rowid", "heading", "title", "kind", "body", "document_number", "place_code", "level"),
    *("province", "city", "district", "outcome", "dated", "year", "text"),
    *("figures", "pledges", "tables", "attachments"),
)


def raw(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection, inside the transaction of SQLAlchemy's."""
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("the FTS5 index lives in SQLite")
    return driver


def put(connection: Connection, rowid: int) -> None:
    """Index a reply as it now stands in the store."""
    put_many(connection, [rowid])


def put_many(connection: Connection, rowids: list[int]) -> None:
    """Index replies as they now stand in the store."""
    index = SqliteIndex(raw(connection))
    if not index.exists():
        index.create()
    index.put(list(entries(connection, rowids)))


def remove(connection: Connection, rowid: int) -> None:
    """Take a reply out of the index."""
    index = SqliteIndex(raw(connection))
    if index.exists():
        index.remove([rowid])


def reindex(connection: Connection) -> int:
    """Make the index anew from the store, in this transaction; return the number of replies.

    Readers go on with the old index until the transaction commits; a kill before that undoes all
    of it. A new file swapped for the old one would do no more: the index stands in the one file
    that is backed up and copied, readers need no signal to open another, and the old index's
    pages are used again. The price is a journal as long as the new index while it is made, and
    that whoever else would write waits, or is told so; a letter takes about a millisecond.
    """
    index = SqliteIndex(raw(connection))
    index.create()
    rowids = list(connection.scalars(select(REPLY.c.rowid).order_by(REPLY.c.rowid)))
    for start in range(0, len(rowids), TOGETHER):
        index.put(list(entries(connection, rowids[start : start + TOGETHER])))
    index.compact()
    index.listen()
    index.settle()
    return len(rowids)


def settle(connection: Connection) -> None:
    """Fold the tail into the fast parts, where it is long enough to pay."""
    index = SqliteIndex(raw(connection))
    if index.exists():
        index.listen()
        index.settle()


def faults(connection: Connection) -> tuple[str, ...]:
    """Return what is missing, stale or of another version."""
    return SqliteIndex(raw(connection)).faults()


def entries(connection: Connection, rowids: list[int]) -> Iterator[Entry]:
    """Yield what an index keeps of stored replies."""
    chosen = REPLY.c.rowid.in_(rowids)
    rows = connection.execute(select(*(REPLY.c[name] for name in COLUMNS)).where(chosen))
    numbers = _lists(connection, select(NUMBER.c.reply, NUMBER.c.number), NUMBER, rowids)
    people = _lists(connection, select(PROPOSER.c.reply, PROPOSER.c.name), PROPOSER, rowids)
    agency = select(AGENCY.c.reply, AGENCY.c.name).where(AGENCY.c.part == "agency")
    agencies = _lists(connection, agency, AGENCY, rowids)
    themes: dict[int, list[Value]] = {}
    statement = select(THEME.c.reply, THEME.c.theme, THEME.c.sub, THEME.c.label)
    for reply, theme, sub, label in connection.execute(statement.where(THEME.c.reply.in_(rowids))):
        value = f"{theme}/{sub}" if sub else theme
        themes.setdefault(reply, []).append(Value("theme", value, label))
    for row in rows.mappings():
        rowid = row["rowid"]
        signed, printed = agencies.get(rowid, []), numbers.get(rowid, [])
        meta = [*signed, *people.get(rowid, []), *printed, row["document_number"] or ""]
        digits = DIGITS.search(printed[0]) if printed else None
        day = row["dated"]
        yield Entry(
            reply=rowid,
            title="\n。".join(filter(None, (row["heading"], row["title"]))),
            meta="\n。".join(filter(None, meta)),
            text=row["text"],
            day=day.toordinal() if day else 0,
            number=int(digits[0]) if digits else LAST_NUMBER,
            people=tuple(people.get(rowid, ())),
            values=(
                *_values(dict(row)),
                *(Value("agency", name, name) for name in dict.fromkeys(signed)),
                *dict.fromkeys(themes.get(rowid, [])),
            ),
        )


def _lists(
    connection: Connection, statement: Any, table: Any, rowids: list[int]
) -> dict[int, list[str]]:
    ordered = statement.where(table.c.reply.in_(rowids)).order_by(table.c.reply, table.c.position)
    found: dict[int, list[str]] = {}
    for reply, text in connection.execute(ordered):
        found.setdefault(reply, []).append(text)
    return found


def _values(row: dict[str, Any]) -> Iterator[Value]:
    for name, members in ENUMERATED.items():
        if row[name]:
            yield Value(name, row[name], members(row[name]).label)
    year = row["year"]
    yield Value("year", str(year) if year else "none", f"{year}年" if year else "未注明")
    for column, label in HAS.items():
        if row[column]:
            yield Value("has", HAS_VALUES[column], label)
    if row["level"]:
        yield _district(row)


def _district(row: dict[str, Any]) -> Value:
    """Return the district; agencies above one have their own level, and are in no district."""
    level, names = Level(row["level"]), [row["province"], row["city"], row["district"]]
    scope = " ".join(dict.fromkeys(filter(None, names)))
    if level is Level.DISTRICT and row["district"]:
        city = row["city"] if row["city"] != row["province"] else None
        return Value(
            "district", row["place_code"] or scope, f"{city or ''}{row['district']}", scope
        )
    above = {Level.NATION: "", Level.PROVINCE: row["province"], Level.CITY: row["city"]}.get(level)
    said = LEVELS.get(level, "区县（未注明）")
    label = f"{above}（{said}）" if above else said
    return Value("district", row["place_code"] or label, label, scope)
