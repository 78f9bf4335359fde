"""Active conditions of a list: each says what it is and leads to the same list without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """An active condition, and the same list without it."""

    label: str
    address: str


def chips(
    pairs: list[Pair], called: Callable[[str, str], str], address: Callable[[list[Pair]], str]
) -> tuple[Chip, ...]:
    """Return a chip for each pair, named by `called`; `address` is that of the list."""
    return tuple(
        Chip(called(*pair), address([other for other in pairs if other != pair])) for pair in pairs
    )
