"""A letter as rows: what is worked out of its text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.store.rows import sentence

ENDS = "\n。；！？"


@given(st.text(st.sampled_from("字2" + ENDS), min_size=1, max_size=30), st.data())
def test_a_sentence_reaches_from_one_end_to_the_next(text: str, data: st.DataObject) -> None:
    """Nothing in it before the span ends a sentence, nor after it but its own last sign."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = sentence(text, start, end)
    assert first <= start
    assert end <= last
    assert not set(ENDS) & set(text[first:start])
    assert first == 0 or text[first - 1] in ENDS
    assert not set(ENDS) & set(text[end : last - 1])
    assert "\n" not in text[end:last]
    assert last == len(text) or text[last - 1] in "。；！？" or text[last] == "\n"
