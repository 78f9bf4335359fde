"""Every address on the site is made here; templates and the API glue nothing together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

STATIC = Path(__file__).resolve().parents[2] / "static"


def home() -> str:
    """Return the address of the front page."""
    return "/"


def search(parameters: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address of a search."""
    query = urlencode(list(parameters))
    return f"/search?{query}" if query else "/search"


def reply(id: str, paragraph: int | None = None) -> str:
    """Return the address of a reply, or of a paragraph of it."""
    return f"/r/{quote(id)}" + ("" if paragraph is None else f"#p{paragraph}")


def version(id: str, number: int) -> str:
    """Return the address of an earlier version of a reply."""
    return f"/r/{quote(id)}/v{number}"


def api_reply(id: str) -> str:
    """Return the address of a reply in the API."""
    return f"/api/v1/replies/{quote(id)}"


def api_original(id: str) -> str:
    """Return the address of a reply's original file in the API."""
    return f"{api_reply(id)}/original"


def static(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return f"/static/{name}?v={_fingerprint(name)}"


@lru_cache(maxsize=256)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
