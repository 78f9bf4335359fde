"""/api/v1/pledges: promises, each a whole sentence, with what later letters say of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from app.api.answers.findings import FollowUpItem, LetterRef, PledgeItem
from app.api.answers.replies import Listing
from app.api.protocol.answering import base_of, listed
from app.api.protocol.asking import AskedPledgesPage
from app.api.protocol.cursors import day_after, written
from app.api.protocol.resource import resource
from app.api.v1 import PREFIX
from app.ledger.letters import Letter
from app.ledger.promises.register import FollowUp, Promise, following, key_of, total
from app.model import Strength
from app.web import urls
from app.web.clock import CHINA
from app.web.deps import Reading

router = APIRouter(prefix=PREFIX, tags=["数据和承诺"])


@resource(
    router,
    "/pledges",
    Listing[PledgeItem],
    example="/api/v1/pledges?district=310115&year=2025&size=2",
)
def pledge_list(
    request: Request, connection: Reading, asked: Annotated[AskedPledgesPage, Query()]
) -> Response:
    """承诺，新的答复在前；本站只列出后来提到同一件事的答复，不判断是否兑现。"""
    return listed(request, pledge_page(connection, asked, base_of(request)))


def pledge_page(connection: Connection, asked: AskedPledgesPage, base: str) -> Listing[PledgeItem]:
    """Return one page of promises."""
    filters, now = asked.filters(), today()
    promises = following(connection, filters, now, day_after(asked.cursor), asked.size + 1)
    page = promises[: asked.size]
    onward = written(key_of(page[-1])) if len(promises) > asked.size else None
    data = tuple(pledge_item(promise, base) for promise in page)
    return Listing(data, onward, total(connection, filters, now))


def pledge_item(promise: Promise, base: str) -> PledgeItem:
    """Return a promise as the API gives it."""
    return PledgeItem(
        reply=_letter(promise.letter, promise.paragraph, base),
        position=promise.position,
        paragraph=promise.paragraph,
        start=promise.start,
        end=promise.end,
        sentence=promise.sentence,
        due=promise.due,
        due_until=promise.due_until,
        strength=Strength(promise.strength),
        targets=promise.targets,
        overdue=promise.overdue,
        state=promise.state,
        followups=tuple(_followup(one, base) for one in promise.followups),
    )


def today() -> date:
    """Return the day in China: a due date is over when the day is over there."""
    return datetime.now(CHINA).date()


def _letter(letter: Letter, paragraph: int, base: str) -> LetterRef:
    return LetterRef(
        id=letter.id,
        url=base + urls.reply(letter.id, paragraph),
        heading=letter.heading,
        title=letter.title,
        agency=letter.agency,
        place_code=letter.place_code,
        place=letter.place,
        dated=letter.dated,
    )


def _followup(one: FollowUp, base: str) -> FollowUpItem:
    return FollowUpItem(
        id=one.letter.id,
        url=base + urls.reply(one.letter.id, one.paragraph),
        heading=one.letter.heading,
        dated=one.letter.dated,
        paragraph=one.paragraph,
        sentence=one.sentence,
        reason=one.reason,
    )
