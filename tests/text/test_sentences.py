"""Sentences tile the text they were cut from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.sentences import sentences


@given(st.text("一，。！？”）\n a1", max_size=60))
def test_sentences_joined_give_the_text(text: str) -> None:
    """No character is lost between sentences and none stands in two."""
    assert "".join(text[s.start : s.end] for s in sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建议很好!现答复如下:", ["建议很好!", "现答复如下:"]),
        ("大机具“下不了田”。近年来", ["大机具“下不了田”。", "近年来"]),
        ("一是清查；二是整改。\n感谢", ["一是清查；二是整改。\n", "感谢"]),
        ("能效值1.38，降0.2。", ["能效值1.38，降0.2。"]),
        ("他说“可以。”随后", ["他说“可以。”", "随后"]),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, expected: list[str]) -> None:
    """Decimal points and semicolons end no sentence; closing marks stay with theirs."""
    assert [text[s.start : s.end] for s in sentences(text)] == expected
