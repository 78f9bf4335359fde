"""Feeds of what is only seen across letters: numbers that disagree, and promises."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app.api.feeds.atom import ATOM, Entry, Feed, atom
from app.api.protocol.answering import base_of
from app.api.protocol.asking import AskedDisagreements, AskedPledgesFeed
from app.api.protocol.cursors import moment_after, row_after, written
from app.api.protocol.resource import resource
from app.api.v1.pledges import today
from app.ledger.promises.register import Promise, lately, moment_of
from app.ledger.series.disagreements import Told, told
from app.web import urls
from app.web.deps import Reading

router = APIRouter(tags=["订阅和发现"])

Pairs = list[tuple[str, str]]


@resource(
    router,
    "/feed/disagreements.atom",
    None,
    example="/feed/disagreements.atom?size=1",
    media_type=ATOM,
)
def disagreement_feed(
    request: Request, connection: Reading, asked: Annotated[AskedDisagreements, Query()]
) -> Response:
    """同一时点有不同的数的指标，最近有变化的在前；口径可能不同，请看原文。"""
    after = moment_after(asked.cursor)
    found = told(connection, after, asked.size + 1, tuple(asked.district))
    page, base = found[: asked.size], base_of(request)
    cursor = None
    if len(found) > asked.size:
        cursor = written((page[-1].at.isoformat(), page[-1].id))
    pairs = [("district", code) for code in asked.district]
    of = urls.figures([("disagree", "1"), *pairs])
    entries = tuple(_metric(one, base) for one in page)
    named = "答复库：同一时点有不同的数（自动识别）"
    return _answer(request, named, of, pairs, _onward(asked.size, cursor), entries)


@resource(router, "/feed/pledges.atom", None, example="/feed/pledges.atom?size=1", media_type=ATOM)
def pledge_feed(
    request: Request, connection: Reading, asked: Annotated[AskedPledgesFeed, Query()]
) -> Response:
    """承诺，可以加承诺页的任何条件；最近收录或更新的答复在前。"""
    filters = asked.filters()
    found = lately(connection, filters, today(), row_after(asked.cursor), asked.size + 1)
    page, base = found[: asked.size], base_of(request)
    cursor = written(moment_of(page[-1])) if len(found) > asked.size else None
    entries = tuple(_promise(one, base) for one in page)
    pairs, named = filters.pairs(), "答复库：承诺（自动识别）"
    of = urls.pledges(pairs)
    return _answer(request, named, of, pairs, _onward(asked.size, cursor), entries)


def _onward(size: int, cursor: str | None) -> Pairs:
    return [("size", str(size)), ("cursor", cursor)] if cursor else []


def _answer(
    request: Request, title: str, of: str, pairs: Pairs, onward: Pairs, entries: tuple[Entry, ...]
) -> Response:
    base = base_of(request)
    here = base + request.url.path
    feed = Feed(
        title=title,
        here=here + (f"?{urlencode(pairs)}" if pairs else ""),
        page=base + of,
        following=f"{here}?{urlencode([*pairs, *onward])}" if onward else None,
        entries=entries,
    )
    return Response(atom(feed), media_type=ATOM)


def _metric(one: Told, base: str) -> Entry:
    """Return a metric with its disagreements as an entry; a new one makes it new again."""
    address = base + urls.metric(one.id)
    lines = [
        line
        for found in one.disagreements
        for line in (
            f"{found.time}：同一时点有不同的数。{found.note}",
            *(f"{point.letter.short}：{point.sentence}" for point in found.points),
        )
    ]
    unit = f"（{one.unit}）" if one.unit else ""
    return Entry(
        id=address,
        address=address,
        title=f"{one.label}{unit}：同一时点有不同的数",
        about=one.label,
        updated=one.at,
        published=None,
        authors=(),
        tags=(one.place,) if one.place else (),
        summary="\n".join(lines),
    )


def _promise(one: Promise, base: str) -> Entry:
    letter = one.letter
    said = (
        one.sentence.strip(),
        one.targets and f"目标：{'、'.join(one.targets)}",
        one.due and f"期限：{one.due}",
        f"{one.state_label}（自动识别）",
        *(
            f"后来的答复里提到（{later.reason}）：{later.letter.short} {later.sentence.strip()}"
            for later in one.followups
        ),
    )
    return Entry(
        id=f"{base}{urls.reply(letter.id)}#promise-{one.position + 1}",
        address=base + urls.reply(letter.id, one.paragraph),
        title=f"{letter.short}：{one.sentence.strip()}",
        about=one.sentence.strip(),
        updated=letter.modified,
        published=letter.dated,
        authors=(letter.agency,) if letter.agency else (),
        tags=(one.strength_label,),
        summary="\n".join(part for part in said if part),
    )
