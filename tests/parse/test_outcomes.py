"""The table of results: every entry's own examples, and its scales."""

from __future__ import annotations

import pytest

from app.model import Outcome
from app.parse.outcomes import Wording, outcome_of_words, scales, wordings

YES = [
    pytest.param(entry, words, id=f"{entry.outcome}-{words}")
    for entry in wordings()
    for words in entry.yes
]
NO = [
    pytest.param(entry, words, id=f"{entry.outcome}-{words}")
    for entry in wordings()
    for words in entry.no
]


@pytest.mark.parametrize(("entry", "words"), YES)
def test_words_mean_the_outcome_they_stand_under(entry: Wording, words: str) -> None:
    """An entry's examples are grouped under it, with all other entries in play."""
    assert outcome_of_words(words) is entry.outcome


@pytest.mark.parametrize(("entry", "words"), NO)
def test_words_that_look_alike_mean_something_else(entry: Wording, words: str) -> None:
    """「列入计划拟解决」 contains 解决 and is no solution."""
    assert outcome_of_words(words) is not entry.outcome


def test_every_outcome_has_words_and_the_common_scale_every_letter() -> None:
    """No outcome can only be reached by a letter, and no letter is without a common meaning."""
    assert {entry.outcome for entry in wordings()} == set(Outcome)
    assert set(scales()[""]) == set("ABCD")
