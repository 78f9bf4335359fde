"""What cleaning left out of a page is told, so that nothing is silently lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app.parse.left_out import LEFT_OUT, left_out
from app.pipeline import process_bytes
from app.text.clean import STEPS, cleaned
from tests.rows import each_row
from tests.text.test_clean import LETTERS, received

BODY = (
    "关于市政协第130号提案的答复\n鲜于昭委员：\n您提出的建议收悉。现答复如下：\n"
    "今年已改造老旧管网12公里。\n沅陵市水利局\n2025年5月14日\n"
)
PAGE = (
    "当前位置：首页 > 政务公开 > 建议提案\n"
    f"{BODY}上一篇：关于市政协第129号提案的答复\n责任编辑：白小石\n热点专题\n"
)


def told(text: str) -> list[str]:
    (dossier,) = process_bytes(text.encode(), "letter.txt")
    return [problem.message for problem in dossier.problems if problem.code == LEFT_OUT]


def test_the_page_around_a_letter_is_told_with_its_longest_lines() -> None:
    """How many lines, how many characters, and what they said; nobody's name."""
    assert told(PAGE) == [
        "页面上不属于信文的文字没有收进正文（原件里都在）：共4行48字，"
        "如“当前位置：首页>政务公开>建议提案”“上一篇：关于市政协第129号提案的答复”“热点专题”。"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BODY, id="nothing left out"),
        pytest.param(BODY.replace("12公里", "12\n\n— 2 —\n\n公里"), id="page numbers"),
        pytest.param("打印\n" + BODY + "关闭\n", id="buttons"),
        pytest.param(BODY + "\n| |\n", id="bare marks"),
    ],
)
def test_what_says_nothing_is_not_told(text: str) -> None:
    """Page numbers, buttons and marks are no words that anybody could miss."""
    assert told(text) == []


def test_a_line_too_long_to_quote_is_shortened() -> None:
    """A quotation holds 24 characters."""
    (problem,) = left_out(["索引号：" + "甲乙丙丁" * 10])
    assert "“索引号：甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙…”" in problem.message


@each_row("path", LETTERS, ids=str, one_in=8)
def test_every_character_left_out_of_a_letter_is_handed_on(path: Path) -> None:
    """What the telling steps take from a text are the lines that are told, sign by sign."""
    text, lost = received(path), Counter[str]()
    for step in STEPS:
        before, text = text, step.apply(text)
        if step.told:
            lost += Counter(before) - Counter(text)
    handed_on = Counter("".join(cleaned(received(path)).left_out))
    assert {c: n for c, n in lost.items() if not c.isspace()} == {
        c: n for c, n in handed_on.items() if not c.isspace()
    }


def test_a_web_pages_surroundings_are_told_too() -> None:
    """What the reader of pages leaves out stands in the same problem, links and all."""
    more = "还有3处老管在城南片区，明年继续改造，改完以前由抢修队随叫随到。"
    rows = "".join(
        f"<p>{line}</p>" for line in BODY.replace("公里。", f"公里。{more}").splitlines()
    )
    page = (
        "<html><body><div class='nav'><a>走进沅陵</a> <a>政务公开</a></div>"
        f"<div>{rows}</div><p>上一篇：<a>关于市政协第129号提案的答复</a></p></body></html>"
    )
    (dossier,) = process_bytes(page.encode(), "letter.html")
    assert [problem.message for problem in dossier.problems if problem.code == LEFT_OUT] == [
        "页面上不属于信文的文字没有收进正文（原件里都在）：共2行27字，"
        "如“走进沅陵 政务公开”“上一篇：关于市政协第129号提案的答复”。"
    ]
