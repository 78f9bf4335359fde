"""Pledges: sentences about what the agency, or the government it speaks for, will do."""

from __future__ import annotations

from app.model import Figure, Pledge, Reply
from app.text.layout import Layout


def pledges(layout: Layout, reply: Reply, figures: tuple[Figure, ...]) -> tuple[Pledge, ...]:
    """Return the letter's pledges in order of place."""
    return ()
