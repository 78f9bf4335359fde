"""Promise 1 over real wording: any copied fragment finds its letter, whatever came to pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from app.ingest.run import Archive
from app.ingest.withdrawal import withdraw
from app.search import indexing
from app.search.query import LONGEST, parse
from app.search.results import matching
from app.search.words.fold import literal
from app.store.database import reader
from tests.archives import copy_in

ADDED = "\n另外，丰沛巷的石拱桥与枣林渡口一并修缮，由百工营造社承担。"
FORMS = ("{}", '"{}"', "“{}”", "「{}」")


@dataclass(frozen=True)
class State:
    """An archive after something came to pass: its texts by row."""

    engine: Engine
    texts: dict[int, str]


def taken_in(archive: Archive) -> None:
    """Nothing more than an ingest."""


def replaced(archive: Archive) -> None:
    """Every third letter has other words now, and is found by these."""
    with archive.engine.begin() as connection:
        rows = connection.scalars(text("SELECT rowid FROM reply WHERE rowid % 3 = 0")).all()
        for row in rows:
            change = text("UPDATE reply SET text = substr(text, 40) || :added WHERE rowid = :row")
            connection.execute(change, {"added": ADDED, "row": row})
            indexing.put(connection, row)


def withdrawn(archive: Archive) -> None:
    """Every fourth letter is gone; the others are still found."""
    with archive.engine.connect() as connection:
        ids = connection.scalars(text("SELECT id FROM reply WHERE rowid % 4 = 0")).all()
    for id in ids:
        withdraw(archive, id, "重复")


def reindexed(archive: Archive) -> None:
    """The index is made anew after all that."""
    replaced(archive)
    withdrawn(archive)
    with archive.engine.begin() as connection:
        indexing.reindex(connection)


def one_by_one(archive: Archive) -> None:
    """Every letter came alone, so that no two share a segment that was not merged."""
    with archive.engine.begin() as connection:
        rows = connection.scalars(text("SELECT rowid FROM reply ORDER BY rowid")).all()
    for row in rows:
        with archive.engine.begin() as connection:
            indexing.put(connection, row)


@pytest.fixture(
    scope="module",
    params=[taken_in, replaced, withdrawn, reindexed, one_by_one],
    ids=lambda happened: happened.__name__,
)
def state(
    request: pytest.FixtureRequest, letters_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[State]:
    folder = tmp_path_factory.mktemp("fragments") / "data"
    happened: Callable[[Archive], None] = request.param
    archive = copy_in(folder, letters_folder)
    happened(archive)
    archive.engine.dispose()
    engine = reader(folder / "dafu.db")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT rowid, text FROM reply ORDER BY rowid"))
        texts = {row.rowid: row.text for row in rows}
    yield State(engine, texts)
    engine.dispose()


@given(st.data())
def test_any_copied_fragment_finds_its_letter(state: State, data: st.DataObject) -> None:
    """Two characters or more, from anywhere, across lines and signs, in quotes of any kind."""
    row = data.draw(st.sampled_from(sorted(state.texts)))
    held = state.texts[row]
    start = data.draw(st.integers(0, len(held) - 2))
    fragment = held[start : start + data.draw(st.integers(2, 40))]
    typed = data.draw(st.sampled_from(FORMS)).format(fragment)
    if any(character.isalnum() for character in fragment) and len(typed) <= LONGEST:
        assert row in found(state, typed), typed


def found(state: State, typed: str) -> tuple[int, ...]:
    with state.engine.connect() as connection:
        return matching(connection, parse(typed))


def test_a_phrase_finds_all_that_hold_it_and_nothing_else(state: State) -> None:
    """Every hit is a letter that is there, and holds what was asked for."""
    for typed in ("“丰沛巷的石拱桥”", "“答复如下”", "“百工营造社”"):
        wanted = typed.strip("“”")
        assert set(found(state, typed)) == {
            row for row, held in state.texts.items() if wanted in literal(held)
        }
