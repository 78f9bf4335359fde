"""Plain text in the character sets that offices use."""

from __future__ import annotations

import opencc
import pytest

from app.errors import Unreadable
from app.readers import read
from app.readers.charset import decoded
from tests.rows import each_row

CHARSETS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@each_row("charset", CHARSETS)
@pytest.mark.parametrize("length", [12, 40, 10_000])
def test_a_text_reads_the_same_in_every_charset(letter: str, charset: str, length: int) -> None:
    text = letter[:length]
    assert decoded(text.encode(charset)) == text


@each_row("charset", CHARSETS)
def test_a_file_is_text_in_every_charset(letter: str, charset: str) -> None:
    """Also where two zero bytes meet over the border of two signs of UTF-16."""
    (received,) = read(f"办理结果：\n一、{letter}".encode(charset), "x.txt")
    assert received.text.endswith(letter)


def test_a_traditional_text_in_big5_is_not_taken_for_gbk(letter: str) -> None:
    data = opencc.OpenCC("s2t").convert(letter).encode("big5hkscs", "ignore")
    assert decoded(data) == data.decode("big5hkscs")


def test_a_file_cut_inside_a_character_keeps_the_rest(letter: str) -> None:
    data = letter.encode()[:-1]
    assert (decoded(data) or "").startswith(letter[:-1])


def test_line_ends_of_every_system_become_one() -> None:
    (received,) = read("一\r\n二\r三\n".encode(), "x.txt")
    assert received.text == "一\n二\n三\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "空的"), (" \n\u3000".encode(), "没有文字"), (bytes(range(1, 256)) * 9, "编码|格式")],
    ids=["no bytes", "blanks", "noise"],
)
def test_a_file_without_text_says_so(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(data, "坏.txt")


def test_markdown_is_told_by_its_name() -> None:
    (received,) = read("# 答复\n".encode(), "a.MD")
    assert received.media_type == "text/markdown"
