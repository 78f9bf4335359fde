"""Plain text and Markdown in the character sets that Chinese offices use."""

from __future__ import annotations

from app.errors import Unreadable
from app.readers.base import Reader, Received
from app.readers.charset import BOMS, decoded, likeness

UTF16_MARKS = tuple(mark for mark, charset in BOMS if charset.startswith("utf-16"))
ZERO_SHARE = 0.02
"""UTF-16 text without a mark holds a zero byte wherever a digit or a line end stands."""
CHINESE = 0.2
"""What letters score at least; see `charset.likeness`."""


def is_text(data: bytes, name: str) -> bool:
    """Tell whether the bytes are text in some character set."""
    head = data[:4096]
    return head.startswith(UTF16_MARKS) or b"\0" not in head or _is_bare_utf16(data)


def _is_bare_utf16(data: bytes) -> bool:
    """Tell UTF-16 without a mark from a binary file: whole pairs, and Chinese in one reading.

    No pair is two zeros; over the border of two pairs they may meet, as in a line end before 一.
    """
    head = data[:4096]
    if len(data) % 2 or head.count(0) < ZERO_SHARE * len(head):
        return False
    if any(head[at : at + 2] == b"\0\0" for at in range(0, len(head), 2)):
        return False
    text = decoded(head)
    return text is not None and likeness(text) > CHINESE


def _is_markdown(data: bytes, name: str) -> bool:
    return name.lower().endswith((".md", ".markdown")) and is_text(data, name)


def _received(data: bytes, name: str, kind: str, media_type: str) -> tuple[Received, ...]:
    text = decoded(data)
    if text is None:
        raise Unreadable(f"{name}: 不是文本文件，或认不出字符编码；请另存为 UTF-8 文本再载入。")
    if not text.strip():
        raise Unreadable(f"{name}: 文件里没有文字；请检查来源，重新取得文件。")
    return (Received(text, media_type, kind),)


def _markdown(data: bytes, name: str) -> tuple[Received, ...]:
    return _received(data, name, "markdown", "text/markdown")


def _text(data: bytes, name: str) -> tuple[Received, ...]:
    return _received(data, name, "text", "text/plain")


MARKDOWN = Reader("markdown", "text/markdown", _is_markdown, _markdown)
TEXT = Reader("text", "text/plain", is_text, _text)
