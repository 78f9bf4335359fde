"""Every GET route of the site with the parameters it reads, and values meant to do harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

MARKER = "mk9z"
TAG = f"<{MARKER}>"

VALUES = (
    "", " ", "\0", "'", '"', "''", '"" OR 1=1 --', "'; DROP TABLE reply; --", "%", "_", "*", "-",
    "(", ")", '"企业', "“企业", "NEAR(企业 融资)", "企业 AND OR NOT", "标题:", "标题:标题:标题:",
    "{企业}:^",
    TAG, f'"{TAG}', f"企业{TAG}融资", f"'\"{TAG}<img src=x onerror=alert(1)>",
    f"javascript:{TAG}",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd", "%00", "\ud7ff\uffff", "\u202e反\u202c",
    "e\u0301\u0302\u0303" * 20, "长" * 2000, "9" * 400, "-1", "0", "1e308", "NaN", "2025-13-45",
    "0x7fffffff", "true", "[]", "{}", "null", "\r\nSet-Cookie: a=b", "𠀀𠮷", "ＡＢＣ１２３",
)  # fmt: skip

FILTERS = (
    "q", "kind", "district", "agency", "outcome", "year", "theme", "body", "proposer", "number",
    "has", "from", "to", "sort", "page", "size",
)  # fmt: skip
PAGES = {
    "/search": (*FILTERS, "all"),
    "/search/facet/{name}": FILTERS,
    "/r/{id}": (*FILTERS, "view", "print", "opened"),
    "/r/{id}/text": ("q",),
    "/agencies": ("q", "page"),
    "/proposers": ("q", "letter", "page"),
    "/agencies/{name:path}": ("q", "page"),
    "/proposers/{id}": ("kind", "sort", "page"),
    "/districts/{code}": ("page",),
    "/themes/{id:path}": ("page",),
    "/quality": ("code", "page"),
    "/figures": (
        "q",
        "reply",
        "many",
        "disagree",
        "district",
        "place",
        "agency",
        "kind",
        "page",
        "size",
    ),
    "/figures/{id}": ("view",),
    "/pledges": ("q", "district", "agency", "year", "has", "overdue", "state", "page"),
    "/r/{id}/original": ("file",),
    "/compare": ("a", "b", "cmp"),
    "/big": ("back", "on"),
}
"""What pages read from an address; the API says of itself what it reads (openapi.json)."""


@dataclass(frozen=True, slots=True)
class Door:
    """A GET route: its path with placeholders, and the parameters behind the question mark."""

    path: str
    placeholders: tuple[str, ...]
    parameters: tuple[str, ...]


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Yield every route of the application with its path."""
    yield from ((route.path, route) for route in app.routes if isinstance(route, APIRoute))


def doors(app: FastAPI, document: dict[str, Any]) -> list[Door]:
    """Return every GET route; `document` is the API's own description of itself."""
    return [
        Door(
            path,
            tuple(field.name for field in route.dependant.path_params),
            PAGES.get(path) or tuple(_declared(document, path)),
        )
        for path, route in routes(app)
        if "GET" in (route.methods or ())
    ]


def _declared(document: dict[str, Any], path: str) -> Iterator[str]:
    for parameter in document["paths"].get(path, {}).get("get", {}).get("parameters", ()):
        if parameter["in"] == "query":
            yield parameter["name"]
