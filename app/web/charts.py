"""Charts as numbers: where each bar stands; the template draws the SVG, with classes only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROW = 28
LABEL = 76
WIDTH = 340
VALUE = 52


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its number, and where it is drawn."""

    label: str
    value: int
    y: int
    width: float
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars."""

    title: str
    description: str
    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]


def bars(title: str, values: Iterable[tuple[str, int]]) -> Bars | None:
    """Return the chart; none for fewer than two values, which a sentence tells better."""
    rows = list(values)
    most = max((value for _, value in rows), default=0)
    if len(rows) < 2 or not most:
        return None
    room = WIDTH - LABEL - VALUE
    drawn = tuple(
        Bar(label, value, n * ROW, round(max(room * value / most, 1 if value else 0), 1))
        for n, (label, value) in enumerate(rows)
    )
    told = "，".join(f"{label} {value:,}" for label, value in rows)
    return Bars(title, told, WIDTH, len(rows) * ROW, LABEL, drawn)
