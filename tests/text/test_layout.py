"""Layout: where paragraphs end and what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import BlockKind
from app.text.clean import clean
from app.text.layout import Layout, lay_out
from tests.rows import each_row
from tests.text.test_clean import LETTERS, received


def laid_out(path: Path) -> Layout:
    return lay_out(clean(received(path)))


def lines(layout: Layout, kind: BlockKind) -> list[str]:
    return [layout.text[b.start : b.end] for b in layout.blocks if b.kind is kind]


def assert_tiled(layout: Layout) -> None:
    """The blocks are the lines of the text, one by one."""
    assert [layout.text[b.start : b.end] for b in layout.blocks] == (
        layout.text.split("\n") if layout.text else []
    )


@each_row("path", LETTERS, ids=str, one_in=8)
def test_blocks_tile_the_lines_of_every_letter(path: Path) -> None:
    """No line is without a block and no block without its line."""
    assert_tiled(laid_out(path))


@each_row("path", LETTERS, ids=str, one_in=8)
def test_laying_out_changes_white_space_only(path: Path) -> None:
    """Joining wrapped lines loses no character."""
    text = clean(received(path))
    assert re.sub(r"\s", "", lay_out(text).text) == re.sub(r"\s", "", text)


@each_row("path", LETTERS, ids=str, one_in=8)
def test_laying_out_twice_is_laying_out_once(path: Path) -> None:
    """A letter that was laid out has a paragraph a line, also where its lines are long."""
    once = laid_out(path)
    assert lay_out(once.text) == once
    assert lay_out(clean(once.text)) == once


@settings(derandomize=True)
@given(st.text("一、（）。，：1委员代表\n\t\u3000 2025年月日", max_size=80))
def test_any_text_can_be_laid_out(text: str) -> None:
    """Nonsense is laid out too, without losing a character."""
    layout = lay_out(clean(text))
    assert_tiled(layout)


# hard-wrapped with a blank line behind each line, a page mark inside a word, full justified lines
WRAPPED = """\
闫晓慧、张茂林、张辉委员：

你们提出的《关于构建创新型中小企业友好生态的建议》

的提案（第 130号）收悉，经研究，现将办理情况答复如下：

一、办理概述

我委高度重视提案办理工作，多次进行专题讨论，并与相

关业务部门认真研究了提案的内容，充分听取区委金融办等单

位的意见，形成答复意见。完善高质量、科技发展基金专项积

— 2 —

极政策体系，修订促进战略性新兴产业发展财政扶持政策。

感谢你们的关心。

上海市浦东新区科技和经济委员会

