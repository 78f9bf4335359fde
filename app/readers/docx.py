"""Word's DOCX, read from its XML: paragraphs, tables, text boxes and automatic numbers.

python-docx leaves out what letters are full of: numbers that Word counts by itself (一、（一）),
text boxes with the masthead, insertions under revision. The walk below takes what Word would print
and leaves what it would not: deletions, hidden text, field codes, headers and footers.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.errors import Unreadable
from app.readers.base import Reader, Received
from app.readers.docx_numbers import Numbering, numbering
from app.readers.package import Package, attribute, child, holds, local, named, opened
from app.readers.tables import row_lines

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "word/document.xml"
UNSEEN = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "sdtPr", "fldData")
)
SIGNS = {"tab": "    ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "    "}


def read_docx(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letter in a DOCX."""
    package = opened(data, name)
    main = package.xml(MAIN)
    body = child(main, "body")
    if body is None:
        raise Unreadable(f"{name}: DOCX 里没有正文部件；请用 Word 或 WPS 打开后另存，再载入。")
    numbers = numbering(package.xml("word/numbering.xml"), package.xml("word/styles.xml"))
    lines = [*_lines(body, numbers), *_notes(package, numbers)]
    text = "\n".join(lines)
    if not text.strip():
        raise Unreadable(f"{name}: 文档里没有文字（可能是图片）；请导出为 PDF 后再载入。")
    return (Received(text, MEDIA_TYPE, "docx"),)


def _lines(element: Element, numbers: Numbering) -> Iterator[str]:
    """Yield the lines that an element of the body prints."""
    for part in element:
        kind = local(part)
        if kind == "p":
            yield from _paragraph(part, numbers)
        elif kind == "tbl":
            yield from _table(part, numbers)
        elif kind not in UNSEEN:
            yield from _lines(part, numbers)


def _paragraph(paragraph: Element, numbers: Numbering) -> Iterator[str]:
    """Yield the lines of the text boxes anchored in a paragraph, and then its own."""
    for box in _boxes(paragraph):
        yield from _lines(box, numbers)
    text = "".join(_words(paragraph))
    if text.strip():
        text = numbers.label(paragraph) + text
    yield from (line.rstrip() for line in text.split("\n"))


def _words(element: Element) -> Iterator[str]:
    for part in element:
        kind = local(part)
        if kind == "t":
            yield part.text or ""
        elif kind in SIGNS:
            yield "" if attribute(part, "type") == "page" else SIGNS[kind]
        elif kind == "txbxContent" or kind in UNSEEN or _is_hidden(part):
            continue
        else:
            yield from _words(part)


def _is_hidden(run: Element) -> bool:
    mark = child(run, "rPr", "vanish") if local(run) == "r" else None
    return mark is not None and attribute(mark, "val") not in {"0", "false"}


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the text boxes below an element; the older copy of each (Fallback) counts not."""
    for part in element:
        kind = local(part)
        if kind == "txbxContent":
            yield part
        elif kind not in UNSEEN:
            yield from _boxes(part)


def _table(table: Element, numbers: Numbering) -> Iterator[str]:
    for row in (part for part in table if local(part) == "tr"):
        yield from row_lines([list(_lines(cell, numbers)) for cell in _own_cells(row)])


def _own_cells(row: Element) -> Iterator[Element]:
    """Yield the row's cells, also those inside content controls, not those of inner tables."""
    for part in row:
        if local(part) == "tc":
            yield part
        elif local(part) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _own_cells(part)


def _notes(package: Package, numbers: Numbering) -> Iterator[str]:
    """Yield the footnotes and endnotes, at the end of the letter."""
    for kind in ("footnote", "endnote"):
        for note in named(package.xml(f"word/{kind}s.xml"), kind):
            if attribute(note, "type") in {None, "normal"}:
                yield from _lines(note, numbers)


def _is_docx(data: bytes, name: str) -> bool:
    return holds(data, MAIN)


DOCX = Reader("docx", MEDIA_TYPE, _is_docx, read_docx)
