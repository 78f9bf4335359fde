"""Judged queries: which letters should come first, and how well an answer does by them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

HERE = Path(__file__).parent
LETTERS = HERE / "letters"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, its kind, and how much each letter is worth as an answer (by file name)."""

    kind: str
    query: str
    relevant: Mapping[str, int]


def judged() -> list[Judged]:
    lines = (HERE / "judged.jsonl").read_text(encoding="utf-8").splitlines()
    return [Judged(**json.loads(line)) for line in lines]


def ndcg(names: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Return nDCG@10 of an answer, letters named in order."""
    gains = [relevant.get(name, 0) for name in names[:DEPTH]]
    ideal = sorted(relevant.values(), reverse=True)[:DEPTH]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Sequence[int]) -> float:
    return sum((2**gain - 1) / log2(place + 2) for place, gain in enumerate(gains))
