"""How a resource is declared: its path, what it answers, and an address that shows it at work.

The example address is asked for real: the answer recorded for it stands in the OpenAPI document
and on /api, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy import Connection

from app.api.protocol.asking import AskedNothing
from app.api.protocol.problems import Moved
from app.errors import NotFound
from app.store.replies import Stored, load, moved

Handler = TypeVar("Handler", bound=Callable[..., Any])

Id = Annotated[str, Path(description="答复的编号，如 310115-zx-7-4-130", max_length=200)]
Nothing = Annotated[AskedNothing, Query()]

EXAMPLE = "x-example"
MEDIA = "x-media-type"


def resource(
    router: APIRouter, path: str, model: Any, *, example: str, media_type: str | None = None
) -> Callable[[Handler], Handler]:
    """Declare a resource; `media_type` says what it answers where that is not JSON."""

    def declared(function: Handler) -> Handler:
        extra = {EXAMPLE: example} | ({MEDIA: media_type} if media_type else {})
        router.get(
            path,
            response_model=model,
            operation_id=function.__name__,
            openapi_extra=extra,
        )(function)
        return function

    return declared


def standing(request: Request, connection: Connection, id: str) -> Stored:
    """Return a reply; an id that it once had leads to the same resource under the present one."""
    try:
        return load(connection, id)
    except NotFound:
        now = moved(connection, id)
        if now is None:
            raise
        path = request.url.path.replace(f"/{id}", f"/{now}", 1)
        raise Moved(path + (f"?{request.url.query}" if request.url.query else "")) from None
