"""A deterministic corpus for measuring: Zipf-like words of jieba's dictionary, repeated within a
letter as a subject's words are, 17 districts, 300
agencies, 40 themes, 10 years; a reply has some 2,800 characters. Made of words, not of letters: it
says how fast an index is, nothing about how good its answers are. Words, different words and
different pairs of characters per thousand characters are near those of real letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np

DISTRICTS, AGENCIES, THEMES, YEARS = 17, 300, 40, 10
VOCABULARY, WORDS = 40_000, 1_480
SENTENCE = 14
SUBJECT, KEPT = 160, 0.75  # words that a letter takes most of its words from
PAIRED = 0.8  # of those, that follow their usual neighbour
SHORT = 400  # words of one character
OFFSET = 12.0  # of Zipf–Mandelbrot: the commonest word is some 3 % of all
START = date(2016, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Made:
    """One made reply."""

    number: int
    title: str
    text: str
    district: int
    agency: int
    themes: tuple[int, ...]
    kind: str
    outcome: str
    day: int
    proposer: str


@cache
def vocabulary() -> list[str]:
    """Return the commonest words of the dictionary, one to four characters, commonest first."""
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    parted = (line.split(" ") for line in lines)
    counted = sorted((-int(n), word) for word, n, _ in parted if len(word) <= 4)
    short = {word for _, word in [c for c in counted if len(c[1]) == 1][:SHORT]}
    return [word for _, word in counted if len(word) > 1 or word in short][:VOCABULARY]


def corpus(count: int, start: int = 0, size: int = WORDS) -> Iterator[Made]:
    """Yield replies `start` to `start + count` of so many words, the same every time."""
    words = np.array(vocabulary(), dtype=object)
    weights = np.cumsum(1 / (np.arange(len(words)) + OFFSET))
    weights /= weights[-1]
    follower = np.searchsorted(weights, np.random.default_rng(0).random(len(words)))
    for number in range(start, start + count):
        rng = np.random.default_rng(number)
        chosen = np.searchsorted(weights, rng.random(size))
        own = chosen[rng.integers(0, min(SUBJECT, size), size)]  # a letter keeps to its subject
        own = np.where(rng.random(size) < PAIRED, follower[np.roll(own, 1)], own)
        chosen = words[np.where(rng.random(size) < KEPT, own, chosen)]
        yield _made(number, chosen, rng)


def _made(number: int, chosen: np.ndarray, rng: np.random.Generator) -> Made:
    sentences = ["".join(chosen[at : at + SENTENCE]) for at in range(0, len(chosen), SENTENCE)]
    paragraphs = ["，".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    title = "关于" + "".join(chosen[-8:]) + "的建议"
    agency = int(min(rng.zipf(1.3), AGENCIES) - 1)
    surname = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"[int(rng.integers(20))]
    given = "伟芳娜敏静丽强磊军洋勇艳杰涛明超兰霞平刚慧颖宁川"
    name = surname + given[int(rng.integers(24))] + given[int(rng.integers(24))]
    return Made(
        number=number,
        title=title,
        text=f"对第{number}号提案的答复\n{name}委员：\n" + "。\n".join(paragraphs) + "。",
        district=agency % DISTRICTS,
        agency=agency,
        themes=tuple(sorted({int(t) for t in rng.integers(0, THEMES, 2)})),
        kind="proposal" if rng.random() < 0.6 else "suggestion",
        outcome=("resolved", "planned", "noted", "in_progress")[int(rng.integers(4))],
        day=START + int(rng.integers(365 * YEARS)),
        proposer=name,
    )
