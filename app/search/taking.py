"""What an index keeps of a letter, made of its rows: as it is read, or as it stands in the store.

One function serves both, so that ingest, a correction and `reindex` cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.model import Body, Level, Outcome, SubmissionKind
from app.search.engine.taking import held
from app.search.index import Entry, Value
from app.store.rows import Row, Rows

HAS = {"figures": "有数据", "pledges": "有承诺", "tables": "有表格", "attachments": "有附件"}
HAS_VALUES = {
    "figures": "figures",
    "pledges": "pledges",
    "tables": "table",
    "attachments": "attachment",
}
ENUMERATED = {"kind": SubmissionKind, "outcome": Outcome, "body": Body}
LEVELS = {Level.NATION: "国家部委", Level.PROVINCE: "省级", Level.CITY: "市级"}
UNTOLD = {Level.DISTRICT: "区县未注明", Level.CITY: "市未注明"}  # of a zone that prints less
LAST_NUMBER = 10**12  # replies without a number come last
DIGITS = re.compile(r"\d+")
LETTER = (
    *("heading", "title", "kind", "body", "document_number", "place_code", "level"),
    *("province", "city", "district", "outcome", "dated", "year", "text"),
    *("figures", "pledges", "tables", "attachments"),
)
"""The columns of `reply` that an entry is made of."""


def taken(letter: Rows) -> Entry:
    """Return the entry of a letter that is not stored yet, with what it is looked up by."""
    made = entry(letter.reply, letter.parts)
    return replace(made, text="", held=held(made.title, made.meta, made.text))


def entry(reply: Mapping[str, Any], parts: Mapping[str, Sequence[Row]]) -> Entry:
    """Return the entry of a letter, without the number of its row."""
    agencies = [name for part, _, name in sorted(parts["reply_agency"]) if part == "agency"]
    people = [name for _, name in sorted(parts["reply_proposer"])]
    printed = [number for _, number, _ in sorted(parts["reply_number"])]
    meta = [*agencies, *people, *printed, reply["document_number"] or ""]
    digits = DIGITS.search(printed[0]) if printed else None
    day = reply["dated"]
    return Entry(
        reply=0,
        title="\n。".join(filter(None, (reply["heading"], reply["title"]))),
        meta="\n。".join(filter(None, meta)),
        text=reply["text"],
        day=_day(day).toordinal() if day else 0,
        number=int(digits[0]) if digits else LAST_NUMBER,
        people=tuple(people),
        values=(
            *_values(reply),
            *(Value("agency", name, name) for name in dict.fromkeys(agencies)),
            *dict.fromkeys(_themes(parts["reply_theme"])),
        ),
    )


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _themes(rows: Sequence[Row]) -> Iterator[Value]:
    for theme, sub, _, label in sorted(rows):
        yield Value("theme", f"{theme}/{sub}" if sub else theme, label)


def _values(row: Mapping[str, Any]) -> Iterator[Value]:
    for name, members in ENUMERATED.items():
        if row[name]:
            yield Value(name, row[name], members(row[name]).label)
    year = row["year"]
    yield Value("year", str(year) if year else "none", f"{year}年" if year else "未注明")
    for column, label in HAS.items():
        if row[column]:
            yield Value("has", HAS_VALUES[column], label)
    if row["level"]:
        yield district(row)


def district(row: Mapping[str, Any]) -> Value:
    """Return the district; agencies above one have their own level, and are in no district."""
    level, names = Level(row["level"]), [row["province"], row["city"], row["district"]]
    scope = " ".join(dict.fromkeys(filter(None, names)))
    if level is Level.DISTRICT and row["district"]:
        city = row["city"] if row["city"] != row["province"] else None
        return Value(
            "district", row["place_code"] or scope, f"{city or ''}{row['district']}", scope
        )
    if label := untold(level, row["province"], row["city"]):
        return Value("district", label, label, scope)
    above = {Level.NATION: "", Level.PROVINCE: row["province"], Level.CITY: row["city"]}[level]
    label = f"{above}（{LEVELS[level]}）" if above else LEVELS[level]
    return Value("district", row["place_code"] or label, label, scope)


def untold(level: str, province: str | None, city: str | None) -> str | None:
    """Return what a place is called that is not told at its own level: not its city's own bureaus.

    A county's agency of which no district is known; a city's of which only the province is.
    """
    if level == Level.DISTRICT:
        above = city or province
        return f"{above}（{UNTOLD[Level.DISTRICT]}）" if above else UNTOLD[Level.DISTRICT]
    if level == Level.CITY and province and not city:
        return f"{province}（{UNTOLD[Level.CITY]}）"
    return None
