"""PDF files that hold text, and scans in PDF, by pypdfium2 (BSD; PyMuPDF would be AGPL)."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from app.errors import Unreadable
from app.readers import ocr
from app.readers.base import Reader, Received
from app.readers.fonts import use_one_font
from app.readers.paper import compose
from app.readers.sheet import Page, Piece

MAGIC = b"%PDF-"
DAMAGED = "PDF 已损坏或不完整，无法打开；请重新取得文件。"
MOST_PAGES = 500
"""The longest reply seen has 31 pages; a file of thousands is a book or an attack."""
FEWEST_SIGNS = 12
"""A page with fewer readable characters and an image is a scan; stamps print a date or two."""
READABLE_SHARE = 0.6
UPRIGHT = 30
"""Degrees to which directions are rounded: crooked lines stay with their page, watermarks not."""
HYPHEN_AT_LINE_END = 2  # pdfium's own code for it
BLANK_CODES = frozenset({0x20, 0xA0, 0x2002, 0x2003, 0x3000})
SCALE = 200 / 72
"""Scans are read at 200 dots per inch."""


def read_pdf(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letter in a PDF."""
    document = _opened(data, name)
    try:
        pages, scanned = _pages(document, name)
    except pdfium.PdfiumError as error:
        raise Unreadable(f"{name}: {DAMAGED}") from error
    finally:
        document.close()
    paper = compose(pages)
    problems = ocr.problems(name, [number + 1 for number in scanned], len(pages))
    if not paper.text.strip() and not problems:
        raise Unreadable(f"{name}: PDF 里没有文字也没有图像；请检查来源，重新取得文件。")
    return (
        Received(paper.text, "application/pdf", "pdf", problems=problems, left_out=paper.left_out),
    )


def _pages(document: pdfium.PdfDocument, name: str) -> tuple[list[Page], list[int]]:
    """Return the pages, and the numbers of those that are scans."""
    count = len(document)
    if count > MOST_PAGES:
        raise Unreadable(
            f"{name}: PDF 有 {count} 页，超过上限 {MOST_PAGES} 页；请拆成单篇答复再载入。"
        )
    pages = [_page(document[number]) for number in range(count)]
    scanned = [number for number, page in enumerate(pages) if _is_scan(page, document[number])]
    for number in scanned if ocr.available() else ():
        pages[number] = ocr.recognised(document[number].render(scale=SCALE).to_pil())
    return pages, scanned


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    use_one_font()
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            reason = "PDF 有打开密码；请用密码打开后另存为无密码的 PDF 再载入。"
        else:
            reason = DAMAGED
        raise Unreadable(f"{name}: {reason}") from error


def _page(page: pdfium.PdfPage) -> Page:
    """Return the page's characters, turned so that most of them run from left to right."""
    signs = list(_signs(page))
    turns = Counter(sign.turn for sign in signs)
    turn = turns.most_common(1)[0][0] if turns else 0
    left, top, right, bottom = _turned(page.get_mediabox(), turn)
    pieces = tuple(_piece(sign, left, top) for sign in signs if sign.turn == turn)
    return Page(right - left, bottom - top, pieces)


@dataclass(frozen=True, slots=True)
class _Sign:
    """A printed character: where its line stands on the sheet, and which way it runs (degrees)."""

    text: str
    origin: tuple[float, float]
    box: tuple[float, float, float, float]
    size: float
    turn: int


def _piece(sign: _Sign, across: float, down: float) -> Piece:
    """Return a character with a box of the type's size upon its base line.

    The box of the ink will not do: a 一 is flat, and fonts that browsers embed have no other.
    """
    left, base, _, _ = _turned((*sign.origin, *sign.origin), sign.turn)
    right = _turned(sign.box, sign.turn)[2]
    if not sign.text.isascii():
        right = max(right, left + 0.95 * sign.size)
    top, bottom = base - 0.85 * sign.size, base + 0.15 * sign.size
    return Piece(sign.text, left - across, top - down, right - across, bottom - down)


def _signs(page: pdfium.PdfPage) -> Iterator[_Sign]:
    """Yield each printed character of a sheet."""
    textpage = page.get_textpage()
    rectangle, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(textpage.count_chars()):
        text = _sign(pdfium_c.FPDFText_GetUnicode(textpage, index))
        if not text or pdfium_c.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, rectangle)
        pdfium_c.FPDFText_GetMatrix(textpage, index, matrix)
        pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
        size = pdfium_c.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        turn = math.degrees(math.atan2(matrix.b, matrix.a))
        box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        yield _Sign(text, (x.value, y.value), box, size, round(turn / UPRIGHT) * UPRIGHT % 360)


def _sign(code: int) -> str:
    """Return the character of a code: every blank is a space, codes without ink are nothing."""
    if code == HYPHEN_AT_LINE_END:
        return "-"
    if code in BLANK_CODES:
        return " "
    inked = code > 32 and not 0xD800 <= code < 0xE000 and code not in {0xFFFE, 0xFFFF}
    return chr(code) if inked else ""


def _turned(
    box: tuple[float, float, float, float], degrees: int
) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of a box on a sheet turned until its text is level."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [x * cos + y * sin for x, y in corners]
    down = [x * sin - y * cos for x, y in corners]
    return min(across), min(down), max(across), max(down)


def _is_scan(page: Page, sheet: pdfium.PdfPage) -> bool:
    """Tell a page whose words are only in its image, or in fonts that do not name their signs."""
    signs = [piece.text for piece in page.pieces if piece.text != " "]
    readable = sum(map(_is_readable, signs))
    garbled = readable < READABLE_SHARE * len(signs)
    if readable >= FEWEST_SIGNS and not garbled:
        return False
    images = sheet.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    return garbled or next(iter(images), None) is not None


def _is_readable(sign: str) -> bool:
    return sign.isascii() or "\u2000" <= sign <= "\ud7ff" or "\uf900" <= sign <= "\uffef"


def _is_pdf(data: bytes, name: str) -> bool:
    return MAGIC in data[:1024]


PDF = Reader("pdf", "application/pdf", _is_pdf, read_pdf)
