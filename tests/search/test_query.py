"""The query language of UI.md 5.11: what was typed, how it was read, and back to an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.query import NOTHING, ONLY_MINUS, parse
from app.search.reading import read_aloud
from tests.rows import each_row


def read(typed: str) -> list[str]:
    """Return the clauses of a query in a short form: [-]kind:[field:]text|…"""
    return [
        ("-" if clause.negated else "")
        + "|".join(
            f"{term.kind}:{term.field + ':' if term.field else ''}{term.text}"
            for term in clause.terms
        )
        for clause in parse(typed).clauses
    ]


@each_row(
    ("typed", "clauses"),
    [
        pytest.param("孵化器 贷款", ["words:孵化器", "words:贷款"], id="several-words"),
        pytest.param("孵化器　贷款", ["words:孵化器", "words:贷款"], id="full-width-space"),
        pytest.param('"概念验证中心"', ["phrase:概念验证中心"], id="straight-quotes"),
        pytest.param("“概念验证中心”", ["phrase:概念验证中心"], id="curly-quotes"),
        pytest.param("「概念验证中心」", ["phrase:概念验证中心"], id="corner-brackets"),
        pytest.param("《关于小店经济的建议》", ["phrase:关于小店经济的建议"], id="title-marks"),
        pytest.param("人工智能 -大模型", ["words:人工智能", "-words:大模型"], id="minus"),
        pytest.param("人工智能 －大模型", ["words:人工智能", "-words:大模型"], id="wide-minus"),
        pytest.param("孵化器 或 加速器", ["words:孵化器|words:加速器"], id="或"),
        pytest.param("孵化器 OR 加速器", ["words:孵化器|words:加速器"], id="OR"),
        pytest.param("孵化器|加速器", ["words:孵化器|words:加速器"], id="bar"),
        pytest.param("孵化器或加速器", ["words:孵化器或加速器"], id="或-inside-a-run"),
        pytest.param("专精特新*", ["prefix:专精特新"], id="prefix"),
        pytest.param("提案人:汪泓", ["words:proposer:汪泓"], id="proposer"),
        pytest.param("单位：科经委", ["words:agency:科经委"], id="full-width-colon"),
        pytest.param("title:民营企业", ["words:title:民营企业"], id="english-alias"),
        pytest.param('标题:"民营 企业"', ["phrase:title:民营 企业"], id="phrase-in-a-field"),
        pytest.param("日期:2025-04..2025-06", ["words:date:2025-04..2025-06"], id="period"),
        pytest.param("第 072 号", ["number:第072号"], id="spaced-number"),
        pytest.param("D-027", ["number:D-027"], id="lettered-number"),
        pytest.param("浦科经委办理[2025]77号", ["document:浦科经委办理[2025]77号"], id="文号"),
        pytest.param("2025年 就业", ["words:2025年", "words:就业"], id="a-year-is-no-number"),
        pytest.param("停车难，怎么办？", ["words:停车难", "words:怎么办"], id="punctuation-parts"),
        pytest.param("2.18亿元 3-5家", ["words:2.18亿元", "words:3-5家"], id="joined-numbers"),
        pytest.param("-大模型", ["words:大模型"], id="only-a-minus-is-words"),
        pytest.param("孵化器 或", ["words:孵化器"], id="dangling-或"),
        pytest.param("或 孵化器", ["words:孵化器"], id="leading-或"),
        pytest.param(
            "孵化器 或 加速器 贷款",
            ["words:孵化器|words:加速器", "words:贷款"],
            id="或-joins-its-neighbours-alone",
        ),
        pytest.param("-大模型 人工智能", ["-words:大模型", "words:人工智能"], id="minus-first"),
        pytest.param(
            "孵化器|-加速器", ["words:孵化器", "-words:加速器"], id="no-或-before-a-minus"
        ),
        pytest.param("“概念”-验证", ["phrase:概念", "words:验证"], id="a-dash-is-no-minus"),
        pytest.param("专精特新*贷款", ["prefix:专精特新", "words:贷款"], id="after-a-prefix"),
    ],
)
def test_a_query_is_read_as_the_help_page_says(typed: str, clauses: list[str]) -> None:
    """Each way of writing in UI.md 5.11 means what its table says."""
    assert read(typed) == clauses


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("第130号", "130"),
        ("0541", "0541"),
        ("第 072 号提案", "072"),
        ("第一百三十号", "130"),
        ("一百三十号提案", "130"),
        ("二七二号政协提案", "272"),
        ("130号 停车", None),
        ("十号楼", None),
        ("二号线", None),
    ],
)
def test_a_lone_number_is_known_as_one(typed: str, number: str | None) -> None:
    """A page may go straight to the reply only if the number is all that was typed."""
    assert parse(typed).number == number


def test_an_unpaired_quotation_mark_is_said() -> None:
    """引号不成对 is told in one line, and the words are looked for as words."""
    assert parse("“概念验证").notes == ("引号不成对，已按普通词检索。",)
    assert read("“概念验证") == ["words:概念验证"]


@pytest.mark.parametrize("typed", ["“概念验证”", '"概念" 验证', "“概念” 与 “验证”"])
def test_quotation_marks_in_pairs_need_no_word(typed: str) -> None:
    """Only a mark that has no other is told of."""
    assert parse(typed).notes == ()


@pytest.mark.parametrize("typed", ["😀", "。", "()", "OR", "\x00", "-"])
def test_a_query_that_holds_nothing_to_look_for_says_so(typed: str) -> None:
    """All letters are shown, and not as if they had been found."""
    assert (parse(typed).clauses, parse(typed).notes) == ((), (NOTHING,) if typed != "\x00" else ())


def test_nothing_but_minus_says_that_the_minus_did_nothing() -> None:
    """-孵化器 is looked for as 孵化器: who wanted all the others must not take it for them."""
    assert (read("-孵化器"), parse("-孵化器").notes) == (["words:孵化器"], (ONLY_MINUS,))
    assert parse("贷款 -孵化器").notes == ()


def test_as_long_a_query_as_may_be_is_looked_for_whole() -> None:
    """The two-hundredth character is still one of it."""
    query = parse("民" * 200)
    assert (query.typed, query.notes) == ("民" * 200, ())


def test_an_overlong_query_is_cut_and_it_is_said() -> None:
    """Only 200 characters are looked for."""
    query = parse("民营企业融资" * 50)
    assert len(query.typed) == 200
    assert query.notes == ("检索词过长，只用前200字。",)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("中小企业 融资", None),
        ("“中小企业” 融资 -贷款", "按以下条件检索：含“中小企业”和含“融资”，不含“贷款”"),
        ("孵化器 或 加速器", "按以下条件检索：含“孵化器”或“加速器”"),
        ("单位:科经委 第130号", "按以下条件检索：承办单位为“科经委”和编号或文中为“第130号”"),
    ],
)
def test_the_reading_is_told_where_it_is_not_obvious(typed: str, said: str | None) -> None:
    """Plain words need no explanation; a minus, a field or a number does."""
    assert read_aloud(parse(typed)) == said


@given(st.lists(st.text("或号第年单位停车难國體千", min_size=1, max_size=5), min_size=1))
def test_han_and_spaces_read_the_same_among_signs(runs: list[str]) -> None:
    """What most people type is read in one step, and just as any other text is."""
    assert parse(" ".join(runs)) == parse("　".join(runs) + "　。")
