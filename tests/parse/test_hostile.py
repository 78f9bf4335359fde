"""No text, however hostile, keeps the reader busy."""

from __future__ import annotations

import time

import pytest

from app.parse.letter import parse
from app.readers.base import Received
from app.text.clean import clean
from app.text.layout import lay_out

LENGTH = 20_000
SECONDS = 2.0  # ten times what the slowest of them took
PIECES = [
    *("1", "（", "一、", "\u3000", " ", "\n", "委员、", "王 ", "关于", "第1号、", "局", "《", "“"),
    *("：", "\t", "|", "会同市局、", "联系人：", "（（）", "届", "市公安局、", "关于“", "<", "#"),
    *("与", "\u3000\n", "1\n"),
]
AROUND = "甲维明代表：\n您提出的提案收悉。现答复如下：\n{}\n某市公安局\n2025年1月1日"


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    """20,000 characters of digits, brackets, numbering or spaces, as a letter's text."""
    text = AROUND.format((piece * LENGTH)[:LENGTH])
    start = time.process_time()
    layout = lay_out(clean(text))
    parse(layout, Received(text, "text/plain", "text"), "0" * 64)
    assert time.process_time() - start < SECONDS
