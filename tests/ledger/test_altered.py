"""Letters altered in one thing: what disagrees is told, what only looks so is not."""

from __future__ import annotations

import pytest

from tests.ledger.altered import flagged
from tests.ledger.letters import HEADS, letter
from tests.ledger.measured import alterations


@pytest.mark.slow
def test_altered_letters() -> None:
    """Of several hundred pairs, disagreements are told with precision .95 and recall .90."""
    score = alterations()
    assert score.wanted >= 200
    assert score.precision >= 0.95
    assert score.recall >= 0.90


def test_a_letter_agrees_with_itself() -> None:
    """The same letter twice disagrees in nothing."""
    assert not any(flagged(letter(doc), letter(doc)) for doc in HEADS)
