"""One suite for every adapter of the port: it loses nothing, ranks and counts exactly.

The archive is a small made corpus with all the parts of a large one: fast parts over most letters,
a tail, replaced and withdrawn letters. Expectations come from plain SQL over the store and from
FTS5's own `bm25()`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.search.cutting import cut
from app.search.filters import Filters
from app.search.fold import literal
from app.search.fts5 import Fts5Index
from app.search.index import Ask, Order
from app.search.postings import FTS_WEIGHTS
from app.search.query import parse
from app.store.database import reader, writer
from tests.bench.archive import entry, fill, store
from tests.bench.corpus import Made, corpus

SIZE, SETTLED, TAIL = 70, 520, 60
FACETS = ("kind", "district", "agency", "outcome", "year", "theme")


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    engine = writer(path)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("BEGIN IMMEDIATE")
        yield driver
        driver.execute("COMMIT")
    engine.dispose()


def forget(connection: sqlite3.Connection, number: int) -> None:
    for table, column in (("reply", "rowid"), ("reply_agency", "reply"), ("reply_number", "reply")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number + 1,))
    connection.execute("DELETE FROM reply_proposer WHERE reply = ?", (number + 1,))


def build(path: Path) -> dict[int, Made]:
    """Fill a database; return the letters that it must find, by number."""
    letters = {made.number: made for made in corpus(SETTLED + TAIL, size=SIZE)}
    fill(path, [letters[number] for number in range(SETTLED)])
    with writing(path) as connection:
        index = Fts5Index(connection)
        for number in range(SETTLED, SETTLED + TAIL):
            store(connection, letters[number])
            index.put(entry(letters[number]))
        for number in range(5, SETTLED, 40):
            forget(connection, number)
            index.remove(number + 1)
            del letters[number]
        for number in range(7, SETTLED, 40):
            other = next(iter(corpus(1, start=10_000 + number, size=SIZE)))
            letters[number] = replace(other, number=number)
            forget(connection, number)
            store(connection, letters[number])
            index.put(entry(letters[number]))
    return letters


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, Made]]:
    path = tmp_path_factory.mktemp("index") / "dafu.db"
    return path, build(path)


@pytest.fixture(scope="module")
def letters(built: tuple[Path, dict[int, Made]]) -> dict[int, Made]:
    return built[1]


@pytest.fixture(scope="module")
def engine(built: tuple[Path, dict[int, Made]]) -> Iterator[Engine]:
    engine = reader(built[0])
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[sqlite3.Connection]:
    with engine.connect() as held:
        driver = held.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


def fragments(letters: dict[int, Made], count: int, seed: int) -> Iterator[tuple[int, str]]:
    chance = random.Random(seed)
    numbers = sorted(letters)
    for _ in range(count):
        number = chance.choice(numbers)
        text = letters[number].text
        start = chance.randrange(len(text) - 2)
        yield number, text[start : start + chance.randint(2, 12)]


def words_of(letters: dict[int, Made], chance: random.Random) -> str:
    text = letters[chance.choice(sorted(letters))].text
    found = [word for word in cut(text).split() if len(word) > 1]
    return " ".join(chance.sample(found, chance.choice([1, 1, 2, 3])))


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_any_fragment_of_a_letter_finds_it(
    connection: sqlite3.Connection, letters: dict[int, Made], form: str
) -> None:
    """Promise 1: two or more copied characters, quoted or not, replaced letters and tail too."""
    for number, fragment in fragments(letters, 100, seed=1):
        ask = Ask(parse(form.format(fragment)), limit=10_000)
        found = {hit.reply for hit in Fts5Index(connection).search(ask).hits}
        assert number + 1 in found, fragment


def test_a_quoted_phrase_finds_only_letters_that_hold_it(
    connection: sqlite3.Connection, letters: dict[int, Made]
) -> None:
    """Totals of phrases are exact: candidates are looked up in the text."""
    for _, fragment in fragments(letters, 80, seed=2):
        wanted = literal(fragment).strip(",。")
        if len(wanted) < 2:
            continue
        holding = {n + 1 for n, m in letters.items() if wanted in literal(f"{m.text}。{m.title}。")}
        found = Fts5Index(connection).search(Ask(parse(f'"{fragment}"'), limit=10_000))
        assert holding <= {hit.reply for hit in found.hits}
        assert found.total == len(found.hits) <= len(holding) + 2, fragment  # agencies count too


def test_scores_are_those_of_fts5(connection: sqlite3.Connection, letters: dict[int, Made]) -> None:
    """BM25 from the fast parts, the plain index and the tail equals FTS5's own."""
    chance = random.Random(3)
    statement = f"""SELECT d.reply, -bm25(search_words, {FTS_WEIGHTS}) FROM search_words
        JOIN search_doc d ON d.doc = search_words.rowid WHERE search_words MATCH ?
        AND NOT EXISTS (SELECT 1 FROM search_log l WHERE l.doc = d.doc AND l.gone)"""
    for _ in range(60):
        typed = words_of(letters, chance)
        match = " AND ".join(f'"{word}"' for word in dict.fromkeys(cut(typed).split()))
        expected = dict(connection.execute(statement, (match,)).fetchall())
        found = Fts5Index(connection).search(Ask(parse(typed), limit=10_000, plain=True))
        scores = {hit.reply: hit.rank for hit in found.hits}
        assert expected.keys() <= scores.keys()
        assert {r: scores[r] for r in expected} == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_tallies_are_those_of_sql(connection: sqlite3.Connection, letters: dict[int, Made]) -> None:
    """Facet count = total = rows, for words and filters chosen at random."""
    chance = random.Random(4)
    columns = {"kind": "kind", "district": "place_code", "agency": "agency", "outcome": "outcome"}
    columns["year"] = "CAST(year AS TEXT)"
    for _ in range(30):
        made = letters[chance.choice(sorted(letters))]
        chosen = {"kind": made.kind, "district": f"3101{made.district:02}", "outcome": made.outcome}
        names = chance.sample(sorted(chosen), chance.randint(0, 2))
        filters, _ = Filters.read([(name, chosen[name]) for name in names])
        typed = words_of(letters, chance) if chance.random() < 0.7 else ""
        found = Fts5Index(connection).search(
            Ask(parse(typed), filters, limit=10_000, facets=FACETS)
        )
        every = Fts5Index(connection).search(Ask(parse(typed), limit=10_000))
        rowids = ",".join(str(hit.reply) for hit in every.hits)
        for facet, column in columns.items():
            where = " AND ".join(
                f"{columns[name]} = '{chosen[name]}'" for name in names if name != facet
            )
            statement = f"""SELECT {column}, count(*) FROM reply
                WHERE rowid IN ({rowids}) AND {where or 1} GROUP BY 1"""
            assert dict(found.tallies[facet]) == dict(connection.execute(statement).fetchall())
        assert found.total == len(found.hits)
        for name in names:
            assert found.tallies[name].get(chosen[name], 0) == found.total


