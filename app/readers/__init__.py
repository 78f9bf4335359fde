"""Bytes → text: one small file a format, one line in READERS.

A reader takes a file's bytes and name and gives one `Received` for each letter in it, or raises
`Unreadable` with a sentence. The format is told by content, never by the name alone.
"""

from __future__ import annotations

from app.errors import Foreign, Unreadable
from app.readers.base import Reader, Received
from app.readers.docx import DOCX
from app.readers.foreign import FOREIGN
from app.readers.html import HTML
from app.readers.letters import parted
from app.readers.mhtml import MHTML
from app.readers.ocr import IMAGE
from app.readers.odt import ODT
from app.readers.ofd import OFD
from app.readers.office import OFFICE
from app.readers.pdf import PDF
from app.readers.plain import MARKDOWN, TEXT

READERS: tuple[Reader, ...] = (
    PDF, DOCX, OFD, ODT, OFFICE, IMAGE, FOREIGN, MHTML, HTML, MARKDOWN, TEXT,
)  # fmt: skip
"""Tried in this order; the first whose `accepts` says yes reads the file."""


def read(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letters in a file, as its reader gives them."""
    if not data:
        raise Unreadable(f"{name}: 文件是空的（0 字节）；请检查来源，重新取得文件。")
    for reader in READERS:
        if reader.accepts(data, name):
            return tuple(each for one in reader.read(data, name) for each in parted(one))
    raise Foreign(f"{name}: 认不出的文件格式；请转成 TXT、PDF 或 DOCX 再载入。")


__all__ = ["READERS", "Reader", "Received", "read"]
