"""At the edge of what the engine sees, one way of working is as exact as another."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import numpy as np
import pytest
from pyroaring import BitMap
from sqlalchemy import Engine

from app.search.deadline import deadline
from app.search.engine.postings import Kept
from app.search.engine.rows import Posting, united
from app.search.engine.scoring import best
from app.search.engine.sqlite import SqliteIndex
from app.search.engine.tallying import TAIL, WIDTH, Key, Tally, Values, room, stored
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import search
from app.search.similar import similar
from app.search.suggest import suggest

LAST = 3_000


def valued() -> dict[Key, BitMap]:
    """Return entries by value; some have more values than a row holds."""
    chance = random.Random(5)
    keys: list[Key] = [("theme", str(n)) for n in range(2 * WIDTH)] + [("year", "2025")]
    held: dict[Key, list[int]] = {key: [] for key in keys}
    for doc in range(1, LAST + 1):
        for key in chance.sample(keys, chance.choice((0, 1, 2, 3, WIDTH, WIDTH + 5))):
            held[key].append(doc)
    return {key: BitMap(docs) for key, docs in held.items()}


@pytest.mark.parametrize("share", [0.0, 0.002, 0.4, 0.97, 1.0])
def test_values_are_counted_the_same_in_every_way(share: float) -> None:
    """Few hits, half of all, nearly all; made at once or letter by letter: the same counts."""
    chance = random.Random(7)
    held = valued()
    alive = BitMap(doc for doc in range(1, LAST + 1) if doc % 50)
    hits = BitMap(doc for doc in alive if chance.random() < share)
    at_once = Values.of(held, LAST, alive)
    for values in (at_once, *step_by_step(held, alive)):
        for among in (alive, None):
            counts = values.counts(hits, among)
            counted = {key: int(counts[values.places[stored(*key)]]) for key in held}
            assert counted == {key: len(docs & hits) for key, docs in held.items()}
        assert {key: values.bitmap(key) for key in held} == held
        assert dict(values.bitmaps()) == {stored(*key): docs for key, docs in held.items()}


def step_by_step(held: dict[Key, BitMap], alive: BitMap) -> Iterator[Values]:
    """Yield values that came in steps, some of them in bitmaps; who is not alive died later."""
    of_each = [
        (doc, "\n".join(stored(*key) for key, docs in held.items() if doc in docs))
        for doc in range(1, LAST + 1)
    ]
    for step in (LAST, TAIL, 70):
        values, was = Values.none(), BitMap()
        for start in range(0, LAST, step):
            came = of_each[start : start + step]
            now = was | BitMap(doc for doc, _ in came)
            values, was = values.with_new(came, was, now), now
        yield values.with_new((), was, alive)


def test_parts_of_a_posting_may_lie_in_any_order() -> None:
    """Each frequency stays with its entry, also where segments were not written in order."""
    one = Posting(BitMap([5, 6]), np.array([1, 2], np.uint8))
    other = Posting(BitMap([1, 9]), np.array([3, 4], np.uint8))
    whole = united([one, other])
    assert list(whole.docs) == [1, 5, 6, 9]
    assert whole.often.tolist() == [3, 1, 2, 4]


def test_what_is_read_has_so_much_room() -> None:
    """The least used gives way; what is asked for again is made again."""
    kept, made = Kept(room=250), list[str]()

    def of(name: str) -> str:
        return str(kept.of(name, lambda: (made.append(name) or name, 100)))

    assert [of(name) for name in "abacbad"] == list("abacbad")
    assert made == ["a", "b", "c", "b", "a", "d"]


def test_a_fault_is_no_deadline() -> None:
    """Only what was stopped is told as too slow, and nothing is stopped afterwards."""
    with closing(sqlite3.connect(":memory:")) as connection:
        with (
            pytest.raises(sqlite3.OperationalError, match="no such table"),
            deadline(connection, 5.0),
        ):
            connection.execute("SELECT * FROM letters")
        with deadline(connection, None):
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_without_an_index_nothing_is_found_and_it_is_said() -> None:
    """A database that was never indexed gives no word any weight, and says what to run."""
    with closing(sqlite3.connect(":memory:")) as connection:
        index = SqliteIndex(connection)
        assert not index.exists()
        assert index.rarities(["企业"]) == {"企业": 0.0}
        assert index.names() == {}
        assert index.sounding("企业") == index.known(["企业"]) == []
        assert [sentence for sentence in index.faults() if "./run reindex" in sentence]


def total(archive: Engine, typed: str, filters: Filters | None = None) -> int:
    with archive.connect() as connection:
        found = search(connection, parse(typed), filters or Filters(), facets=False)
    return 0 if found.loose else found.total


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("日期:2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("日期:2025-05", date(2025, 5, 1), date(2025, 5, 31)),
        ("日期:2025年6月", date(2025, 6, 1), date(2025, 6, 30)),
        ("日期:2025-05-14", date(2025, 5, 14), date(2025, 5, 14)),
        ("日期:2025-05..2025-06", date(2025, 5, 1), date(2025, 6, 30)),
        ("日期:2024-12", date(2024, 12, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_is_found_to_the_day(archive: Engine, typed: str, first: date, last: date) -> None:
    """A year, a month, a day and a period hold their first and last day and no other."""
    with archive.connect() as connection:
        dated = connection.exec_driver_sql(
            "SELECT count(*) FROM reply WHERE dated BETWEEN ? AND ?",
            (first.isoformat(), last.isoformat()),
        ).scalar()
    assert total(archive, typed) == dated


@pytest.mark.parametrize(
    "typed",
    [
        "日期:2025-02-30",  # no calendar has it
        "日期:2023..2024..2025",
        "日期:很久以前",
        "单位:没有这个单位",
        "标题:鿐",  # a character that no letter has
    ],
)
def test_what_cannot_be_is_found_nowhere(archive: Engine, typed: str) -> None:
    """A field holds what it says and nothing else: no day, body or title, no letter."""
    assert total(archive, typed) == 0


def test_a_field_is_found_by_part_of_what_it_holds(archive: Engine) -> None:
    """One character of a title, the given name of a proposer: as many letters as SQL counts."""
    with archive.connect() as connection:
        titled, proposed = (
            connection.exec_driver_sql(f"SELECT count(DISTINCT {asked}").scalar()
            for asked in (
                "rowid) FROM reply WHERE title LIKE '%业%' OR heading LIKE '%业%'",
                "reply) FROM reply_proposer WHERE name LIKE '%晓慧%'",
            )
        )
    assert total(archive, "标题:业") == titled > 0
    assert total(archive, "提案人:晓慧") == proposed > 0


@pytest.mark.parametrize("count", [10, 700, 50_000])
@pytest.mark.parametrize("wanted", [1, 20, 100])
def test_the_best_are_all_that_tie_with_the_last(count: int, wanted: int) -> None:
    """However many there are, none of the greatest is missing; few others are looked at."""
    chance = np.random.default_rng(3)
    keys = chance.integers(0, max(10, count // 8), count).astype(np.float64)
    found = best(keys, wanted)
    floor = np.sort(keys)[::-1][:wanted][-1]
    assert set(np.flatnonzero(keys >= floor)) <= set(found)
    assert count <= wanted or len(found) < count


def test_what_is_not_wanted_is_left_out(archive: Engine) -> None:
    """With and without a word make up the whole."""
    whole, with_it = total(archive, "企业"), total(archive, "企业 孵化器")
    assert 0 < with_it < whole
    assert total(archive, "企业 -孵化器") == whole - with_it


def test_a_number_filters_as_it_is_printed(archive: Engine) -> None:
    """Leading zeros need not be typed, and another number lets nothing through."""
    assert total(archive, "", Filters(number=("072",))) == 1
    assert total(archive, "", Filters(number=("72",))) == 1
    assert total(archive, "", Filters(number=("99999",))) == 0


@pytest.mark.parametrize("typed", ["", " ", "\0"])
def test_nothing_typed_suggests_nothing(archive: Engine, typed: str) -> None:
    with archive.connect() as connection:
        assert suggest(connection, typed) == ()


def test_a_part_of_an_agencys_name_suggests_the_agency(archive: Engine) -> None:
    """Whatever part of it is typed; its letters are those that the suggestion finds."""
    with archive.connect() as connection:
        (made,) = [one for one in suggest(connection, "发展和改革") if one.kind == "agency"]
    assert made.text == "上海市长宁区发展和改革委员会"
    assert total(archive, made.address) == made.count > 0


def test_a_letter_that_is_not_there_is_like_none(archive: Engine) -> None:
    with archive.connect() as connection:
        assert similar(connection, 999_999) == ()


def test_tallies_take_the_room_of_their_counts() -> None:
    """Facets without a tick share one array, which is counted once; a ticked one has its own."""
    places = {"a": 1, "b": 2}
    shared, own = np.zeros(3, np.int64), np.zeros(300, np.int64)
    tallies = [Tally(places, shared), Tally(places, shared), Tally(places, own)]
    assert room(tallies) == shared.nbytes + own.nbytes
    assert room([]) == 0
