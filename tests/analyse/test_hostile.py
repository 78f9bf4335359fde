from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from app.analyse.citations import citations
from app.analyse.pledges import pledges
from app.analyse.themes import themes
from tests.analyse.letters import layout, reply

SHORT = "0将拟待（《》“”，；：。\n局〈、 一"
PIECES = (
    *SHORT,
    *(
        "20",
        "。 ",
        "要求",
        "新的一",
        "2025年",
        "2025年底",
        "2025-2027年",
        "年底前",
        "一、",
        "1.",
        "一是",
        "《》",
    ),
    *(
        "我局将",
        "计划",
        "下一步",
        "下一步，",
        "无法",
        "力争",
        "您提出的",
        "建议",
        "关于",
        "医院将",
        "企业",
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES, ids=repr)
@pytest.mark.parametrize("behind", ["", "我局将于年底前完成。"], ids=["alone", "promising"])
def test_no_letter_takes_long(piece, behind):
    """20,000 characters of one thing are read within a second by all three together."""
    text = (piece * (20_000 // len(piece)))[:20_000] + behind
    page, said = layout(*text.split("\n")), reply("关于教育的建议", dated=date(2025, 5, 20))
    themes(layout("教育"), said)
    started = process_time()
    themes(page, said)
    pledges(page, said, ())
    citations(page)
    assert process_time() - started < 1
