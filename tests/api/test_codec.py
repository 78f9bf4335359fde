"""Nouns as JSON: every field, whatever its type, however many there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.api.answers.cards import facet_value
from app.api.answers.replies import FacetValue
from app.codec import plain, written
from app.model import Outcome, Span
from app.search.facets import Tally


@dataclass(frozen=True, slots=True)
class Alone:
    """A noun of one field."""

    status: Any


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (Alone("ok"), {"status": "ok"}),
        (Alone((Alone(None), Span(1, 2))), {"status": [{"status": None}, {"start": 1, "end": 2}]}),
        (Span(1, 2), {"start": 1, "end": 2}),
        (Outcome.RESOLVED, "resolved"),
        (date(2025, 5, 14), "2025-05-14"),
        (Decimal("218000000.0"), 218000000),
        (Decimal("0.5"), 0.5),
        ({"a": (1, True, None)}, {"a": [1, True, None]}),
    ],
    ids=str,
)
def test_a_value_is_written_in_the_types_of_json(value: object, shape: object) -> None:
    """Enumerations by value, dates in ISO, decimals as numbers, nouns field by field."""
    made = plain(value)
    assert made == shape
    assert type(made) is type(shape)
    assert written(value) == json.dumps(shape, separators=(",", ":"))


def test_what_has_no_place_in_json_is_not_written() -> None:
    """A type that nobody thought of is an error, and no endless loop."""
    with pytest.raises(TypeError, match="object"):
        written({"a": object()})


def test_a_facet_value_is_written_as_it_is_documented() -> None:
    """Values of facets are written without being made nouns first, field by field the same."""
    value = FacetValue("proposal", "政协提案", 3, True, None)
    assert facet_value(Tally("proposal", "政协提案", 3, True, None)) == plain(value)
