"""The table of results: every entry's own examples, and its scales."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from app.model import Outcome
from app.parse.outcomes import TABLE, Wording, outcome_of_words, scales, wordings
from app.pipeline import process_bytes
from tests.rows import each_row

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


@each_row(("entry", "words"), YES)
def test_words_mean_the_outcome_they_stand_under(entry: Wording, words: str) -> None:
    """An entry's examples are grouped under it, with all other entries in play."""
    assert outcome_of_words(words) is entry.outcome


@each_row(("entry", "words"), NO)
def test_words_that_look_alike_mean_something_else(entry: Wording, words: str) -> None:
    """「列入计划拟解决」 contains 解决 and is no solution."""
    assert outcome_of_words(words) is not entry.outcome


def test_every_outcome_has_words_and_the_common_scale_every_letter() -> None:
    """No outcome can only be reached by a letter, and no letter is without a common meaning."""
    assert {entry.outcome for entry in wordings()} == set(Outcome)
    assert set(scales()[""]) == set("ABCD")


SCALES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["scale"]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale["name"])
def test_a_scale_is_documented_and_says_what_its_source_says(scale: dict[str, Any]) -> None:
    """Each letter has the words printed for it, which mean the same as the letter does."""
    assert len(scale["source"]) > 10
    grades = [grade for grade in "ABCD" if grade in scale]
    assert list(scale["yes"]) == grades
    for grade, words in scale["yes"].items():
        assert outcome_of_words(words) == scale[grade], words
    for grade, words in scale["no"].items():
        assert outcome_of_words(words) != scale[grade], words


@pytest.mark.parametrize(
    ("agency", "grade", "outcome"),
    [
        ("重庆市渝北区教育委员会", "B", Outcome.PLANNED),
        ("重庆市渝北区教育委员会", "C", Outcome.NOTED),
        ("重庆市渝北区教育委员会", "D", None),
        ("沁阳市教育体育局", "乙", Outcome.IN_PROGRESS),
        ("焦作市教育局", "C", Outcome.INFEASIBLE),
        ("广州市番禺区教育局", "C", Outcome.NOTED),
    ],
)
def test_a_letter_means_what_it_means_there(
    agency: str, grade: str, outcome: Outcome | None
) -> None:
    """The scale of a city is that of its districts, and of nobody else."""
    text = (
        f"{grade}类\n关于第7号提案的答复\n鲜于昭委员：\n您提出的关于改造管网的建议收悉。现答复如下：\n"
        f"今年已改造老旧管网12公里，下一步将继续加大改造力度，争取早日完成。\n{agency}\n2025年5月14日\n"
    )
    (dossier,) = process_bytes(text.encode(), "letter.txt")
    assert dossier.reply.outcome is outcome
