"""Cases of our own, and how much of them the ledger must find without finding anything else."""

from __future__ import annotations

import pytest

from tests.ledger import measured


@pytest.mark.parametrize(
    ("score", "precision", "recall"),
    [
        pytest.param(measured.followups, 0.95, 0.85, id="promises and later letters"),
        pytest.param(measured.matters, 0.95, 0.80, id="the same matter elsewhere"),
        pytest.param(measured.suggestions, 0.95, 0.95, id="points and their answers"),
    ],
)
def test_of_what_people_would_find(score: object, precision: float, recall: float) -> None:
    """So much of it is found, and nearly all that is found is right."""
    found = score()  # type: ignore[operator]  # a function of no arguments
    assert found.precision >= precision, found.wrong
    assert found.recall >= recall, found.missed


def test_series_over_the_years() -> None:
    """Letters of one programme over years stand in the rows a clerk would make, and only there."""
    together, apart = measured.series()
    assert (together.missed, together.wrong) == ((), ())
    assert (apart.missed, apart.wrong) == ((), ())
