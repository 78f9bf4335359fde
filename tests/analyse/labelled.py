"""The labelled paragraphs of figures, and a label beside the figure that was read for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from app.analyse.figures import figures
from app.model import Figure
from app.text.clean import clean
from app.text.layout import lay_out

HERE = Path(__file__).parent
OWN = HERE / "figure_paragraphs.jsonl"
# made by others before this program was written; optional labels may be found or not
GOLD = HERE / "gold" / "paragraphs.jsonl"
# made and labelled by another hand after the rules were written; read at once with an F1 of 98.3
EXAMINED = HERE / "examined_paragraphs.jsonl"
# as letters of many trades word it, with scans, full width, tables, traditional characters;
# before the rules knew them they were read with an exact F1 of 100, 93.5, 99.1, 100,
# 99.4 (and 86 of 100 metrics), 98.9 (and 77 of 100), 98.3 (and
# 85 of 100; roles 306 of 308) and 99.1 (and 86 of 100; roles 260 of 264)
TRADES = HERE / "trades.jsonl"
AS_PRINTED = (GOLD, EXAMINED, TRADES)
ALIKE = 0.5  # of the pairs of characters, for two names of one thing


def paragraphs(path: Path) -> list[dict[str, Any]]:
    """Return the labelled paragraphs of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def alike(label: str, metric: str | None) -> bool:
    """Say whether two names are of one thing: Dice of their pairs of characters."""
    one, other = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (label, metric or ""))
    return len(one & other) * 2 >= ALIKE * max(1, len(one) + len(other))


def read(paragraph: dict[str, Any]) -> tuple[Figure, ...]:
    """Return the figures of a paragraph as it was printed."""
    return _read(paragraph["raw"])


@cache
def _read(printed: str) -> tuple[Figure, ...]:
    return figures(lay_out(clean(printed)), None)


def beside(paragraph: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Figure]]:
    """Yield each label that measures something with the figure read for it."""
    found = read(paragraph)
    begin = 0
    for label in paragraph["figures"]:
        place = next(
            (n for n in range(begin, len(found)) if found[n].surface == label["surface"]), None
        )
        if place is None:
            continue
        begin = place + 1
        if not label["optional"] and label["kind"] not in ("date", "period"):
            yield label, found[place]


def in_a_row(paragraph: dict[str, Any]) -> dict[str, Any]:
    """Return a paragraph as one line without white space, with the places of its figures."""
    text, at, placed = "".join(clean(paragraph["raw"]).split()), 0, []
    for label in paragraph["figures"]:
        start = text.index(label["surface"], at)
        at = start + len(label["surface"])
        placed.append({**label, "start": start, "end": at})
    return {"text": text, "figures": placed}
