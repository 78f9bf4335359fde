"""What comes next is made while the last is used; and a run can be left at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator

import pytest

from app.ingest.ahead import ahead


def test_what_is_made_comes_in_order() -> None:
    with ahead(lambda left: (number for number in range(100))) as items:
        assert list(items) == list(range(100))


def test_the_next_is_made_while_one_is_used() -> None:
    """Else the readers of letters stand idle as long as the writer writes."""
    second = threading.Event()

    def make(left: Callable[[], bool]) -> Generator[str]:
        yield "first"
        second.set()
        yield "second"

    with ahead(make) as items:
        assert next(items) == "first"
        assert second.wait(10)
        assert next(items) == "second"


def test_little_is_made_ahead() -> None:
    """One waits and one is in hand: memory holds so many portions however slow the writer is."""
    made: list[int] = []

    def make(left: Callable[[], bool]) -> Generator[int]:
        for number in range(100):
            made.append(number)
            yield number

    with ahead(make) as items:
        for number in items:
            assert len(made) <= number + 3
    assert len(made) == 100


def test_what_goes_wrong_is_told_to_who_waits() -> None:
    def make(left: Callable[[], bool]) -> Generator[int]:
        yield 1
        raise OSError("disk full")

    with ahead(make) as items:
        assert next(items) == 1
        with pytest.raises(OSError, match="disk full"):
            next(items)


def test_leaving_early_ends_the_making_and_closes_it() -> None:
    closed: list[str] = []

    def make(left: Callable[[], bool]) -> Generator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.append(threading.current_thread().name)

    with ahead(make) as items:
        assert next(items) == 0
    assert closed == ["ahead"]


def test_making_is_told_that_nobody_wants_the_rest() -> None:
    """A portion of letters takes seconds to read: it is not finished for nothing."""
    told: list[bool] = []

    def make(left: Callable[[], bool]) -> Generator[int]:
        yield 1
        while not left():
            threading.Event().wait(0.01)
        told.append(True)

    with ahead(make) as items:
        assert next(items) == 1
    assert told == [True]
