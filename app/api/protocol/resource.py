"""How a resource is declared: its path, what it answers, and an address that shows it at work.

The example address is asked for real: the answer recorded for it stands in the OpenAPI document
and on /api, and a test compares the two.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy import Connection

from app.api.protocol.asking import Asked, AskedNothing
from app.api.protocol.problems import BadParameters, Fault, Moved
from app.errors import NotFound
from app.store.replies import Stored, load, moved

Handler = TypeVar("Handler", bound=Callable[..., Any])

Id = Annotated[str, Path(description="答复的编号，如 310115-zx-7-4-130", max_length=200)]
Nothing = Annotated[AskedNothing, Query()]

FIRST = re.compile(r"[。；]")  # ends what a resource is called where there is room for a line
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
            summary=FIRST.split(inspect.getdoc(function) or "")[0],
            dependencies=[Depends(each_once(function))],
            openapi_extra=extra,
        )(function)
        return function

    return declared


def each_once(function: Callable[..., Any]) -> Callable[[Request], Awaitable[None]]:
    """Return what refuses an address that gives a parameter of one value several times.

    The framework would take the last and say nothing.
    """
    asked = get_type_hints(function, include_extras=True)["asked"]
    model: type[Asked] = get_args(asked)[0]
    several = {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    }

    async def refuse(request: Request) -> None:
        given = Counter(name for name, _ in request.query_params.multi_items())
        again = [name for name, count in given.items() if count > 1 and name not in several]
        if again:
            raise BadParameters(*(Fault(name, "只能给一次") for name in again))

    return refuse


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
