"""/api/v1: what is like a reply, and what somebody may be about to type."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.answers.lists import Suggestion, Suggestions
from app.api.answers.replies import Listing, Similar
from app.api.protocol.answering import answered, base_of
from app.api.protocol.asking import AskedTyped
from app.api.protocol.resource import Id, Nothing, resource, standing
from app.api.v1 import PREFIX
from app.search.similar import similar
from app.search.suggest import suggest
from app.web import urls
from app.web.deps import Reading

router = APIRouter(prefix=PREFIX, tags=["答复"])


@resource(router, "/replies/{id}/similar", Listing[Similar], example="/api/v1/replies/{id}/similar")
def similar_replies(request: Request, connection: Reading, id: Id, asked: Nothing) -> Response:
    """相近的答复，各有理由。"""
    base = base_of(request)
    data = tuple(
        Similar(
            id=near.hit.id,
            url=base + urls.reply(near.hit.id),
            heading=near.hit.heading,
            title=near.hit.title,
            agencies=near.hit.agencies,
            dated=near.hit.dated,
            reasons=near.reasons,
        )
        for near in similar(connection, standing(request, connection, id).rowid)
    )
    return answered(Listing(data, None, len(data)))


@resource(router, "/suggest", Suggestions, example="/api/v1/suggest?q=企业")
def suggestions(
    request: Request, connection: Reading, asked: Annotated[AskedTyped, Query()]
) -> Response:
    """输入时的提示：题目、单位、人、编号。"""
    base = base_of(request)
    return answered(
        Suggestions(
            tuple(
                Suggestion(
                    kind=one.kind,
                    text=one.text,
                    q=one.address,
                    count=one.count,
                    id=one.id,
                    url=base
                    + (urls.reply(one.id) if one.id else urls.search([("q", one.address)])),
                )
                for one in suggest(connection, asked.q)
            )
        )
    )
