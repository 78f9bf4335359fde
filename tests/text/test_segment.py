from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text import segment

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TEXT = st.text(
    st.sampled_from("浦东新区科技企业研究生命提案答复孵化器揭榜挂帅老年人加装电梯的和在")
    | st.sampled_from("abPM059.-%+#&_ ，。（）《》〔〕\n\t㐀𠀀αé①Ⅲ\ue000")
    | st.characters(),
    max_size=40,
)

engines = pytest.fixture(scope="module")(lambda: (segment.rjieba_engine(), segment.jieba_engine()))


@pytest.mark.slow
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_both_engines_cut_a_letter_alike(path, engines):
    """An index made where rjieba is installed serves where it is not."""
    text = path.read_text(encoding="utf-8")
    for rjieba_cut, jieba_cut in zip(*engines, strict=True):
        assert segment.cut_whole(text, rjieba_cut) == segment.cut_whole(text, jieba_cut)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_both_engines_cut_any_text_alike(engines, text):
    """Rare characters, signs and half numbers do not part the engines."""
    for rjieba_cut, jieba_cut in zip(*engines, strict=True):
        assert segment.cut_whole(text, rjieba_cut) == segment.cut_whole(text, jieba_cut)


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_joined_words_are_the_text(text):
    """No character is lost or changed by cutting."""
    assert "".join(segment.words(text)) == text


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_search_words_stand_in_the_text(text):
    """The index never holds a word that the text does not."""
    assert all(word in text for word in segment.search_words(text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("全市PM2.5年均浓度", "PM2.5"),
        ("平均电能利用效率1.38", "1.38"),
        ("为老旧小区加装电梯", "加装电梯"),
        ("（2025-2027年）", "2027"),
        ("浦东国际揭榜挂帅平台", "揭榜挂帅"),
        ("瞪羚企业67家", "瞪羚"),
    ],
)
def test_search_words_hold_what_people_type(text, word):
    """Codes, decimals, words of the trade and words inside words are kept."""
    assert word in segment.search_words(text)


def test_search_words_leave_out_signs():
    """Punctuation and space are no words."""
    assert segment.search_words("，。 （）\n——%") == []
