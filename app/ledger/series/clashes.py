"""Which points of a series cannot both be so: other letters, the same time, values that exclude
each other.

What is not a disagreement: growth (other times), bounds and roundings that meet, targets, two
approximations, and values inside one letter (its writer means two things). Where a letter holds
several values under one key, the key is too coarse to say which is which, and a metric of the
letter's own matter (总投资) does not name it: a pair then counts only if its sentences are the same
but for the numbers, and of such a metric only if they name what it is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.ledger.measure.local import is_local, names_its_matter
from app.ledger.measure.times import Time, same_time
from app.ledger.measure.values import Value, agree
from app.ledger.wording.likeness import likeness

SAME_SENTENCE = 0.6


@dataclass(frozen=True, slots=True)
class Held:
    """A point of a series as it is compared."""

    reply: int
    position: int
    phrase: str
    label: str
    time: Time
    value: Value | None
    target: bool
    sentence: tuple[int, int]


Words = Callable[[Held], str]
"""What gives the sentence of a point."""


def disagree(one: Held, other: Held) -> bool:
    """Whether two points speak of one time and cannot both be so."""
    if one.value is None or other.value is None or not same_time(one.time, other.time):
        return False
    return not agree(one.value, other.value)


def between(one: list[Held], other: list[Held], words: Words) -> list[dict[str, int]]:
    """Return the pairs of two letters' points that disagree.

    What agrees with any point of the other letter disagrees with none.
    """
    one, other = _compared(one), _compared(other)
    a = [p for p in one if not _met(p, other)]
    b = [p for p in other if not _met(p, one)]
    pairs = [(p, q) for p in a for q in b if disagree(p, q)]
    if pairs:
        coarse = _several(one) or _several(other)
        pairs = [(p, q) for p, q in pairs if _one_thing(p, q, words, coarse)]
    return [
        {"a": p.reply, "a_position": p.position, "b": q.reply, "b_position": q.position}
        for p, q in pairs
    ]


def same_matter(one: str, other: str) -> bool:
    """Whether two sentences are the same but for the numbers, and say of what those are."""
    return names_its_matter(one) and likeness(one, other) >= SAME_SENTENCE


def _one_thing(p: Held, q: Held, words: Words, coarse: bool) -> bool:
    """Whether two points are of one thing, as far as their words tell."""
    one, other = words(p), words(q)
    if is_local(p.phrase, one) or is_local(q.phrase, other):
        return same_matter(one, other)
    return not coarse or likeness(one, other) >= SAME_SENTENCE


def _compared(points: Iterable[Held]) -> list[Held]:
    return [p for p in points if p.value is not None and not p.target and p.time.end is not None]


def _met(point: Held, others: list[Held]) -> bool:
    return any(same_time(point.time, q.time) and not disagree(point, q) for q in others)


def _several(points: list[Held]) -> bool:
    """Whether a letter holds values under this key that exclude each other."""
    return any(disagree(p, q) for at, p in enumerate(points) for q in points[at + 1 :])
