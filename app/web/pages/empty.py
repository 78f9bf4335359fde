"""还没有收录答复: what every list says while the archive is empty (UI.md 5.18)."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from app.web.frame import Frame
from app.web.render import rendered


@dataclass(frozen=True, slots=True)
class EmptyPage:
    """What `empty.html` prints."""

    title: str


def empty_page(frame: Frame, title: str) -> HTMLResponse:
    """Answer a list of an archive that holds nothing yet."""
    return rendered("empty.html", EmptyPage(title), frame)
