"""Without an index questions without words are answered from the store, exactly as with one."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.errors import Unavailable
from app.search.facets import NAMES
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import Sort, facet, matching, search
from app.store.database import reader
from app.store.lists import proposers
from tests.archives import database_in

NOTHING = parse("")


@pytest.fixture
def whole(archive_folder: Path) -> Iterator[Connection]:
    """The sample archive with its index."""
    engine = reader(archive_folder / "dafu.db")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def missing(raw: sqlite3.Connection) -> None:
    """Take the index away."""
    found = raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'search%' AND type='table'")
    for (name,) in found.fetchall():
        raw.execute(f"DROP TABLE {name}")


def of_other_rules(raw: sqlite3.Connection) -> None:
    """Say that the index was made by another version."""
    raw.execute("UPDATE search_state SET value = 'other' WHERE key = 'version'")


def shorn(raw: sqlite3.Connection) -> None:
    """Take a part of the index away."""
    raw.execute("DROP TABLE search_log")


@pytest.fixture(params=[missing, of_other_rules, shorn], ids=lambda make: make.__name__)
def without(
    request: pytest.FixtureRequest, archive_folder: Path, tmp_path: Path
) -> Iterator[Connection]:
    """The sample archive without an index that can be used."""
    broken: Callable[[sqlite3.Connection], None] = request.param
    shutil.copytree(archive_folder, tmp_path / "copy")
    path = tmp_path / "copy" / "dafu.db"
    with closing(sqlite3.connect(path)) as raw, raw:
        broken(raw)
    engine = reader(path)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def conditions(connection: Connection) -> list[tuple[str, str]]:
    """Every value of every facet, and people, numbers and days."""
    values = [
        (name, value.value)
        for name in NAMES
        for value in facet(connection, NOTHING, Filters(), name).values
    ]
    people = [("proposer", row.name) for row in proposers(connection, "", None, 100)]
    hits = search(connection, NOTHING, size=100).hits
    numbers = [("number", number) for hit in hits for number in hit.numbers]
    places = [("district", "上海市"), ("district", "浦东新区"), ("number", "072"), ("number", "72")]
    days = [("from", "2025-05-01"), ("to", "2025-05-19"), ("year", "none"), ("theme", "nothing")]
    return [*values, *people, *numbers, *places, *days]


@pytest.mark.slow
def test_random_conditions_give_the_same_list_either_way(
    whole: Connection, without: Connection
) -> None:
    """Letters in order, their number, and the tallies beside them are those of the index."""
    chance, known = random.Random(6), conditions(whole)
    asked = [Filters(), *(Filters.read([one])[0] for one in known)]
    asked += [Filters.read(chance.sample(known, 2 + n % 3))[0] for n in range(60)]
    found = 0
    for filters in asked:
        for sort in Sort:
            expected = search(whole, NOTHING, filters, sort=sort, size=3)
            answer = search(without, NOTHING, filters, sort=sort, size=3)
            assert [hit.id for hit in answer.hits] == [hit.id for hit in expected.hits]
            assert (answer.total, answer.facets) == (expected.total, expected.facets)
        assert matching(without, NOTHING, filters) == matching(whole, NOTHING, filters)
        found += bool(expected.total)
    assert found > len(known)


def test_pages_follow_each_other_without_an_index(without: Connection) -> None:
    """A cursor goes on where its page ended."""
    seen, cursor = [], None
    while True:
        page = search(without, NOTHING, size=2, cursor=cursor)
        seen += [hit.id for hit in page.hits]
        if (cursor := page.cursor) is None:
            break
    assert len(seen) == len(set(seen)) == page.total == 5


def test_words_need_the_index(without: Connection) -> None:
    """A search by words says that it cannot be, and never that there is nothing."""
    for ask in (lambda q: search(without, q), lambda q: matching(without, q)):
        with pytest.raises(Unavailable, match=r"\./run reindex"):
            ask(parse("孵化器"))


def test_an_archive_that_was_never_filled_holds_no_words(tmp_path: Path) -> None:
    """Before the first ingest there is no index and nothing to find, which is no fault."""
    engine = reader(database_in(tmp_path))
    with engine.connect() as connection:
        assert search(connection, parse("孵化器")).total == 0
        assert search(connection, NOTHING).total == 0
    engine.dispose()
