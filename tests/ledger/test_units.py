"""Units: each entry of the table of bodies runs its own pairs."""

from __future__ import annotations

import pytest

from app.ledger.measure.units import entries, unit_of

COUNTED = entries()["counted"]


@pytest.mark.parametrize(
    "pair", [pair for entry in COUNTED for pair in entry["same"]], ids="-".join
)
def test_bodies_counted_by_several_units_are_one_series(pair: list[str]) -> None:
    """社会组织 by 家 and by 个 compare."""
    assert unit_of(pair[0], pair[1]) == unit_of(pair[2], pair[3])


@pytest.mark.parametrize(
    "pair", [pair for entry in COUNTED for pair in entry["different"]], ids="-".join
)
def test_what_names_no_body_keeps_its_unit(pair: list[str]) -> None:
    """惠及420户 and 惠及420家 are not of the same."""
    assert unit_of(pair[0], pair[1]) != unit_of(pair[2], pair[3])
