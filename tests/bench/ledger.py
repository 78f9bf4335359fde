"""The ledger's pages over HTTP, from 10,000 letters with thirty-five figures each.

    python -m tests.bench.ledger [LETTERS [FOLDER]]     an archive kept in FOLDER is used again

Any archive will do, one of `tests.bench.whole` too. The server is a process of its own, as `dafu
serve` starts it. Every question is asked under an address that was not asked before, so nothing
that was made for an earlier one helps. Processor time is beside the time that a client waited:
other work on the machine moves it little.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode

import httpx
from sqlalchemy import Connection, func, select

from app.ledger import indexing as ledger
from app.ledger.series.reading import SeriesFilters, find
from app.ledger.tables import MAKER, PROMISE, WORD
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
from app.search import indexing
from app.store.database import writer
from app.store.saving import Arrival, save
from app.store.tables import REPLY
from tests.bench.corpus import AGENCIES, DISTRICTS, Made, corpus, vocabulary
from tests.bench.pages import Server, serving

FIGURES, PLEDGES, METRICS = 35, 5, 4_000
UNITS = ("家", "个", "人", "项", "平方米")
TRIES = 200
TOGETHER = 100  # letters of one transaction
DIVERGING = 0.02  # figures that say other than the district's other letters


def metrics() -> list[str]:
    """Names of things to count, the commonest first."""
    words = [word for word in vocabulary() if len(word) == 2][: METRICS * 2]
    return [f"{words[i]}{words[-i]}" for i in range(1, METRICS)]


def dossier(made: Made, names: list[str]) -> Dossier:
    """A made reply with figures and promises in its text, of every district as many."""
    district = made.number % DISTRICTS
    agency = district + DISTRICTS * (made.number // DISTRICTS % (AGENCIES // DISTRICTS))
    made = replace(made, district=district, agency=agency)
    chance = random.Random(made.number)
    day = date.fromordinal(made.day)
    parts = [made.text]
    marks: list[tuple[str, str, int, int]] = []
    drawn = {min(int(chance.paretovariate(0.4)) - 1, len(names) - 1) for _ in range(4 * FIGURES)}
    for at, number in enumerate(chance.sample(sorted(drawn), min(FIGURES, len(drawn)))):
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


@dataclass(frozen=True, slots=True)
class Question:
    """A page and the addresses it is asked under, one a try; with `form`, posted."""

    name: str
    address: Callable[[int], str]
    form: Callable[[int], dict[str, str]] | None = None


def main(count: int = 10_000, folder: str | None = None) -> None:
    """Print one line a page."""
    with TemporaryDirectory(prefix="dafu-bench-") as made:
        kept = Path(folder or made)
        if not (kept / "dafu.db").exists():
            kept.mkdir(parents=True, exist_ok=True)
            fill(kept / "dafu.db", count)
        engine = writer(kept / "dafu.db")
        with engine.connect() as connection:
            asked = list(questions(connection))
        engine.dispose()
        with serving(kept) as server, httpx.Client(base_url=server.base, timeout=60) as client:
            print(f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'CPU p50':>9}{'CPU p95':>9}")
            for question in asked:
                _time(client, server, question)


def fill(path: Path, count: int) -> None:
    """Store, index and take into the ledger as many letters."""
    names, engine, spent = metrics(), writer(path), 0.0
    waiting = iter(corpus(count))
    while batch := [dossier(made, names) for made in islice(waiting, TOGETHER)]:
        with engine.begin() as connection:
            rows = [
                save(connection, found, Arrival("bench", 1, "text/plain", "bench")).rowid
                for found in batch
            ]
            indexing.put_many(connection, rows)
            began = time.process_time()
            ledger.put_many(connection, rows)
            spent += time.process_time() - began
    with engine.begin() as connection:
        indexing.settle(connection)
    engine.dispose()
    print(f"{count:,} letters into the ledger: {spent / count * 1e3:.1f} ms of CPU each")


def questions(connection: Connection) -> Iterator[Question]:
    """Yield the pages with addresses that exist in this archive."""
    many = find(connection, SeriesFilters(many=True), size=TRIES).rows
    apart = find(connection, SeriesFilters(disagree=True), size=TRIES).rows
    promised = connection.scalars(select(PROMISE.c.sentence).limit(TRIES)).all()
    ids = connection.scalars(select(REPLY.c.id).order_by(REPLY.c.rowid)).all()
    texts = connection.scalars(select(REPLY.c.text).where(REPLY.c.rowid <= TRIES)).all()
    common = select(WORD.c.word).where(func.length(WORD.c.word) > 1).group_by(WORD.c.word)
    usual = connection.scalars(common.order_by(func.count().desc()).limit(TRIES)).all()
    agencies = connection.scalars(select(REPLY.c.agency).distinct()).all()
    makers = connection.execute(select(MAKER.c.place, MAKER.c.year).distinct()).all()

    def letter(at: int) -> str:
        return str(ids[at * 7919 % len(ids)])

    def agency(at: int) -> str:
        return quote(str(agencies[at % len(agencies)]))

    def maker(at: int) -> str:
        place, year = makers[at % len(makers)]
        return urlencode({"district": place, "year": year or 2024, "n": at})

    def words(at: int) -> str:
        return quote(many[at % len(many)].label[:2])

    def promise(at: int) -> str:
        return quote(promised[at % len(promised)][6:10])

    yield Question("/figures", lambda at: f"/figures?n={at}")
    yield Question("/figures, words", lambda at: f"/figures?q={words(at)}&n={at}")
    yield Question("/figures, a common word", lambda at: f"/figures?q={quote(usual[at])}")
    yield Question("/figures, several letters", lambda at: f"/figures?many=1&page={at % 50 + 1}")
    yield Question("/figures, disagreeing", lambda at: f"/figures?disagree=1&page={at % 9 + 1}")
    yield Question("/figures, of an agency", lambda at: f"/figures?agency={agency(at)}&n={at}")
    yield Question("/figures/{id}", lambda at: f"/figures/{many[at % len(many)].id}?n={at}")
    yield Question("/figures/{id}, disagreeing", lambda at: f"/figures/{apart[at % len(apart)].id}")
    yield Question("/pledges", lambda at: f"/pledges?page={at + 1}")
    yield Question("/pledges, overdue", lambda at: f"/pledges?overdue=1&page={at + 1}")
    yield Question("/pledges, district and year", lambda at: f"/pledges?{maker(at)}")
    yield Question("/pledges, agency", lambda at: f"/pledges?agency={agency(at)}&n={at}")
    yield Question("/pledges, words", lambda at: f"/pledges?q={promise(at)}&n={at}")
    yield Question("/pledges, a word of all", lambda at: f"/pledges?q=推动&has=due&n={at}")
    yield Question("/compare", lambda at: f"/compare?a={letter(at)}&b={letter(at + 1)}")
    yield Question("/draft", lambda _: "/draft", lambda at: {"text": texts[at % len(texts)]})
    yield Question("/r/{id}", lambda at: f"/r/{letter(at)}?n={at}")
    yield Question("/r/{id}/wording", lambda at: f"/r/{letter(at)}/wording?n={at}")
    api = "/api/v1"
    yield Question("API series", lambda at: f"{api}/series?size={at % 100 + 1}")
    yield Question("API series, words", lambda at: f"{api}/series?q={words(at)}&size=20")
    yield Question("API series/{id}", lambda at: f"{api}/series/{many[at % len(many)].id}")
    yield Question("API figures", lambda at: f"{api}/figures?size={at % 100 + 1}")
    yield Question("API figures, words", lambda at: f"{api}/figures?q={words(at)}&size=20")
    yield Question("API figures, a common word", lambda at: f"{api}/figures?q={quote(usual[at])}")
    yield Question("API pledges", lambda at: f"{api}/pledges?size={at % 100 + 1}")
    yield Question("API pledges, words", lambda at: f"{api}/pledges?q={promise(at)}&size=20")


def _time(client: httpx.Client, server: Server, question: Question) -> None:
    took, spent = [], []
    for at in range(TRIES):
        before = server.seconds()
        took.append(_milliseconds(client, question, at))
        spent.append((server.seconds() - before) * 1e3)
    told = "".join(f"{_at(times, share):9.1f}" for times in (took, spent) for share in (50, 95))
    print(f"{question.name:34}{told}", flush=True)


def _at(times: list[float], share: int) -> float:
    return sorted(times)[TRIES * share // 100]


def _milliseconds(client: httpx.Client, question: Question, at: int) -> float:
    began = time.perf_counter()
    if question.form is None:
        response = client.get(question.address(at))
    else:
        response = client.post(question.address(at), data=question.form(at))
    response.raise_for_status()
    return (time.perf_counter() - began) * 1e3


def _started(argv: list[str]) -> None:
    main(*map(int, argv[:1]), *argv[1:])


if __name__ == "__main__":
    _started(sys.argv[1:])
