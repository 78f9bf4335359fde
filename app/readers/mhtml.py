"""Pages that a browser saved with everything in one file (MHT, MHTML)."""

from __future__ import annotations

import email
import re
from email.message import Message

from app.errors import Unreadable
from app.readers.base import Reader, Received
from app.readers.html import read_html

HEAD = re.compile(
    rb"^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*multipart/related", re.I
)


def read_mhtml(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letters on the page inside."""
    pages = [part for part in email.message_from_bytes(data).walk() if _is_page(part)]
    if not pages:
        raise Unreadable(f"{name}: 网页存档里没有网页；请在浏览器里重新另存为 HTML 再载入。")
    body = pages[0].get_payload(decode=True)
    return read_html(body if isinstance(body, bytes) else b"", name)


def _is_page(part: Message) -> bool:
    return part.get_content_type() == "text/html"


def _is_mhtml(data: bytes, name: str) -> bool:
    return bool(HEAD.match(data[:4096].replace(b"\r\n", b"\n")))


MHTML = Reader("mhtml", "multipart/related", _is_mhtml, read_mhtml)
