"""The rule that assigns a theme, as its page shows it: the words that name the matter."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.analyse.vocabulary import STRONG, load


@cache
def cues(theme: str, sub: str, vocabulary: Path | None) -> tuple[str, ...]:
    """Return the telling words of a theme, or of its second-level theme `sub`."""
    book = load(vocabulary) if vocabulary else load()
    ids = [id for id, _ in book.themes]
    if theme not in ids:
        return ()
    number = ids.index(theme)
    return tuple(
        word
        for word, said in book.words.items()
        if any(c.theme == number and c.weight == STRONG and sub in ("", c.sub) for c in said.cues)
    )
