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
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.search.engine.sqlite import SqliteIndex
from app.search.filters import Filters
from app.search.index import Ask, Entry, Order
from app.search.query import parse
from app.search.words.cutting import cut
from app.search.words.fold import literal
from app.store.database import reader, writer
from tests.bench.archive import entry, fill, store
from tests.bench.corpus import Made, corpus
from tests.search.reference import bm25, reference

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


@dataclass(frozen=True)
class Built:
    """A database, the letters it must find, and all that was ever put, in order."""

    path: Path
    letters: dict[int, Made]
    put: list[Entry]


def build(path: Path) -> Built:
    """Fill a database: in bulk, then a few at a time, some taken out and some replaced."""
    letters = {made.number: made for made in corpus(SETTLED + TAIL, size=SIZE)}
    put: list[Entry] = [entry(letters[number]) for number in range(SETTLED)]
    fill(path, [letters[number] for number in range(SETTLED)])
    with writing(path) as connection:
        index = SqliteIndex(connection)
        for number in range(SETTLED, SETTLED + TAIL):
            store(connection, letters[number])
            put.append(entry(letters[number]))
            index.put(put[-1:])
        for number in range(5, SETTLED, 40):
            forget(connection, number)
            index.remove([number + 1])
            del letters[number]
        for number in range(7, SETTLED, 40):
            other = next(iter(corpus(1, start=10_000 + number, size=SIZE)))
            letters[number] = replace(other, number=number)
            forget(connection, number)
            store(connection, letters[number])
            put.append(entry(letters[number]))
            index.put(put[-1:])
    return Built(path, letters, put)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("index") / "dafu.db")


@pytest.fixture(scope="module")
def letters(built: Built) -> dict[int, Made]:
    return built.letters


@pytest.fixture(scope="module")
def engine(built: Built) -> Iterator[Engine]:
    engine = reader(built.path)
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
        found = {hit.reply for hit in SqliteIndex(connection).search(ask).hits}
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
        found = SqliteIndex(connection).search(Ask(parse(f'"{fragment}"'), limit=10_000))
        assert holding <= {hit.reply for hit in found.hits}
        assert found.total == len(found.hits) <= len(holding) + 2, fragment  # agencies count too


def test_scores_are_those_of_fts5(connection: sqlite3.Connection, built: Built) -> None:
    """BM25 over segments large and small equals FTS5's own, for all that is left."""
    chance = random.Random(3)
    words = reference(built.put)
    for _ in range(200):
        typed = words_of(built.letters, chance)
        found = SqliteIndex(connection).search(Ask(parse(typed), limit=10_000, plain=True))
        scores = {hit.entry: hit.rank for hit in found.hits}
        expected = bm25(words, typed)
        gone = expected.keys() - scores.keys()
        assert not gone & living(connection)
        assert {doc: scores[doc] for doc in expected if doc not in gone} == pytest.approx(
            {doc: score for doc, score in expected.items() if doc not in gone}, rel=1e-4, abs=1e-4
        )
    words.close()


def living(connection: sqlite3.Connection) -> set[int]:
    gone = "SELECT doc FROM search_log WHERE gone"
    return {
        doc
        for (doc,) in connection.execute(f"SELECT doc FROM search_doc WHERE doc NOT IN ({gone})")
    }


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
        found = SqliteIndex(connection).search(
            Ask(parse(typed), filters, limit=10_000, facets=FACETS)
        )
        every = SqliteIndex(connection).search(Ask(parse(typed), limit=10_000))
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
        whole = SqliteIndex(connection).search(ask).hits
        paged, after, moment = [], None, None
        while True:
            page = SqliteIndex(connection).search(replace(ask, limit=7, after=after, moment=moment))
            if not page.hits:
                break
            paged += page.hits
            after, moment = (page.hits[-1].rank, page.hits[-1].entry), page.moment
        assert [hit.reply for hit in paged] == [hit.reply for hit in whole]


def test_merging_changes_no_answer(built: Built, tmp_path: Path) -> None:
    """One segment or many, and with or without what was packed: the same, hit for hit."""
    path = shutil.copy(built.path, tmp_path / "dafu.db")
    chance = random.Random(6)
    asks = [Ask(parse(words_of(built.letters, chance)), limit=50, facets=FACETS) for _ in range(12)]
    asks += [
        Ask(parse(f'"{fragment}"'), limit=50)
        for _, fragment in fragments(built.letters, 12, seed=8)
    ]

    def answers() -> list[tuple[object, ...]]:
        engine = reader(path)
        with engine.connect() as held:
            driver = held.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            found = [SqliteIndex(driver).search(ask) for ask in asks]
        engine.dispose()
        return [(f.total, f.tallies, [(h.reply, h.rank) for h in f.hits]) for f in found]

    def segments(connection: sqlite3.Connection) -> int:
        found: int = connection.execute("SELECT count(*) FROM search_segment").fetchone()[0]
        return found

    before = answers()
    with writing(path) as connection:
        assert segments(connection) > 1
        SqliteIndex(connection).compact()
        assert segments(connection) == 1
    assert answers() == before
    with writing(path) as connection:
        connection.execute("DELETE FROM search_blob")
        connection.execute("UPDATE search_state SET value = 'another' WHERE key = 'index'")
    assert answers() == before
    with writing(path) as connection:
        SqliteIndex(connection).settle()
        connection.execute("UPDATE search_state SET value = 'a third' WHERE key = 'index'")
    assert answers() == before


def test_a_list_begun_before_an_ingest_is_continued_as_it_was(built: Built, tmp_path: Path) -> None:
    """Letters that come in, change or go between two pages neither repeat nor displace others."""
    path, letters = shutil.copy(built.path, tmp_path / "dafu.db"), built.letters
    engine = reader(path)
    ask = Ask(parse("的"), limit=40)
    with engine.connect() as held:
        driver = held.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        whole = SqliteIndex(driver).search(replace(ask, limit=10_000)).hits
        first = SqliteIndex(driver).search(ask)
        with writing(path) as connection:
            index = SqliteIndex(connection)
            for made in corpus(50, start=2_000, size=SIZE):
                store(connection, made)
                index.put([entry(made)])
            for number in sorted(letters)[:30]:
                index.put([entry(letters[number])])
        paged = list(first.hits)
        while True:
            last = paged[-1]
            page = SqliteIndex(driver).search(
                replace(ask, after=(last.rank, last.entry), moment=first.moment)
            )
            if not page.hits:
                break
            paged += page.hits
    engine.dispose()
    assert [hit.reply for hit in paged] == [hit.reply for hit in whole]
