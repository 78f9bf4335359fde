"""Figures: every number that a reader might look up or compare, with what it measures."""

from __future__ import annotations

from app.model import Figure, Reply
from app.text.layout import Layout


def figures(layout: Layout, reply: Reply) -> tuple[Figure, ...]:
    """Return the figures of a letter in order of place; none overlaps another."""
    return ()
