"""How words look: typing errors of the eye, from `shapes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("shapes.toml")


@dataclass(frozen=True, slots=True)
class Shape:
    """Characters that look alike, a slip with what was meant, and a word that is right."""

    alike: str
    yes: tuple[str, str]
    no: str


@cache
def shapes() -> tuple[Shape, ...]:
    """Return every line of the data file."""
    entries = tomllib.loads(DATA.read_text(encoding="utf-8"))["shapes"]
    return tuple(Shape(e["alike"], (e["yes"][0], e["yes"][1]), e["no"]) for e in entries)


def looking_like(typed: str) -> Iterator[str]:
    """Yield what may have been meant, one character being taken for another that looks like it."""
    others = _others()
    for place, character in enumerate(typed):
        for other in others.get(character, ""):
            yield typed[:place] + other + typed[place + 1 :]


@cache
def _others() -> dict[str, str]:
    found: dict[str, str] = {}
    for shape in shapes():
        for character in shape.alike:
            found[character] = found.get(character, "") + shape.alike.replace(character, "")
    return found
