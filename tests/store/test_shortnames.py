"""Short names of agencies: read from document numbers and spellings, or not at all."""

from __future__ import annotations

import pytest

from app.store.shortnames import abbreviates, in_texts, of_document
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


SCHOOLS = agency("上海市浦东新区教育局")


@pytest.mark.parametrize(
    ("text", "who", "names"),
    [
        ("下一步，我局将会同区科经委、区财政局研究。", SCIENCE, ("区科经委",)),
        ("由我区科经委牵头。", SCIENCE, ("区科经委",)),
        ("区科经委会同各镇推进。", SCIENCE, ("区科经委",)),  # 会 belongs to 会同
        ("上海市浦东新区科技和经济委员会（以下简称“科经委”）负责。", SCIENCE, ("科经委",)),
        ("区科技和经济委员会认为可行。", SCIENCE, ()),  # the whole name is no short one
        ("长宁区科经委也有类似做法。", SCIENCE, ()),  # another place's
        ("市科经委统一部署。", SCIENCE, ()),  # another level's
        ("会同区教委研究。", SCHOOLS, ()),  # of a 委 there is none in 教育局
    ],
)
def test_running_text_tells_short_names(
    text: str, who: AgencyTally, names: tuple[str, ...]
) -> None:
    """A level's character and the name's own characters after it, or what the letter declares."""
    assert in_texts([text], who, [SCIENCE, SCHOOLS]) == names


def test_a_short_name_of_two_agencies_is_nobodys() -> None:
    """区科委 of a place with two agencies that it could mean stays out; the more usual is first."""
    other = agency("上海市浦东新区科学普及委员会")
    texts = ["会同区科委研究。", "会同区科经委研究。", "会同区科经委办理，区科技经委配合。"]
    assert in_texts(texts, SCIENCE, [SCIENCE, other]) == ("区科经委", "区科技经委")
    assert "区科委" in in_texts(texts, SCIENCE, [SCIENCE])
