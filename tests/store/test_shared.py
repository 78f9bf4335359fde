"""What workers share: one makes it, all have it; nobody waits for it and nobody needs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from app.store.shared import Shared


@pytest.fixture
def closed() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _opened(closed: ExitStack, path: Path, **room: int) -> Shared:
    shared = Shared(path, **room)
    closed.callback(shared.close)
    return shared


def test_what_one_has_put_the_other_takes(tmp_path: Path, closed: ExitStack) -> None:
    """Two processes with one file see each other's answers, byte for byte."""
    one, other = (_opened(closed, tmp_path / "shelf.db") for _ in range(2))
    every = bytes(range(256))
    one.put("a", every)
    other.put("a", b"made a second time")
    assert other.take("a") == every == one.take("a")
    assert other.take("b") is None


def test_the_file_has_room_for_so_much(tmp_path: Path, closed: ExitStack) -> None:
    """The oldest answers leave, the newest stay, and the file ceases to grow."""
    room, held = 1 << 20, b"x" * 2_000
    shared = _opened(closed, tmp_path / "shelf.db", room=room)
    for number in range(3_000):
        shared.put(str(number), held)
    assert shared.take("0") is None
    assert shared.take("2999") == held
    with closing(sqlite3.connect(tmp_path / "shelf.db")) as looking:
        (size,) = looking.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
    assert room / 2 < size < room * 1.1


def test_a_busy_file_keeps_nobody_waiting(tmp_path: Path, closed: ExitStack) -> None:
    """While another process writes, answers are taken and none is put."""
    shared = _opened(closed, tmp_path / "shelf.db")
    shared.put("a", b"1")
    with closing(sqlite3.connect(tmp_path / "shelf.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        shared.put("b", b"2")
        assert (shared.take("a"), shared.take("b")) == (b"1", None)
        other.execute("ROLLBACK")
    shared.put("b", b"2")
    assert shared.take("b") == b"2"


@pytest.mark.parametrize("what", ["a folder", "no folder", "no database", "damaged meanwhile"])
def test_without_the_file_nothing_is_held(tmp_path: Path, closed: ExitStack, what: str) -> None:
    """A file that cannot be used is as good as none: no error, no answer."""
    path = tmp_path / ("gone/shelf.db" if what == "no folder" else "shelf.db")
    if what == "a folder":
        path.mkdir()
    elif what == "no database":
        path.write_bytes(b"no database" * 1_000)
    shared = _opened(closed, path)
    if what == "damaged meanwhile":
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("DROP TABLE answer")
    shared.put("a", b"1")
    assert shared.take("a") is None
