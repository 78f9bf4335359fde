"""Nouns as JSON: every field, whatever its type, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.codec import plain
from app.model import Outcome, Span


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
    written = plain(value)
    assert written == shape
    assert type(written) is type(shape)
