"""The data file of characters that look alike: every entry runs its example and counter-example."""

from __future__ import annotations

import sqlite3

import pytest

from app.search.asking import by_eye, corrected
from app.search.engine.sqlite import SqliteIndex
from app.search.index import Entry
from app.search.words.shapes import Shape, looking_like, shapes
from tests.rows import each_row


def index_of(*texts: str) -> SqliteIndex:
    """Return an index over a few letters, which knows their words by ear and eye."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE reply (rowid INTEGER PRIMARY KEY, text TEXT)")
    connection.executemany("INSERT INTO reply (text) VALUES (?)", [(text,) for text in texts])
    index = SqliteIndex(connection)
    index.create()
    index.put(
        [Entry(number, "", "", text, 0, 0, ()) for number, text in enumerate(texts, 1) if text]
    )
    index.listen()
    return index


@pytest.fixture(scope="module")
def others() -> SqliteIndex:
    """An index that holds nothing of what is typed or meant."""
    return index_of("别的事项")


@each_row("shape", shapes(), ids=lambda shape: shape.alike)
def test_a_slip_is_put_right_where_letters_have_the_word_and_not_the_slip(
    shape: Shape, others: SqliteIndex
) -> None:
    """A right word stays; so does the slip, where no letter holds what may have been meant."""
    typed, meant = shape.yes
    assert set(typed) ^ set(meant) <= set(shape.alike)
    assert meant in looking_like(typed)
    letters = index_of(f"有关{meant}的事项")
    assert by_eye(letters, typed) == meant
    assert by_eye(others, typed) is None
    assert corrected(letters, f"本区{typed}") == f"本区{meant}"
    assert corrected(index_of(f"说到{typed}，也说{meant}"), typed) == typed


@each_row("shape", shapes(), ids=lambda shape: shape.alike)
def test_a_right_word_is_left_alone(shape: Shape) -> None:
    """Though letters hold every word that looks like it, and not the word itself."""
    assert set(shape.no) & set(shape.alike)
    letters = "。".join(looking_like(shape.no))
    assert by_eye(index_of(letters), shape.no) is None
