"""A table walked by one test asks every row and names the rows that fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.rows import each_row


def parts(test: Callable[..., None]) -> list[Any]:
    (mark,) = test.pytestmark  # type: ignore[attr-defined]
    return list(mark.args[1])


def walk(test: Callable[..., None], nth: int = 0) -> None:
    test(_rows=parts(test)[nth].values[0])


def test_every_row_is_asked() -> None:
    """Pairs, named rows and single values."""
    asked: list[tuple[int, int]] = []

    def pair(one: int, two: int = 0) -> None:
        asked.append((one, two))

    walk(each_row(("one", "two"), [(1, 2), pytest.param(3, 4, id="named")])(pair))
    walk(each_row("one", [5])(pair))
    assert asked == [(1, 2), (3, 4), (5, 0)]


def test_rows_that_fail_are_named_and_the_others_asked_all_the_same() -> None:
    """The first is raised as it failed, and tells what became of the others."""

    def odd(number: int) -> None:
        if not number % 2:
            raise ValueError(number)

    with pytest.raises(ValueError, match="2") as one:
        walk(each_row("number", [1, 2, 3], ids=lambda number: f"第{number}行")(odd))
    assert one.value.__notes__ == ["row 1: 第2行", "1 of 3 rows failed"]
    with pytest.raises(ValueError, match="2") as several:
        walk(each_row("number", [2, 3, 4], ids=["甲", "乙", "丙"])(odd))
    told = ["row 0: 甲", "row 2: 丙: ValueError: 4", "2 of 3 rows failed"]
    assert several.value.__notes__ == told


def test_a_few_rows_stand_for_the_others_in_a_run_by_hand() -> None:
    """Between them the run by hand and the slow run ask every row once."""
    asked: list[int] = []

    def ask(number: int) -> None:
        asked.append(number)

    test = each_row("number", range(20), one_in=8)(ask)
    assert [[mark.name for mark in part.marks] for part in parts(test)] == [[], ["slow"]]
    walk(test)
    assert asked == [0, 8, 16]
    walk(test, 1)
    assert sorted(asked) == list(range(20))


def test_a_table_without_rows_is_refused() -> None:
    """It would pass and ask nothing."""
    with pytest.raises(AssertionError, match="without rows"):
        each_row("number", [])
