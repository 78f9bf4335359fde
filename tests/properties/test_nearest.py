"""Sentences laid beside many others at once: as `likeness` says of each two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ledger.wording.likeness import likeness
from app.ledger.wording.nearest import AT_ONCE, nearest

# few different characters, so that pairs are shared; signs, numbers and titles, which are left out
TEXT = st.text(alphabet="推动孵化器建设，。3《》", max_size=30)


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, min_size=1, max_size=8))
def test_the_nearest_is_the_first_of_the_most_alike(own: list[str], others: list[str]) -> None:
    """For each text it names the one that `likeness` puts first, and says how alike they are."""
    expected = []
    for text in own:
        shares = [likeness(text, other) for other in others]
        expected.append((shares.index(max(shares)), max(shares)))
    assert nearest(own, others) == expected


def test_more_than_are_laid_out_at_once() -> None:
    """Each of many texts finds itself among them."""
    texts = [f"推动第{chr(0x4E00 + n)}项工程建设" for n in range(2 * AT_ONCE + 1)]
    assert [at for at, _ in nearest(texts, texts)] == list(range(len(texts)))
