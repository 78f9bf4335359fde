"""The ledger's pages: how long each function takes over many letters with thirty-five figures each.

python -m tests.bench.ledger [LETTERS]     2,000 unless told; the promise is for 10,000
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from app.ledger import indexing
from app.ledger.draft.checking import check
from app.ledger.matters.compare import compare
from app.ledger.matters.elsewhere import elsewhere, last_year
from app.ledger.matters.points import points
from app.ledger.promises import register as pledges
from app.ledger.series import disagreements, rows
from app.ledger.series import reading as series
from app.ledger.wording.lineage import lineage
from app.model import (
    Block,
    BlockKind,
    Dossier,
    Figure,
    FigureKind,
    FigureRole,
    Level,
    Place,
    Pledge,
    Source,
    Strength,
    ThemeHit,
)
from app.pipeline import understood
from app.readers import Received
from app.store.database import writer
from app.store.replies import load_many
from app.store.saving import Arrival, save
from tests.bench.corpus import Made, corpus, vocabulary

FIGURES, PLEDGES, METRICS = 35, 5, 4_000
UNITS = ("家", "个", "人", "项", "平方米")
TODAY = date(2026, 11, 20)
TRIES = 200
DIVERGING = 0.02  # figures that say other than the district's other letters


def metrics() -> list[str]:
    """Names of things to count, the commonest first."""
    words = [word for word in vocabulary() if len(word) == 2][: METRICS * 2]
    return [f"{words[i]}{words[-i]}" for i in range(1, METRICS)]


def dossier(made: Made, names: list[str]) -> Dossier:
    """A made reply with figures and promises in its text."""
    chance = random.Random(made.number)
    day = date.fromordinal(made.day)
    parts = [made.text]
    marks: list[tuple[str, str, int, int]] = []
    drawn = {min(int(chance.paretovariate(0.6)) - 1, len(names) - 1) for _ in range(2 * FIGURES)}
    for at, number in enumerate(sorted(drawn)[:FIGURES]):
        name, unit = names[number], UNITS[number % len(UNITS)]
        value = 100 + number + 7 * made.district + 10 * (day.year - at % 4)
        value += chance.random() < DIVERGING
        marks.append((name, unit, value, at % 4))
        parts.append(f"截至{day.year - at % 4}年底，{name}{value}{unit}。")
    pledged = [
        f"下一步，将推动{chance.choice(names)}和{chance.choice(names)}有序开展。"
        for _ in range(PLEDGES)
    ]
    text = "\n".join([*parts, *pledged])
    return _read(made, text, day, marks, pledged)


def _read(
    made: Made, text: str, day: date, marks: list[tuple[str, str, int, int]], pledged: list[str]
) -> Dossier:
    base = understood(
        Received("关于某事的答复", "text/plain", "bench"),
        Source(str(made.number), "text/plain", "", 1),
    )
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line)))
        at += len(line) + 1
    district = f"第{made.district}区"
    reply = replace(
        base.reply,
        id=f"b{made.number}",
        title=made.title,
        agencies=(f"第{made.agency}局",),
        place=Place(f"3101{made.district:02}", Level.DISTRICT, "上海市", "上海市", district),
        dated=day,
        numbers=(str(made.number),),
    )
    starts = [text.index(line) for line in pledged]
    return replace(
        base,
        source=replace(base.source, sha256=f"{made.number:064}"),
        text=text,
        blocks=tuple(blocks),
        reply=reply,
        themes=(ThemeHit(f"t{made.themes[0]}", "主题", (), 1.0, ()),),
        figures=tuple(_figures(text, day, marks)),
        pledges=tuple(
            Pledge(start, start + len(line), f"{day.year + 1}", Strength.DATED)
            for start, line in zip(starts, pledged, strict=True)
        ),
    )


def _figures(text: str, day: date, marks: list[tuple[str, str, int, int]]) -> Iterator[Figure]:
    at = 0
    for name, unit, value, back in marks:
        surface = f"{value}{unit}"
        at = text.index(f"，{name}{surface}。", at) + 1 + len(name)
        yield Figure(
            start=at,
            end=at + len(surface),
            surface=surface,
            kind=FigureKind.COUNT,
            value=Decimal(value),
            unit=unit,
            low=None,
            high=None,
            approx=False,
            metric=name,
            as_of=f"{day.year - back}-12-31",
            role=FigureRole.ACTUAL,
            delta=None,
            modifier=None,
            full_start=at,
            full_end=at + len(surface),
        )


def main(count: int = 2_000) -> None:
    """Print one table."""
    names = metrics()
    with TemporaryDirectory() as folder:
        engine = writer(Path(folder) / "bench.db")
        spent = 0.0
        with engine.begin() as connection:
            for made in corpus(count):
                found = dossier(made, names)
                kept = save(connection, found, Arrival("bench", 1, "text/plain", "bench"))
                began = time.perf_counter()
                indexing.put(connection, kept.rowid)
                spent += time.perf_counter() - began
        print(f"{count:,} letters put in {spent:.1f} s ({spent / count * 1e3:.1f} ms each)")
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            for name, ask in _questions(connection, count):
                _time(name, ask)
        engine.dispose()


def _questions(connection: Connection, count: int) -> Iterator[tuple[str, Callable[[int], object]]]:
    many = series.find(connection, series.SeriesFilters(many=True), size=TRIES).rows
    texts = [stored.dossier for stored in load_many(connection, range(1, 21)).values()]

    def row(at: int) -> int:
        return at * 7919 % count + 1

    yield "list of series", lambda at: series.find(connection, series.SeriesFilters(many=True))
    yield (
        "list of series, words",
        lambda at: series.find(connection, series.SeriesFilters(q=many[at % len(many)].label)),
    )
    yield "one series", lambda at: series.load(connection, many[at % len(many)].id)
    yield "series of a reply", lambda at: rows.of_reply(connection, row(at))
    yield "disagreements of a reply", lambda at: disagreements.of_reply(connection, row(at))
    yield "disagreements", lambda at: disagreements.disagreements(connection, 20)
    plain = pledges.PledgeFilters()
    yield "register", lambda at: pledges.register(connection, plain, TODAY)
    year = pledges.PledgeFilters(year=("2024",), overdue=True, q="推动")
    yield "register, filtered", lambda at: pledges.register(connection, year, TODAY)
    yield "promises of a reply", lambda at: pledges.of_reply(connection, row(at), TODAY)
    yield "compare", lambda at: compare(connection, f"b{row(at) - 1}", f"b{row(at + 1) - 1}")
    yield "lineage of a reply", lambda at: lineage(connection, row(at))
    yield "same matter elsewhere", lambda at: elsewhere(connection, row(at))
    yield "last year's reply", lambda at: last_year(connection, row(at))
    yield "suggestion and answer", lambda at: points(texts[at % len(texts)])
    yield "draft", lambda at: check(connection, texts[at % len(texts)].text, TODAY)


def _time(name: str, ask: Callable[[int], object]) -> None:
    times = []
    for at in range(TRIES):
        began = time.perf_counter()
        ask(at)
        times.append(time.perf_counter() - began)
    times.sort()
    middle, high = times[TRIES // 2], times[TRIES * 95 // 100]
    print(f"{name:26} p50 {middle * 1e3:7.1f} ms   p95 {high * 1e3:7.1f} ms", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
