"""Citations: documents named in the text, 《…》, with the period printed in their names."""

from __future__ import annotations

from app.model import Citation
from app.text.layout import Layout


def citations(layout: Layout) -> tuple[Citation, ...]:
    """Return the documents named in the letter in order of place."""
    return ()
