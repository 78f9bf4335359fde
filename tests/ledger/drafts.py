"""Sample letters with figures altered, as a writer's slips: what the draft checker must tell."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.ledger.draft.checking import Draft
from app.pipeline import process_bytes

TODAY = date(2025, 11, 20)
SEEDS = Path(__file__).parents[2] / "seeds"
DOCS = ("000", "001", "002", "003", "004")

Span = tuple[int, int]

# A figure of another year's report, one more, a digit lost, a digit too many, two digits changed
# over, another last digit.
SLIPS: tuple[Callable[[str], str], ...] = (
    lambda digits: str(int(digits) * 3 + 1),
    lambda digits: str(int(digits) + 1),
    lambda digits: digits[:-1],
    lambda digits: digits + digits[-1],
    lambda digits: digits[:-2] + digits[-1] + digits[-2:-1],
    lambda digits: digits[:-1] + str((int(digits[-1]) + 5) % 10),
)


def sample(doc: str) -> str:
    """The clean text of a sample letter."""
    path = next(SEEDS.glob(f"{doc}*"))
    return process_bytes(path.read_bytes(), path.name)[0].text


def plain_places(draft: Draft) -> list[Span]:
    """The digits of figures that are one number: 10-5家 and 16/7 are none any more."""
    return [
        (figure.start + found.start(), figure.start + found.end())
        for figure in draft.figures
        if (found := re.search(r"\d+", figure.surface))
        and len(re.findall(r"\d[\d.]*", figure.surface)) == 1
    ]


def slipped(digits: str, chance: random.Random) -> str:
    """The digits with one of the slips that makes another number of them."""
    every = (slip(digits) for slip in SLIPS)
    others = [other for other in every if other and int(other) != int(digits) and other[0] != "0"]
    return chance.choice(others)


def altered(text: str, places: list[Span], chance: random.Random) -> tuple[str, list[Span]]:
    """The text with other digits in these places, and where those stand."""
    parts, spans, at, moved = [], [], 0, 0
    for start, end in sorted(places):
        other = slipped(text[start:end], chance)
        parts += [text[at:start], other]
        spans.append((start + moved, start + moved + len(other)))
        moved += len(other) - (end - start)
        at = end
    return "".join([*parts, text[at:]]), spans


def differing(draft: Draft) -> list[Span]:
    """Where the figures stand that are told to differ."""
    return [(figure.start, figure.end) for figure in draft.figures if figure.state == "differs"]