@pytest.mark.parametrize("order", list(Order))
def test_pages_joined_are_the_list(
    connection: sqlite3.Connection, letters: dict[int, Made], order: Order
) -> None:
    """Following the last hit of each page gives every hit once, in the order of the whole list."""
    chance = random.Random(5)
    for _ in range(2):
        ask = Ask(parse(words_of(letters, chance)), order=order, limit=10_000)
        whole = Fts5Index(connection).search(ask).hits
        paged, after, moment = [], None, None
        while True:
            page = Fts5Index(connection).search(replace(ask, limit=7, after=after, moment=moment))
            if not page.hits:
                break
            paged += page.hits
            after, moment = (page.hits[-1].rank, page.hits[-1].entry), page.moment
        assert [hit.reply for hit in paged] == [hit.reply for hit in whole]


def test_the_fast_parts_change_no_answer(
    built: tuple[Path, dict[int, Made]], tmp_path: Path
) -> None:
    """Without them a question is answered more slowly, and the same."""
    path, letters = shutil.copy(built[0], tmp_path / "dafu.db"), built[1]
    chance = random.Random(6)
    asks = [Ask(parse(words_of(letters, chance)), limit=50, facets=FACETS) for _ in range(12)]

    def answers() -> list[tuple[object, ...]]:
        with writing(path) as connection:
            found = [Fts5Index(connection).search(ask) for ask in asks]
        return [
            (f.total, f.tallies, [(h.reply, pytest.approx(h.rank, rel=1e-5)) for h in f.hits])
            for f in found
        ]

    with_parts = answers()
    with writing(path) as connection:
        held = connection.execute("SELECT count(*) FROM search_blob WHERE kind = 'word0'")
        assert held.fetchone()[0] > 20
        connection.execute("DELETE FROM search_blob")
        connection.execute("UPDATE search_state SET value = 0 WHERE key IN ('watermark', 'base')")
    assert answers() == with_parts
    with writing(path) as connection:
        Fts5Index(connection).settle(0)
    assert answers() == with_parts


def test_a_list_begun_before_an_ingest_is_continued_as_it_was(
    built: tuple[Path, dict[int, Made]], tmp_path: Path
) -> None:
    """Letters that come in, change or go between two pages neither repeat nor displace others."""
    path, letters = shutil.copy(built[0], tmp_path / "dafu.db"), built[1]
    engine = reader(path)
    ask = Ask(parse("的"), limit=40)
    with engine.connect() as held:
        driver = held.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        whole = Fts5Index(driver).search(replace(ask, limit=10_000)).hits
        first = Fts5Index(driver).search(ask)
        with writing(path) as connection:
            index = Fts5Index(connection)
            for made in corpus(50, start=2_000, size=SIZE):
                store(connection, made)
                index.put(entry(made))
            for number in sorted(letters)[:30]:
                index.put(entry(letters[number]))
        paged = list(first.hits)
        while True:
            last = paged[-1]
            page = Fts5Index(driver).search(
                replace(ask, after=(last.rank, last.entry), moment=first.moment)
            )
            if not page.hits:
                break
            paged += page.hits
    engine.dispose()
    assert [hit.reply for hit in paged] == [hit.reply for hit in whole]
