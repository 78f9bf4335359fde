"""Short names of agencies: read from document numbers and spellings, or not at all."""

from __future__ import annotations

import pytest

from app.store.shortnames import abbreviates, of_document
from app.store.tallies import AgencyTally


def agency(name: str, district: str | None = "浦东新区", city: str = "上海市") -> AgencyTally:
    return AgencyTally(name, "310115", "上海市", city, district, "区县", 1, 0)


SCIENCE = agency("上海市浦东新区科技和经济委员会")
COUNTRY = AgencyTally("市场监管总局", None, None, None, None, "国家", 1, 0)


@pytest.mark.parametrize(
    ("head", "who", "word"),
    [
        ("浦科经委办理", SCIENCE, "浦科经委"),
        ("浦科经委", SCIENCE, "浦科经委"),
        ("浦科经委办函", SCIENCE, "浦科经委"),
        ("浦发改委办理", SCIENCE, None),  # another agency's word
        ("沪经信提复", agency("上海市经济和信息化委员会", None), "沪经信"),
        ("沪科建复", agency("上海市科学技术委员会", None), None),  # one character is no name
        ("市监议", COUNTRY, "市监"),
        ("", SCIENCE, None),
    ],
)
def test_the_word_before_a_document_number(head: str, who: AgencyTally, word: str | None) -> None:
    """The part whose characters stand in the name, in order, without what is being done."""
    assert of_document(head, who) == word


@pytest.mark.parametrize(
    ("spelling", "fits"),
    [
        ("区科经委", True),
        ("科经委", True),
        ("浦东新区科经委", True),
        ("区科技和经济委员会", True),
        ("区经科委", False),  # another order
        ("区科委会员", False),
        ("区经委", False),  # does not begin as the name does
        ("区委", False),
        ("市商务委", False),
    ],
)
def test_a_spelling_fits_or_not(spelling: str, fits: bool) -> None:
    """A spelling is an agency's only if its characters are, in their order, from the first."""
    assert abbreviates(spelling, SCIENCE) is fits
