"""The one door from a page's dataclass to HTML: Jinja, autoescaped, strict about missing fields."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.text.segment import words
from app.web import urls
from app.web.frame import Frame

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# embedding, overriding and isolating controls, and the marks that turn the direction
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
SHOWN = str.maketrans(dict.fromkeys(TURNS, "\ufffd"))


def day(value: date) -> str:
    """Return a date as running text has it: 2025年5月14日."""
    return f"{value.year}年{value.month}月{value.day}日"


def grouped(value: int) -> str:
    """Return a count with its thousands parted: 1,284."""
    return f"{value:,}"


def broken(text: str) -> tuple[str, ...]:
    """Return a heading's words: a line may break between them and nowhere else."""
    return tuple(words(text))


def parted(text: str) -> tuple[str, ...]:
    """Return a command's words: a narrow screen breaks it between them, not at a hyphen."""
    return tuple(text.split(" "))


def inert(text: str) -> str:
    """Return the text with each control that turns the writing direction made visible."""
    return text.translate(SHOWN) if any(turn in text for turn in TURNS) else text


environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,  # an upgrade beside a running site must not mix new pages with old code
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals["urls"] = urls
environment.filters |= {"day": day, "grouped": grouped, "broken": broken, "parted": parted}


def rendered(template: str, page: Any, frame: Frame, status: int = 200) -> HTMLResponse:
    """Return the page as HTML; the template gets the dataclass's fields and the frame."""
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    html = environment.get_template(template).render(context, frame=frame)
    return HTMLResponse(inert(html), status)
