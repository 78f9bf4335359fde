"""What the engines are asked: words of every commonness, several words, phrases."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from app.search.engine.kept import SHARED
from app.search.engine.postings import Postings
from app.search.engine.state import snapshot
from app.search.words.cutting import cut
from tests.bench.corpus import vocabulary

QUESTIONS = 100


@dataclass(frozen=True)
class Question:
    """Words parted by spaces, or a phrase cut into its words."""

    words: str
    phrase: bool = False

    @property
    def typed(self) -> str:
        """Return what a person types."""
        return '"' + self.words.replace(" ", "") + '"' if self.phrase else self.words


def questions(connection: sqlite3.Connection) -> dict[str, list[Question]]:
    """Return a hundred questions of each class; what was read for it is forgotten again."""
    chance = random.Random(7)
    total = connection.execute("SELECT count(*) FROM search_doc").fetchone()[0]
    chosen = {
        name: chance.choices(words, k=3 * QUESTIONS) for name, words in _bands(connection, total)
    }
    rare, middle, common = (chosen[name] for name in ("rare word", "word", "common word"))
    asked = {name: [Question(word) for word in words[:QUESTIONS]] for name, words in chosen.items()}
    sets = {
        "two words": zip(common, middle, strict=True),
        "three words": zip(common[QUESTIONS:], common, middle, strict=False),
        "rare and common": zip(rare, common, strict=True),
    }
    for name, several in sets.items():
        asked[name] = [Question(" ".join(words)) for words in islice(several, QUESTIONS)]
    asked["phrase"] = [Question(phrase, True) for phrase in _phrases(connection, chance, total)]
    SHARED.clear()
    return asked


def _bands(connection: sqlite3.Connection, total: int) -> Iterable[tuple[str, list[str]]]:
    at = snapshot(connection)
    assert at is not None
    postings = Postings(connection, at)
    bands: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary():
        holding = len(postings.word(word).docs) if len(word) > 1 else 0
        if holding:
            bands[_band(holding / total)].append(word)
    return bands.items()


def _band(share: float) -> str:
    if share < 0.005:
        return "rare word"
    return "word" if share < 0.05 else "common word" if share < 0.4 else "very common word"


def _phrases(connection: sqlite3.Connection, chance: random.Random, total: int) -> Iterable[str]:
    """Yield runs of words that stand side by side in some letter."""
    found = 0
    while found < QUESTIONS:
        row = "SELECT text FROM reply WHERE rowid = ?"
        (text,) = connection.execute(row, (chance.randint(1, total),)).fetchone()
        line = chance.choice(
            [part for part in text.replace("\n", "，").split("，") if len(part) > 9]
        )
        start = chance.randrange(len(line) - 6)
        words = cut(line[start : start + 6]).split()
        if "".join(words) == line[start : start + 6]:
            found += 1
            yield " ".join(words)
