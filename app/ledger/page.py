"""A letter as the ledger writes it down: rows, without the letter's own number.

Only the writer knows that number; `taking.py` makes the rest of the letter alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.store.rows import Row


@dataclass(frozen=True, slots=True)
class Page:
    """A letter as the ledger writes it down."""

    id: str
    series: list[Row]
    points: list[Row]
    maker: Row  # of promises
    promises: list[Row]
    metrics: list[Row]  # of promises
    passages: list[Row]
    slight: list[Row]  # passages too short to be found again, which may follow a promise still
    wish: list[str]
    said: Row | None  # sentences with figures; none without
