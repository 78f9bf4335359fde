"""Places that an agency's name leaves open: zones, names borne by several places."""

from __future__ import annotations

import pytest

from app.pipeline import process_bytes

LETTER = (
    "关于第130号提案的答复\n鲜于昭委员：\n您提出的关于改造管网的建议收悉。现答复如下：\n"
    "今年已改造老旧管网12公里，下一步将继续加大改造力度，争取早日完成。\n{agency}\n2025年5月14日\n"
)
OPEN = {"place-ambiguous", "zone-unplaced", "no-place"}


def said_of(agency: str) -> tuple[str | None, list[str]]:
    """Return the code of the place and what was said to be open about it."""
    (dossier,) = process_bytes(LETTER.format(agency=agency).encode(), "letter.txt")
    where = dossier.reply.place
    said = [problem.message for problem in dossier.problems if problem.code in OPEN]
    messages = [message.partition("：")[2] for message in said]  # what this letter prints
    return where.code if where else None, messages


@pytest.mark.parametrize(
    ("agency", "code", "message"),
    [
        ("天津经济技术开发区管理委员会", "120000", "“天津经济技术开发区”没有印出在哪个区县。"),
        ("成都高新区社区发展治理和社会保障局", "510100", "“成都高新区”没有印出在哪个区县。"),
        (
            "长沙高新技术产业开发区管理委员会",
            "430100",
            "“长沙高新技术产业开发区”没有印出在哪个区县。",
        ),
        ("河北雄安新区管理委员会", "130000", "“河北雄安新区”没有印出在哪个市。"),
        ("两江新区管理委员会", None, "“两江新区”没有印出在哪个省市。"),
        (
            "朝阳区教育局",
            None,
            "“朝阳区”可能是北京市朝阳区、吉林省长春市朝阳区。",
        ),
    ],
)
def test_an_open_place_is_one_problem(agency: str, code: str | None, message: str) -> None:
    """What is known is kept, what is not is said once."""
    assert said_of(agency) == (code, [message])


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ("上海市浦东新区商务委员会", "310115"),
        ("广州南沙开发区管理委员会", "440115"),
        ("合肥经济技术开发区管理委员会", "340177"),
        ("沅陵县高新区管委会", "431222"),
        ("长沙县教育局", "430121"),
        ("长沙市教育局", "430100"),
        ("朝阳市教育局", "211300"),
    ],
)
def test_a_place_that_is_printed_is_no_problem(agency: str, code: str) -> None:
    """新区 with a code of its own, a zone of a county, a city that bears its county's name."""
    assert said_of(agency) == (code, [])
