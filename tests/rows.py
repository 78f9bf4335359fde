"""Rows of a table, walked by one test: handing out a test for each takes longer than asking it.

pytest's own `subtests` tell of every row as well, and take as long as a test each: of two thousand
rows that ask nothing, 6 s, where this walk takes none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature
from typing import Any

import pytest

PARAM = type(pytest.param())
Ids = Callable[[Any], str] | Sequence[str] | None
Test = Callable[..., None]
Row = tuple[int, Any]


def each_row(
    names: str | tuple[str, ...], table: Iterable[Any], *, ids: Ids = None, one_in: int = 1
) -> Callable[[Test], Test]:
    """Run a test on every row, as `parametrize` would; a failure tells of all rows that fail.

    The rows share the fixtures of the one test: not for a test that writes to what they give.
    With `one_in` a run by hand takes the first row and each n-th after it, the slow run all the
    others: for what holds of any case, like a property of all letters; not for a table in which
    each row has a reason of its own.
    """
    keys = (names,) if isinstance(names, str) else names
    rows = list(enumerate(table))
    assert rows, "a table without rows asks nothing"

    def decorated(test: Test) -> Test:
        @wraps(test)
        def walk(_rows: list[Row], **fixtures: Any) -> None:
            wrong: dict[str, Exception] = {}
            for nth, case in _rows:
                try:
                    test(**_values(keys, case), **fixtures)
                except Exception as error:  # noqa: BLE001 - raised below, with those of other rows
                    wrong[f"row {nth}: {_name(keys, nth, case, ids)}"] = error
            if wrong:
                raise _first_of(wrong, len(_rows))

        asked, own = signature(test), signature(walk, follow_wrapped=False)
        fixtures = [asked.parameters[name] for name in asked.parameters if name not in keys]
        walk.__signature__ = asked.replace(  # type: ignore[attr-defined]
            parameters=[own.parameters["_rows"], *fixtures]
        )
        return pytest.mark.parametrize("_rows", _parts(rows, one_in))(walk)

    return decorated


def _first_of(wrong: dict[str, Exception], rows: int) -> Exception:
    """Return the first error, which names its row and tells of the others."""
    (name, first), *others = wrong.items()
    first.add_note(name)
    for name, error in others:
        first.add_note(f"{name}: {type(error).__name__}: {error}")
    first.add_note(f"{len(wrong)} of {rows} rows failed")
    return first


def _parts(rows: list[Row], one_in: int) -> list[Any]:
    few, others = rows[::one_in], [row for row in rows if row[0] % one_in]
    parts = [pytest.param(few, id=f"{len(few)} rows")]
    if others:
        parts.append(pytest.param(others, id=f"{len(others)} rows", marks=pytest.mark.slow))
    return parts


def _values(keys: tuple[str, ...], case: Any) -> dict[str, Any]:
    if isinstance(case, PARAM):
        assert not case.marks, "a row that is marked wants a test of its own"
        return dict(zip(keys, case.values, strict=True))
    return dict(zip(keys, case if len(keys) > 1 else (case,), strict=True))


def _name(keys: tuple[str, ...], nth: int, case: Any, ids: Ids) -> str:
    if isinstance(case, PARAM) and case.id:
        return str(case.id)
    if ids is None or callable(ids):
        return "-".join(map(ids or str, _values(keys, case).values()))
    return ids[nth]
