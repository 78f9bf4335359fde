"""The letter's HTML: every word as text, every mark in its place, whatever overlaps what."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.model import Span
from app.web.letter import parts
from app.web.marked import letter_html
from tests.rows import each_row
from tests.web import samples

CUTS = (
    (),
    ((0, 3), (5, 9)),
    ((0, 40), (2, 6), (30, 60)),  # one inside another, one over the end of a third
    ((1, 2), (2, 3), (3, 4)),
)


@each_row("letter", list(samples.letters()), ids=lambda d: d.source.name)
@pytest.mark.parametrize("cuts", CUTS, ids=str)
def test_the_words_come_out_as_they_went_in(
    letter: samples.Dossier, cuts: tuple[tuple[int, int], ...]
) -> None:
    """Marks and hits, also overlapping ones, add no character and lose none; no tag is made."""
    tree = LexborHTMLParser(str(letter_html(parts(letter, [Span(*cut) for cut in cuts]))))
    for made in tree.css(".pn, .pl-label"):
        made.decompose()
    shown = [tree.css_first(f"[id=p{n}]").text() for n in range(1, len(letter.blocks) + 1)]
    said = [letter.text[block.start : block.end] for block in letter.blocks]
    assert shown == said
    assert tree.css("script") == []


def test_no_mark_stands_inside_another() -> None:
    """A hit over a figure is one mark that carries both."""
    letter = next(samples.letters())
    at = letter.text.index("35家")
    tree = LexborHTMLParser(str(letter_html(parts(letter, [Span(at - 2, at + 2)]))))
    assert tree.css("mark mark") == []
    both = tree.css_first("mark.fig.hit")
    assert both is not None
    assert both.text() == "35"
    assert [node.text() for node in tree.css("#h1")] == ["食堂"]
