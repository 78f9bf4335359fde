"""What is typed and what is marked: ten thousand strings that mean harm, five thousand markings."""

from __future__ import annotations

import re
from time import thread_time

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.model import Span
from app.search.engine.sqlite import SqliteIndex
from app.search.highlight import marks, pieces, snippets, wanted_texts
from app.search.index import Ask
from app.search.indexing import raw
from app.search.query import parse
from app.web.letter import parts
from app.web.marked import letter_html
from tests.web import samples

TYPED, MARKED = 10_000, 5_000
LIMIT = 0.050  # seconds of processor time for one string
TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z0-9]+)[^>]*>")
VOID = {"br", "wbr", "img"}
ONCE = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# words, operators of FTS5 and of our own, quotes of every sort alone, NUL, and any Unicode at all
SIGNS = """
" ' “ ” ‘ ’ 「 」 * ^ - + ( ) { } : ： AND OR NOT NEAR 或 非 标题: 单位： \\ ; -- /* % 企业 融资
孵化器 第130号 〔2025〕 0541 𠮷 ﬁ é
"""
UNSEEN = ("\0", "\ud7ff", "\uffff", "\u202e", "\u200b", "e\u0301")
SYNTAX = st.sampled_from((*SIGNS.split(), *UNSEEN))
HOSTILE = st.lists(
    st.one_of(SYNTAX, st.text(max_size=12), st.characters(categories=["Lo", "So", "Sk", "Cf"])),
    max_size=14,
).flatmap(lambda said: st.sampled_from(["", " ", "　"]).map(lambda gap: gap.join(said)))
LETTERS = list(samples.letters())


def seconds(engine: Engine, typed: str) -> float:
    """Return the processor time that a string takes from the box to its hits."""
    with engine.connect() as connection:
        index = SqliteIndex(raw(connection))
        began = thread_time()
        index.search(Ask(parse(typed), limit=20))
        return thread_time() - began


@pytest.mark.slow
def test_no_string_is_syntax(archive: Engine) -> None:
    """Whatever is typed is a question: no error, and never longer than 50 ms."""
    asked, slow, worst = 0, {}, 0.0
    seconds(archive, "企业")

    @seed(9)
    @settings(ONCE, max_examples=TYPED)
    @given(HOSTILE)
    def typed(text: str) -> None:
        nonlocal asked, worst
        asked += 1
        took = seconds(archive, text)
        if took >= LIMIT:  # a pause of the machine is no fault of the string
            took = min(seconds(archive, text) for _ in range(3))
        worst = max(worst, took)
        if took >= LIMIT:
            slow[text] = took

    typed()
    print(f"{asked:,} strings, worst {worst * 1000:.0f} ms")  # noqa: T201
    assert asked >= TYPED
    assert slow == {}


def balanced(html: str) -> bool:
    """Whether every tag is closed in its turn."""
    opened: list[str] = []
    for tag in TAG.finditer(html):
        if tag["name"] in VOID:
            continue
        if not tag["close"]:
            opened.append(tag["name"])
        elif not opened or opened.pop() != tag["name"]:
            return False
    return not opened


@pytest.mark.slow
def test_marks_change_no_word_and_leave_no_tag_open() -> None:
    """Of letters marked by any spans, and texts marked by any words, every character is left."""
    marked = 0

    @seed(9)
    @settings(ONCE, max_examples=MARKED)
    @given(
        letter=st.sampled_from(LETTERS),
        cuts=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 60)), max_size=6),
        text=st.text(max_size=120),
        typed=HOSTILE,
    )
    def marking(
        letter: samples.Dossier, cuts: list[tuple[int, int]], text: str, typed: str
    ) -> None:
        nonlocal marked
        marked += 1
        whole = len(letter.text)
        spans = sorted(Span(at, min(at + length, whole)) for at, length in cuts if at < whole)
        assert balanced(str(letter_html(parts(letter, spans))))
        query = parse(typed)
        for said in (text, letter.text):
            assert "".join(piece.text for piece in pieces(said, marks(query, said))) == said
            for snippet in snippets(said, wanted_texts(query))[0]:
                joined = "".join(piece.text for piece in snippet.pieces)
                assert joined == said[snippet.start : snippet.end]

    marking()
    print(f"{marked:,} markings, text unchanged, tags balanced")  # noqa: T201
    assert marked >= MARKED
