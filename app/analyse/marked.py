"""Sentences of a letter and their clauses, marked with what looks find in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from app.analyse.looks import Looks

# A sentence ends with its mark and the closing signs behind it.
_ENDS = r"[。！？!?]+[”’』」》）)\"]*"
_SENTENCE = re.compile(rf"(?!\s)(?:[^。！？!?\n]+(?:{_ENDS})?|{_ENDS})")
_CLAUSE = re.compile(r"[^，；：,;:。]+[，；：,;:。]?")
Span = tuple[int, int]


class Page(NamedTuple):
    """A text, where its clauses stand, and for each the bits of what looks find in it."""

    text: str
    clauses: Sequence[Span]
    marks: Sequence[int]


class Sentence(NamedTuple):
    """A sentence of a page: where it stands, its clauses' numbers, what looks find in them."""

    page: Page
    start: int
    end: int
    first: int
    last: int
    marks: int

    @property
    def text(self) -> str:
        """What the sentence says."""
        return self.page.text[self.start : self.end]

    def clauses(self) -> Iterator[tuple[Span, int]]:
        """Return where each clause stands in the page, and what looks find in it."""
        _, clauses, marks = self.page
        first, last = self.first, self.last
        return zip(clauses[first:last], marks[first:last], strict=True)


def marked(text: str, spans: Iterable[Span], looks: Looks) -> list[list[Sentence]]:
    """Return the sentences between each two places of the text, without the space around them."""
    found: list[tuple[int, int, int]] = []  # each sentence, and the number of its first clause
    paragraphs: list[int] = []  # the number of the first sentence behind each
    clauses: list[Span] = []
    for first, last in spans:
        for sentence in _SENTENCE.finditer(text, first, last):
            start, before = sentence.start(), len(clauses)
            end = start + len(sentence[0].rstrip())
            clauses += [clause.span() for clause in _CLAUSE.finditer(text, start, end)]
            if len(clauses) > before:
                found.append((start, end, before))
        paragraphs.append(len(found))
    if not found:
        return [[] for _ in paragraphs]
    marks = looks.within(text, clauses)
    firsts = [first for _, _, first in found]
    seen = np.bitwise_or.reduceat(marks, firsts).tolist()
    page = Page(text, clauses, marks.tolist())
    sentences = [
        Sentence(page, start, end, first, last, of_it)
        for (start, end, first), last, of_it in zip(
            found, [*firsts[1:], len(clauses)], seen, strict=True
        )
    ]
    return [
        sentences[first:last] for first, last in zip([0, *paragraphs], paragraphs, strict=False)
    ]


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Return the sentences of a paragraph as one."""
    page, start, _, first, _, _ = sentences[0]
    marks = 0
    for sentence in sentences:
        marks |= sentence.marks
    return Sentence(page, start, sentences[-1].end, first, sentences[-1].last, marks)
