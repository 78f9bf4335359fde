"""Ideas: how people ask for a matter and how letters say it, from `synonyms.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.search.words.fold import literal

DATA = Path(__file__).with_name("synonyms.toml")
GAP = "~"  # in `asked`: up to six characters


@dataclass(frozen=True, slots=True)
class Idea:
    """One matter: wordings people type, wordings of letters, and a question of each kind."""

    asked: tuple[str, ...]
    said: tuple[str, ...]
    also: tuple[str, ...]
    yes: str
    no: str

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return what is looked for: every wording that is one piece."""
        plain = (text for text in self.asked if GAP not in text)
        return tuple(dict.fromkeys((*self.said, *self.also, *plain)))


@dataclass(frozen=True, slots=True)
class Met:
    """An idea met in a question: where, by which words, and all that says the same."""

    start: int
    end: int
    typed: str
    wordings: tuple[str, ...]


@cache
def ideas() -> tuple[Idea, ...]:
    """Return every idea of the data file."""
    return tuple(
        Idea(
            asked=_folded(entry["asked"]),
            said=_folded(entry["said"]),
            also=_folded(entry.get("also", "")),
            yes=entry["yes"],
            no=entry["no"],
        )
        for entry in _data()["ideas"]
    )


@cache
def question_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return the words of asking: an expression for the long ones, and those of one character."""
    words = _folded(_data()["question"])
    long = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, long))), frozenset(w for w in words if len(w) == 1)


def met(question: str) -> Iterator[Met]:
    """Yield the ideas in a folded question, in order, none over another; the longest wording wins.

    A wording that stands for several ideas stands for all of them; one that people type for an
    idea goes before one that letters use.
    """
    expression, by_wording = _wordings()
    for found in expression.finditer(question):
        typed = found[0]
        same = by_wording.get(typed)
        if same is None:
            same = tuple(i for i in ideas() if any(_matches(a, typed) for a in i.asked))
        wordings = dict.fromkeys(w for idea in same for w in idea.wordings)
        first = [typed] if typed in by_wording else []
        yield Met(found.start(), found.end(), typed, tuple(dict.fromkeys([*first, *wordings])))


@cache
def _wordings() -> tuple[re.Pattern[str], dict[str, tuple[Idea, ...]]]:
    found: dict[str, tuple[Idea, ...]] = {}
    for kind in ("said", "asked"):
        fresh: dict[str, tuple[Idea, ...]] = {}
        for idea in ideas():
            for text in getattr(idea, kind):
                fresh[text] = (*fresh.get(text, ()), idea)
        found |= fresh  # asked over said
    ordered = sorted(found, key=len, reverse=True)
    return re.compile("|".join(_gapped(text) for text in ordered)), found


def _gapped(text: str) -> str:
    return re.escape(text).replace(re.escape(GAP), ".{0,6}?")


def _matches(asked: str, typed: str) -> bool:
    return GAP in asked and re.fullmatch(_gapped(asked), typed) is not None


def _folded(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(literal(word) for word in text.split()))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))
