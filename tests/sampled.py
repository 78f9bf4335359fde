"""Many cases of one sort: a run by hand takes a few of them, the slow run all the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def a_few(cases: Iterable[Any], one_in: int = 8) -> list[pytest.ParameterSet]:
    """Return the cases for `parametrize`; the first and each n-th after it are not slow.

    For what holds of any case, like a property of all letters; not for a table, in which each row
    has a reason of its own.
    """
    return [_marked(case, slow=bool(nth % one_in)) for nth, case in enumerate(cases)]


def _marked(case: Any, *, slow: bool) -> pytest.ParameterSet:
    if not isinstance(case, pytest.ParameterSet):
        case = pytest.param(*case) if isinstance(case, tuple) else pytest.param(case)
    return case._replace(marks=(*case.marks, pytest.mark.slow)) if slow else case
