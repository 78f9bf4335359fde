"""The data file of ideas: every entry runs its own example and counter-example."""

from __future__ import annotations

from app.search.words.fold import literal
from app.search.words.synonyms import Idea, ideas, met
from tests.rows import each_row


@each_row("idea", ideas(), ids=lambda idea: idea.said[0])
def test_an_idea_is_met_in_its_example_and_not_in_its_counter_example(idea: Idea) -> None:
    """A question leads to the wordings of letters; one that only looks alike does not."""
    said = set(idea.said)
    assert any(said <= set(found.wordings) for found in met(literal(idea.yes)))
    assert not any(said <= set(found.wordings) for found in met(literal(idea.no)))
