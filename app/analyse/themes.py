"""Themes: at most three of the first level a letter, with the words they rest on."""

from __future__ import annotations

from app.model import Reply, ThemeHit
from app.text.layout import Layout


def themes(layout: Layout, reply: Reply) -> tuple[ThemeHit, ...]:
    """Return the letter's themes, most central first."""
    return ()
