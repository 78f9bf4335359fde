"""Every GET route of the site with the parameters it reads, and values meant to do harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    "e\u0301\u0302\u0303" * 20, "长" * 5000, "9" * 400, "-1", "0", "1e308", "NaN", "2025-13-45",
    "0x7fffffff", "true", "[]", "{}", "null", "\r\nSet-Cookie: a=b", "𠀀𠮷", "ＡＢＣ１２３",
)  # fmt: skip

# what the pages and the API read from an address besides what their functions declare
READ = (
    "q", "kind", "district", "agency", "number", "outcome", "year", "theme", "proposer", "has",
    "from", "to", "sort", "page", "size", "cursor", "facets", "view", "print", "letter", "code",
    "metric", "reply", "disagree", "fields", "include", "modified_since", "a", "b", "cmp", "state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """A GET route: its path with placeholders, and the parameters that go into its address."""

    path: str
    placeholders: tuple[str, ...]


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Yield every route of the application with its whole path."""
    yield from _below(app.routes, "")


def _below(found: Iterable[object], prefix: str) -> Iterator[tuple[str, APIRoute]]:
    for route in found:
        if isinstance(route, APIRoute):
            yield prefix + route.path, route
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from _below(router.routes, prefix + route.include_context.prefix)


def doors(app: FastAPI) -> list[Door]:
    """Return every GET route."""
    return [
        Door(path, tuple(field.name for field in route.dependant.path_params))
        for path, route in routes(app)
        if "GET" in (route.methods or ())
    ]
