"""The sample letters with the figures that people marked in them: the ledger apart from reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.config import ROOT
from app.ingest.run import Archive
from app.ledger import indexing
from app.model import Delta, Dossier, Figure, FigureKind, FigureRole, Level, Place
from app.pipeline import process_bytes
from app.store.saving import Arrival, save, withdraw

HERE = Path(__file__).parent
PUDONG = Place("310115", Level.DISTRICT, "上海市", "上海市", "浦东新区")
CHANGNING = Place("310105", Level.DISTRICT, "上海市", "上海市", "长宁区")
CITY = Place("310000", Level.CITY, "上海市", "上海市", None)
COMMISSION = "上海市浦东新区科技和经济委员会"


@dataclass(frozen=True)
class Head:
    """What a sample letter says of itself, so that these tests do not lean on the parser."""

    place: Place
    agency: str
    number: str
    dated: date


HEADS = {
    "000": Head(PUDONG, COMMISSION, "130", date(2025, 5, 14)),
    "001": Head(PUDONG, COMMISSION, "272", date(2025, 5, 19)),
    "002": Head(PUDONG, COMMISSION, "137", date(2025, 5, 9)),
    "003": Head(CHANGNING, "上海市长宁区发展和改革委员会", "072", date(2025, 4, 11)),
    "004": Head(CITY, "上海市科学技术委员会", "0541", date(2025, 6, 25)),
}


@cache
def letter(doc: str) -> Dossier:
    """A sample letter with its marked figures."""
    path = next((ROOT / "seeds").glob(f"{doc}*"))
    dossier = process_bytes(path.read_bytes(), path.name)[0]
    head = HEADS[doc]
    reply = replace(
        dossier.reply,
        id=f"letter-{doc}",
        place=head.place,
        agencies=(head.agency,),
        numbers=(head.number,),
        dated=head.dated,
    )
    figures = tuple(_figures(doc, dossier.text))
    return replace(dossier, reply=reply, figures=figures, pledges=())


@cache
def _marked() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in (HERE / "seeds_figures.jsonl").read_text(encoding="utf-8").splitlines():
        mark = json.loads(line)
        found.setdefault(mark["doc"][:3], []).append(mark)
    return found


def raw_places(doc: str) -> list[int]:
    """Where each marked figure starts in the file, in the order of `letter(doc).figures`."""
    return [mark["start"] for mark in _marked()[doc]]


def _figures(doc: str, text: str) -> Iterator[Figure]:
    """The marks laid on the clean text: found again one after the other, spaces disregarded."""
    at = 0
    for mark in _marked()[doc]:
        pattern = r"\s*".join(re.escape(sign) for sign in mark["surface"])
        found = re.compile(pattern).search(text, at)
        assert found, f"{doc}: {mark['surface']} is not in the clean text"
        at = found.end()
        yield _figure(mark, found.start(), found.end())


def _figure(mark: dict[str, Any], start: int, end: int) -> Figure:
    time = mark["kind"] in ("date", "period")
    value = mark["value"]
    return Figure(
        start=start,
        end=end,
        surface=mark["surface"],
        kind=FigureKind(mark["kind"]),
        value=value if time or value is None else Decimal(str(value)),
        unit=mark["unit"],
        low=None if mark["low"] is None or time else Decimal(str(mark["low"])),
        high=None if mark["high"] is None or time else Decimal(str(mark["high"])),
        approx=mark["approx"],
        metric=mark["metric"],
        as_of=mark["as_of"],
        role=FigureRole(mark["role"]),
        delta=None if mark["delta"] is None else Delta(mark["delta"]),
        modifier=mark["mod"],
        full_start=start,
        full_end=end,
    )


def store(connection: Connection, dossiers: Sequence[Dossier]) -> list[int]:
    """Save letters and put them into the ledger; return their rows."""
    rows = []
    for dossier in dossiers:
        kept = save(connection, dossier, Arrival(dossier.source.name, 1, "text/plain", "test"))
        indexing.put(connection, kept.rowid)
        rows.append(kept.rowid)
    return rows


def take_out(connection: Connection, id: str) -> None:
    """Withdraw a letter, from the ledger too."""
    indexing.remove(connection, withdraw(connection, id, "测试"))


def filled(archive: Archive, *docs: str) -> Connection:
    """A connection on an archive that holds these sample letters."""
    with archive.engine.begin() as connection:
        store(connection, [letter(doc) for doc in docs or HEADS])
    return archive.engine.connect()
