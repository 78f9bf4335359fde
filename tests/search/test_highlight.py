"""Where marks go: which of several wanted texts, in whatever form the letter has them."""

from __future__ import annotations

import pytest

from app.search.highlight import opening, snippets, spans_of

LETTER = (
    "关于推进企业孵化器建设的情况：企業科创能力增强，企\n业孵化器由三家增至五家，科 创企业增多。"
)


@pytest.mark.parametrize(
    ("wanted", "marked"),
    [
        (("企业孵化器", "企业"), ["企业孵化器", "企業", "企\n业孵化器", "企业"]),
        (("企业", "科创"), ["企业", "企業", "科创", "企\n业", "科 创", "企业"]),
        (("科创企业", "科创", "企业"), ["企业", "企業", "科创", "企\n业", "科 创企业"]),
        (("业",), ["业", "業", "业", "业"]),
        (("没有",), []),
        ((), []),
    ],
    ids=str,
)
def test_the_first_wanted_text_that_stands_there_is_marked(
    wanted: tuple[str, ...], marked: list[str]
) -> None:
    """Longer ones come first, so a part of one is not marked instead of the whole."""
    spans = spans_of(LETTER, wanted)
    assert [LETTER[span.start : span.end] for span in spans] == marked


def test_a_second_snippet_shows_what_the_first_does_not() -> None:
    """Two stretches where a wanted text stands only in the second; further hits are counted."""
    said = "我局会同各单位推进充电设施建设并且按季度通报进展情况，" * 3
    text = f"{said}其中充电设施一项已经完成。\n{said.replace('充电设施', '停车泊位')}"
    shown, further = snippets(text, ("充电设施", "停车泊位"))
    assert [{p.text for p in s.pieces if p.marked} for s in shown] == [{"充电设施"}, {"停车泊位"}]
    assert further == 7 - sum(p.marked for s in shown for p in s.pieces)
    alone, further = snippets(text, ("停车泊位",))
    assert len(alone) == 1
    assert further == 1


def test_a_hit_in_the_matter_goes_before_one_in_the_courtesy() -> None:
    """What the letter repeats of the request, saying that it came, tells a reader nothing."""
    text = (
        "您提出的《关于在老城区增设公共停车泊位、缓解停车难的建议》收悉，现答复如下：\n"
        "一、停车\n今年以来全区新增停车泊位一千二百个，其中夜间错时开放的有三百个，分布在六个街道。\n"
    )
    ((shown,), _) = snippets(text, ("停车",))
    assert (shown.paragraph, "".join(p.text for p in shown.pieces)[:10]) == (
        3,
        "今年以来全区新增停车",
    )


def test_without_words_a_long_heading_is_no_substance() -> None:
    """What is shown of a letter found by a filter is its first sentence, not its heading again."""
    text = (
        "青石县水务局关于对县政协十届四次会议第041号提案的答复（关于改造田间机井的建议）\n"
        "温言委员：\n您提出的关于改造田间机井的建议收悉，经与有关乡镇研究，现答复如下。\n"
        "全县现有机井三百余眼，其中近半数建成已逾二十年，出水不足；今年先修其中的急需者。\n"
    )
    (shown,) = opening(text)
    assert (shown.paragraph, text[shown.start : shown.start + 6]) == (4, "全县现有机井")


@pytest.mark.parametrize(
    "heading", ["一、问题成因。", "（二）加强统筹部署。", "一是扩面。", "3.关于经费。"]
)
def test_without_words_a_heading_in_its_line_is_no_substance(heading: str) -> None:
    """What stands behind it is: the heading alone filled the line of a result."""
    told = "库区管网建于上世纪，近年用水户由三千户增至六千户，泵站出力没有增加，末梢压力不足。"
    text = f"对第9号提案的答复\n鲜于昭委员：\n您提出的提案收悉，现答复如下：\n{heading}{told}"
    (shown,) = opening(text)
    assert text[shown.start : shown.end] == told
    assert "".join(piece.text for piece in shown.pieces).strip("…") == told
