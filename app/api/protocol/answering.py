"""From nouns to bytes: an answer as JSON, with the link to its next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.codec import written
from app.web.deps import Site

JSON = "application/json"
Writes = Callable[[Any], str | bytes]


def answered(shape: Any, links: dict[str, str] | None = None, writes: Writes = written) -> Response:
    """Return `shape` as JSON; `links` go into the Link header by their relation."""
    response = Response(writes(shape), media_type=JSON)
    if links:
        response.headers["Link"] = ", ".join(f'<{to}>; rel="{rel}"' for rel, to in links.items())
    return response


def listed(request: Request, shape: Any, writes: Writes = written) -> Response:
    """Return one page of a list, linked to the next one where there is one."""
    following = shape["next"] if isinstance(shape, dict) else shape.next
    if following is None:
        return answered(shape, writes=writes)
    onward = request.url.include_query_params(cursor=following)
    link = f"{base_of(request)}{onward.path}?{onward.query}"
    return answered(shape, {"next": link}, writes)


def base_of(request: Request) -> str:
    """Return the public address of the site, without a slash at the end."""
    site: Site = request.app.state.site
    return (site.settings.base_url or str(request.base_url)).rstrip("/")
