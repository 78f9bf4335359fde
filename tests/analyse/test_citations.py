from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analyse.citations import citations, period
from tests.analyse.letters import layout


def titles(*paragraphs: str) -> list[str]:
    return [found.title for found in citations(layout(*paragraphs))]


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("上海市支持上市公司并购重组行动方案（2025-2027年）", "2025/2027"),
        ("低空经济发展行动计划（2024—2026年）", "2024/2026"),
        ("国土空间总体规划（2021年至2035年）", "2021/2035"),
        ("数字经济三年行动方案(2023–2025年)", "2023/2025"),
        ("2024年浦东新区科技发展基金专项", "2024"),
        ("全省城市排水防涝“十四五”行动计划", "2021/2025"),
        ("第十五个五年规划纲要", "2026/2030"),
        ("中华人民共和国民法典", None),
        ("关于印发〈2025年重点工作〉的通知", "2025"),
    ],
)
def test_the_period_stands_in_the_name(title, years):
    """Years joined by any dash, a single year, or a five-year plan by its number."""
    assert period(title) == years


@pytest.mark.parametrize(
    "sentence",
    [
        "您提出的《关于培育社区小店首店经济的建议》收悉。",
        "您们提出的《创新驱动，聚焦三大先导产业民营经济高质量发展》的提案（第272号）收悉。",
        "《老旧小区加装电梯的几点想法》（第0130号建议）收悉，现答复如下：",
        "您提出的《规范民宿管理》由我局分办。",
        "两位代表提出的《关于制定热带雨林防火应急办法的议案》，由我局办理。",
    ],
)
def test_the_proposal_is_no_citation(sentence):
    """What is answered is the subject of the letter, however it is introduced."""
    assert titles(sentence) == []


def test_documents_are_named_with_their_place():
    """Span, title and period of each document, in order."""
    page = layout("市里印发《支持并购重组行动方案（2025-2027年）》，并修订《物业管理条例》。")
    found = citations(page)
    assert [(c.title, c.period) for c in found] == [
        ("支持并购重组行动方案（2025-2027年）", "2025/2027"),
        ("物业管理条例", None),
    ]
    assert [page.text[c.start : c.end] for c in found] == [f"《{c.title}》" for c in found]


def test_names_inside_names_belong_to_the_outer_one():
    """《关于印发〈…〉的通知》 and 《…《…》…》 are one document each."""
    assert titles("按照《关于印发〈工作导则〉的通知》和《关于落实《条例》的意见》执行。") == [
        "关于印发〈工作导则〉的通知",
        "关于落实《条例》的意见",
    ]


def test_opinions_of_the_government_are_documents():
    """关于…的意见 and …的若干建议 from the party are documents, not proposals."""
    assert titles("落实《关于促进民营经济发展壮大的意见》。") == ["关于促进民营经济发展壮大的意见"]


def test_a_lost_mark_does_not_swallow_the_page():
    """An opening mark without its partner ends with its paragraph."""
    assert titles("依据《养老服务条例办理。", "修订《价格法》。") == ["价格法"]


@given(st.text(st.sampled_from("《》〈〉\n关于的建议提案2025-2027年收悉您提出，。"), max_size=60))
def test_a_citation_is_its_words(text):
    """text[span] is 《title》, in one paragraph, none overlapping another."""
    page = layout(*text.split("\n"))
    end = 0
    for found in citations(page):
        assert page.text[found.start : found.end] == f"《{found.title}》"
        assert "\n" not in found.title
        assert found.start >= end
        end = found.end
