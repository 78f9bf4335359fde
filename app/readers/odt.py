"""OpenDocument text (ODT), read from its XML; no office program is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.errors import Unreadable
from app.readers.base import Reader, Received
from app.readers.package import attribute, child, holds, local, opened
from app.readers.tables import row_lines

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
MAIN = "content.xml"
RUN_OF_BLANKS = re.compile(r"[ \t\r\n]+")
UNSEEN = frozenset(
    ("tracked-changes", "annotation", "sequence-decls", "forms", "note-citation", "title", "desc")
)
BLOCKS = frozenset(("p", "h"))


def read_odt(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letter in an ODT."""
    body = child(opened(data, name).xml(MAIN), "body", "text")
    if body is None:
        raise Unreadable(f"{name}: ODT 里没有正文，或文件有密码；请打开后另存为 DOCX 再载入。")
    text = "\n".join(_lines(body))
    if not text.strip():
        raise Unreadable(f"{name}: 文档里没有文字（可能是图片）；请导出为 PDF 后再载入。")
    return (Received(text, MEDIA_TYPE, "odt"),)


def _lines(element: Element) -> Iterator[str]:
    for part in element:
        kind = local(part)
        if kind in BLOCKS:
            for frame in _frames(part):
                yield from _lines(frame)
            yield from "".join(_words(part)).split("\n")
        elif kind == "table-row":
            cells = [cell for cell in part if local(cell) == "table-cell"]
            yield from row_lines([list(_lines(cell)) for cell in cells])
        elif kind not in UNSEEN:
            yield from _lines(part)


def _words(element: Element) -> Iterator[str]:
    yield _single_spaced(element.text)
    for part in element:
        kind = local(part)
        if kind == "s":
            yield " " * min(int(attribute(part, "c") or 1), 200)
        elif kind in {"tab", "line-break"}:
            yield "    " if kind == "tab" else "\n"
        elif kind not in UNSEEN and kind not in {"frame", "note"}:
            yield from _words(part)
        yield _single_spaced(part.tail)


def _frames(element: Element) -> Iterator[Element]:
    """Yield the text boxes and notes anchored in a paragraph."""
    for part in element:
        if local(part) in {"frame", "note"}:
            yield part
        elif local(part) not in UNSEEN:
            yield from _frames(part)


def _single_spaced(text: str | None) -> str:
    """Return text as OpenDocument means it: line ends and runs of spaces are one space."""
    return RUN_OF_BLANKS.sub(" ", text or "")


def _is_odt(data: bytes, name: str) -> bool:
    return data[30:90].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text") or (
        holds(data, MAIN) and holds(data, "META-INF/manifest.xml")
    )


ODT = Reader("odt", MEDIA_TYPE, _is_odt, read_odt)
