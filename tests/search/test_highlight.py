"""Where marks go: which of several wanted texts, in whatever form the letter has them."""

from __future__ import annotations

import pytest

from app.search.highlight import snippets, spans_of

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
