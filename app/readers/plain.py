"""Plain text and Markdown in the character sets that Chinese offices use."""

from __future__ import annotations

from app.errors import Unreadable
from app.readers.base import Reader, Received

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(data: bytes, name: str) -> str:
    """Return the text of `data`: by its byte order mark, else strict UTF-8, else GB18030."""
    for mark, charset in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{name}: 不是文本文件，也认不出字符编码；请另存为 UTF-8 再载入。")


def _is_text(data: bytes, name: str) -> bool:
    return b"\0" not in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _is_markdown(data: bytes, name: str) -> bool:
    return name.lower().endswith((".md", ".markdown")) and _is_text(data, name)


def _reader(kind: str, media_type: str, accepts: object) -> Reader:
    def read(data: bytes, name: str) -> tuple[Received, ...]:
        text = decoded(data, name).replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise Unreadable(f"{name}: 文件里没有文字；请检查来源，重新取得文件。")
        return (Received(text, media_type, kind),)

    return Reader(kind, media_type, accepts, read)  # type: ignore[arg-type]


MARKDOWN = _reader("markdown", "text/markdown", _is_markdown)
TEXT = _reader("text", "text/plain", _is_text)
