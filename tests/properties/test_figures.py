"""What holds for the figures of any text whatever."""

import json
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.analyse.figures import figures
from app.text.layout import Layout
from app.text.numerals import in_words, numeral_at

# what figures are made of, so that random text is dense with near-figures
SIGNS = (
    "0123456789.,，：:/-—至到第前翻番半一二三四五六七八九十百千万亿零〇两几数多余来"
    "年月日底季度家个人元%‰成折倍分之的约近超以上内占共增 \n\t（）“”《》"
)
DENSE = st.text(alphabet=st.one_of(st.sampled_from(SIGNS), st.characters(codec="utf-8")))
DIGITS = st.text(alphabet="0123456789一二三四五六七八九十百千万亿.,")


def found(text):
    return figures(Layout(text, ()), None)


@given(DENSE)
def test_a_span_holds_the_surface(text):
    """The characters of the span, white space aside, are the surface."""
    for figure in found(text):
        assert "".join(text[figure.start : figure.end].split()) == figure.surface


@given(DENSE)
def test_the_full_span_holds_the_core(text):
    """The span with its modifier contains the span without, inside the text."""
    for figure in found(text):
        assert 0 <= figure.full_start <= figure.start < figure.end <= figure.full_end <= len(text)


@given(DENSE)
def test_no_figure_overlaps_another(text):
    """Each figure begins where the one before it has ended, or later."""
    spans = [(figure.start, figure.end) for figure in found(text)]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_canonical_words_of_a_value_read_back_as_the_value(value):
    """Value → Chinese words → value."""
    words = in_words(value)
    numeral = numeral_at(words, 0)
    assert numeral is not None
    assert (numeral.value, numeral.surface) == (Decimal(value), words)


@given(st.integers(min_value=1, max_value=10**9), st.sampled_from(["", "万", "亿"]))
def test_grouped_digits_read_as_plain_digits(value, scale):
    """1,056万 is 1056万."""
    grouped, plain = numeral_at(f"{value:,}{scale}", 0), numeral_at(f"{value}{scale}", 0)
    assert grouped is not None
    assert plain is not None
    assert grouped.value == plain.value


@given(DIGITS)
def test_a_run_of_numeral_signs_ends(text):
    """No heap of numeral signs makes reading fail."""
    found(text + "家")


@pytest.mark.slow
@given(st.text(alphabet=SIGNS, min_size=1, max_size=30))
@example("3万")
@example("占3%的")
@settings(max_examples=12, deadline=None)
def test_no_pattern_makes_time_grow_faster_than_the_text(piece):
    """20,000 characters of any one pattern end; the bound leaves a slow machine ten times 50 ms."""
    text = (piece * 20_000)[:20_000]
    begun = time.process_time()
    found(text)
    assert time.process_time() - begun < 0.5


@pytest.mark.slow
def test_20000_characters_of_letters_are_read_in_50_milliseconds():
    """The promise, on our densest paragraphs; the bound leaves a slow machine four times it."""
    text = (Path(__file__).parents[1] / "analyse" / "figure_paragraphs.jsonl").read_text("utf-8")
    text = "\n".join(json.loads(line)["text"] for line in text.splitlines())
    text = (text * 10)[:20_000]
    spent = []
    for _ in range(9):
        begun = time.process_time()
        found(text)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.2
