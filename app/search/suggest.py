"""What the search box may offer while one types: titles, agencies, people, numbers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from app.search.engine.sqlite import SqliteIndex
from app.search.index import Ask, Order
from app.search.indexing import raw
from app.search.opening import index_of_words
from app.search.query import parse
from app.search.words.fold import fold, literal

LAST = "\U0010ffff"
EACH = 4  # of one kind, so that titles do not crowd out the rest
INITIALS = re.compile(r"[a-z]{2,8}")
HAN = re.compile(r"[\u3400-\u9fff]")
DIGITS = re.compile(r"第?\s{0,3}(?P<digits>[a-z]{0,3}-?\d{1,8})\s{0,3}号?")

NAMED = """SELECT kind, name, count(*) FROM search_name WHERE name >= ? AND name < ?
           GROUP BY kind, name ORDER BY kind, name LIMIT ?"""
SOUNDING = """SELECT kind, name, 0 FROM search_name WHERE initials >= ? AND initials < ?
              GROUP BY kind, name ORDER BY length(initials), name LIMIT ?"""
NUMBERED = """SELECT number, count(*), min(r.id)
              FROM reply_number n JOIN reply r ON r.rowid = n.reply
              WHERE n.number >= ? AND n.number < ? OR n.bare >= ? AND n.bare < ?
              GROUP BY number ORDER BY length(number), number LIMIT ?"""
TITLED = """SELECT r.id, coalesce(r.title, r.heading) FROM reply r WHERE r.rowid = ?"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for: `address` is what goes into ?q=; `id` where it is one reply."""

    kind: str  # title | agency | person | number
    text: str
    address: str
    count: int
    id: str | None


def suggest(connection: Connection, typed: str, limit: int = 10) -> tuple[Suggestion, ...]:
    """Return what one may be about to type, the likeliest kind first."""
    text = literal(typed.encode("utf-8", "ignore").decode().replace("\x00", ""))
    driver = raw(connection)
    if not text or not index_of_words(connection).exists():
        return ()
    found: dict[tuple[str, str], Suggestion] = {}
    for kind in (_numbers, _names, _agencies, _titles):
        for made in islice(kind(driver, text), EACH):
            found.setdefault((made.kind, made.text), made)
    return tuple(found.values())[:limit]


def _numbers(driver: sqlite3.Connection, text: str) -> Iterator[Suggestion]:
    if not (digits := DIGITS.fullmatch(text)):
        return
    first = digits["digits"].upper()
    bare = first.lstrip("0") or first
    bounds = (first, first + LAST, bare, bare + LAST, EACH)
    for number, count, id in driver.execute(NUMBERED, bounds).fetchall():
        said = f"第{number}号"
        yield Suggestion("number", said, said, count, id if count == 1 else None)


def _names(driver: sqlite3.Connection, text: str) -> Iterator[Suggestion]:
    statement = SOUNDING if INITIALS.fullmatch(text) else NAMED
    for kind, name, _ in driver.execute(statement, (text, text + LAST, 2 * EACH)).fetchall():
        yield _named(driver, kind, name)


def _agencies(driver: sqlite3.Connection, text: str) -> Iterator[Suggestion]:
    """Yield agencies whose name holds the text: 科技 → 浦东新区科技和经济委员会."""
    for (facet, _), name in SqliteIndex(driver).names().items():
        if facet == "agency" and text in name.key:
            yield _named(driver, "agency", name.label)


def _named(driver: sqlite3.Connection, kind: str, name: str) -> Suggestion:
    field = "提案人" if kind == "person" else "单位"
    query = parse(f'{field}:"{name}"' if not fold(name).isalnum() else f"{field}:{name}")
    count = SqliteIndex(driver).search(Ask(query, limit=0)).total
    return Suggestion(kind, name, query.address, count, None)


def _titles(driver: sqlite3.Connection, text: str) -> Iterator[Suggestion]:
    if len(text) < 2 and not HAN.fullmatch(text):
        return
    ask = Ask(parse(f'标题:"{text}"'), order=Order.NEWEST, limit=EACH)
    for hit in SqliteIndex(driver).search(ask).hits:
        for id, title in driver.execute(TITLED, (hit.reply,)):
            yield Suggestion("title", title, f'标题:"{literal(title)}"', 1, id)
