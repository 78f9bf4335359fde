from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analyse.heads import led
from app.analyse.looks import Looks
from app.analyse.marked import marked
from app.analyse.promising.wordings import (
    BARE,
    CLOSING,
    FORECAST,
    OPENS,
    SILENCES,
    WILL,
    looks,
    wordings,
)

LISTS = {2: "将|要(?![求素])|会[^议同]|[半学]期|20[0-9][0-9]|新的一年", 4: "新的|要|五[”期]"}
PATTERNS = (
    "(?<![已均])将(?=来|在)|^(?:如|若)[^，]{0,3}有|拟",
    "(?:我|本)?局[^，]{0,2}?会(?!议)|[0-9]月?底",
    "已?(?:办|建)成|(?:年|月)底前$",
)
NEEDED = {
    "will": WILL,
    "bare": BARE,
    "opens": OPENS,
    "silences": SILENCES,
    "forecast": FORECAST,
    "closing": CLOSING,
}


@given(st.text(st.sampled_from("将要求会议半学期2019新的一年五”，\n我")))
def test_looks_find_what_their_words_do(text):
    """A bit stands for a span exactly where a word, as a pattern within a line, is found there."""
    half = len(text) // 2
    spans = [(0, half), (half, len(text))] if half else [(0, len(text))] if text else []
    if not spans:
        return
    found = Looks(LISTS).within(text, spans).tolist()
    for (start, end), bits in zip(spans, found, strict=True):
        for bit, listed in LISTS.items():
            words = listed.replace("[^", "[^\n")
            begins = any(start <= word.start() < end for word in re.finditer(f"(?={words})", text))
            assert bool(bits & bit) == begins


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.text(st.sampled_from("已均将来在如若有拟我本局会议3月底年前办建成，")))
def test_a_led_pattern_finds_the_same(pattern, text):
    """Looking first for what a match begins with changes no match."""
    plain, quick = re.compile(pattern), led(pattern)
    assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize("effect", NEEDED)
def test_no_wording_is_found_where_its_look_finds_nothing(effect):
    """A wording added to the registry without a word in its look would never be asked for."""
    book = wordings()
    for entry in book.entries:
        for said in (*entry["matches"], *entry["rejects"]):
            (sentences,) = marked(said, [(0, len(said))], looks())
            for (start, end), marks in (one for each in sentences for one in each.clauses()):
                if book.patterns[effect].search(said[start:end]):
                    assert marks & NEEDED[effect], said[start:end]