2025年 5月 14日
"""


def test_wrapped_lines_and_page_marks_are_undone() -> None:
    """A paragraph over four lines and two pages is one block again."""
    layout = lay_out(clean(WRAPPED))
    assert lines(layout, BlockKind.PARAGRAPH) == [
        "你们提出的《关于构建创新型中小企业友好生态的建议》的提案（第130号）收悉，经研究，"
        "现将办理情况答复如下：",
        "我委高度重视提案办理工作，多次进行专题讨论，并与相关业务部门认真研究了提案的内容，"
        "充分听取区委金融办等单位的意见，形成答复意见。完善高质量、科技发展基金专项积极政策体系，"
        "修订促进战略性新兴产业发展财政扶持政策。",
        "感谢你们的关心。",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param(
            "关于对平江县第57号建议的\n\n答    复\n\n甲代表:\n您提出的收悉。",
            BlockKind.TITLE,
            ["关于对平江县第57号建议的答复"],
            id="title over two lines, spread",
        ),
        pytest.param(
            "关于市政协第5号提案的答复\n甲乙丙委员：\n您提出的《关于为老旧小区加装电梯的提案》\n"
            "收悉。现答复如下：\n全区已加装8部。",
            BlockKind.PARAGRAPH,
            ["您提出的《关于为老旧小区加装电梯的提案》收悉。现答复如下：", "全区已加装8部。"],
            id="no paragraph begins with 收悉",
        ),
        pytest.param(
            "关于市政协第5号提案的答复\n甲乙丙、丁戊己、庚辛壬等8\n位委员：\n您提出的提案收悉。",
            BlockKind.SALUTATION,
            ["甲乙丙、丁戊己、庚辛壬等8位委员："],
            id="names cut before 位委员",
        ),
        pytest.param(
            "关于市政协第5号提案的答复\n甲乙丙委员\n您提出的提案收悉。",
            BlockKind.SALUTATION,
            ["甲乙丙委员"],
            id="salutation without colon",
        ),
        pytest.param(
            "甲代表：\n收悉。\n附件：1.进度表\n      2.核算方法说明\n\n某市某局\n2024年6月7日",
            BlockKind.ATTACHMENT,
            ["附件：1.进度表", "2.核算方法说明"],
            id="attachments over two lines",
        ),
        pytest.param(
            "甲代表：\n建议收悉。\n仙桃市人力资源和社会保\n\n20256月18\n",
            BlockKind.SIGNATURE,
            ["仙桃市人力资源和社会保", "20256月18"],
            id="signature cut by the page, date without 年",
        ),
        pytest.param(
            "甲代表：\n建议收悉。\n某市某局\n2024年6月7日\n联系电话:\n\n58555016",
            BlockKind.CONTACT,
            ["联系电话:58555016"],
            id="label and value on two lines",
        ),
        pytest.param(
            "甲代表：\n收悉，答复如下：\n一、评估难\n正文。\n（一）设立\n正文。\n感谢。",
            BlockKind.HEADING,
            ["一、评估难", "（一）设立"],
            id="headings by numbering",
        ),
        pytest.param(
            "甲代表：\n建议收悉，答复如下：\n一、关于增加定点医药机构和药店的建议\n"
            "截至今年3月，全省开通门诊慢特病跨省结算的医疗机构214家，药店386家，覆盖全部市县。\n"
            "二、关于设立候鸟老人服务专窗的建议\n"
            "全省医保经办大厅均已设置，三亚、琼海、万宁等地周六上午照常办理，午间不休息。\n"
            "三、关于将中医理疗纳入异地统筹\n此项与现行基金承受能力不相适应，拟不纳入。\n感谢。",
            BlockKind.HEADING,
            [
                "一、关于增加定点医药机构和药店的建议",
                "二、关于设立候鸟老人服务专窗的建议",
                "三、关于将中医理疗纳入异地统筹",
            ],
            id="headings as long as each other are no wrapped lines",
        ),
    ],
)
def test_a_paragraph_is_told_by_its_place_and_words(
    text: str, kind: BlockKind, expected: list[str]
) -> None:
    """Blocks of head and foot are found in the forms letters have them."""
    assert lines(lay_out(clean(text)), kind) == expected


def test_proposers_over_several_lines_are_one_salutation() -> None:
    """Lines that list names and end in 、 or ， run on to the line that says 委员."""
    text = "民革某市委，\n张三丰、李四光、\n王五代表：\n您提出的建议收悉。现答复如下：\n"
    found = lay_out(clean(text))
    assert lines(found, BlockKind.SALUTATION) == ["民革某市委，张三丰、李四光、王五代表："]


APPENDED = """\
关于市政协第130号提案的答复
鲜于昭委员：
您提出的建议收悉。现答复如下：
今年继续改造老旧小区，具体见附表。
{signed}附表：
{table}
{behind}"""
SIGNED = "沅陵市住房和城乡建设局\n2025年5月14日\n"
TABLES = {
    "tabs": "老旧小区改造计划表\n县区\t小区数\t投资\n武陵区\t12个\t1.2亿元\n鼎城区\t8个\t8600万元",
    "spaces": "老旧小区改造计划表\n县区 小区数 投资\n武陵区 12个 1.2亿元\n鼎城区 8个 8600万元",
    "a cell a line": "县区\n小区数\n武陵区\n12个\n鼎城区\n8个",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("first", [True, False], ids=["signed above", "signed below"])
def test_an_appended_table_is_no_signature(table: str, first: bool) -> None:
    """Rows, cells and title below 附表： are the appendix; agency and date stay the signature."""
    signed, behind = (SIGNED, "") if first else ("", SIGNED)
    layout = lay_out(clean(APPENDED.format(signed=signed, table=table, behind=behind)))
    assert lines(layout, BlockKind.SIGNATURE) == SIGNED.split()
    appended = lines(layout, BlockKind.ATTACHMENT) + lines(layout, BlockKind.TABLE)
    assert "".join("".join(appended).split()) == "附表：" + "".join(table.split())


def test_an_opening_alone_on_its_line_is_no_heading() -> None:
    """「您提出的建议收悉。现答复如下：」 is prose; 「现有措施：」 is a heading."""
    text = APPENDED.format(signed="", table=TABLES["tabs"], behind=SIGNED)
    assert lines(lay_out(clean(text)), BlockKind.HEADING) == []
    assert lines(lay_out(clean(text.replace("今年", "现有措施：\n今年"))), BlockKind.HEADING) == [
        "现有措施："
    ]
