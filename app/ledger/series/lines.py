"""The sentences of a letter that hold figures, as lines: what `words.py` looks words up in.

Made of the letter alone: the processes that read letters load nothing of the database.
"""

from __future__ import annotations

import re

import numpy as np

from app.model import Dossier
from app.store.rows import Row, sentence

CHANGED = re.compile(r"[A-Z\n]")


def said(dossier: Dossier) -> Row | None:
    """Return the lines of a letter, and as bytes the line and the place of each figure."""
    lines: dict[str, int] = {}
    held: list[tuple[int, int]] = []
    text = _line(dossier.text)
    for position, figure in enumerate(dossier.figures):
        start, end = sentence(dossier.text, figure.start, figure.end)
        line, metric = text[start:end], _line(figure.metric or "")
        held.append((lines.setdefault(line, len(lines)), position))
        if metric not in line:
            held.append((lines.setdefault(metric, len(lines)), position))
    if not held:
        return None
    return "\n".join(lines), np.array(held, np.uint32).tobytes()


def _line(text: str) -> str:
    """Return a text as lines are looked up: a sentence that a table breaks stays one line.

    Lowered as SQLite does it, which is as bytes are: a letter of any other alphabet may change its
    length.
    """
    if CHANGED.search(text) is None:
        return text
    return (
        text.replace("\n", "\r")
        .encode("utf-8", "surrogatepass")
        .lower()
        .decode("utf-8", "surrogatepass")
    )
