"""The one door from a page's dataclass to HTML: Jinja, autoescaped, strict about missing fields."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web import urls

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals["urls"] = urls


def rendered(template: str, page: Any, status: int = 200) -> HTMLResponse:
    """Return the page as HTML; the template gets the dataclass's fields and nothing else."""
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    return HTMLResponse(environment.get_template(template).render(context), status)
