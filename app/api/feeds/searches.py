"""Feeds: any search as Atom (RFC 4287) and as JSON Feed 1.1, the latest change first.

Entries are sorted by when the archive last changed them, so whoever subscribes to a search hears
of a letter when it comes in, however old its own date is. A feed goes on page by page (RFC 5005),
so it holds the same letters as the search, not only the last fifty.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from app.api.feeds.atom import ATOM, Entry, Feed, atom, midnight
from app.api.protocol.answering import answered, base_of
from app.api.protocol.asking import AskedFeed
from app.api.protocol.cursors import moment_after, written
from app.api.protocol.resource import resource
from app.codec import Json
from app.search.results import matching
from app.store.changes import newest
from app.store.replies import Stored, load_many
from app.web import urls
from app.web.deps import Reading, Site, TheSite

router = APIRouter(tags=["订阅和发现"])

JSON_FEED = "application/feed+json"
OPENING = 300

Asked = Annotated[AskedFeed, Query()]


@resource(router, "/feed.atom", None, example="/feed.atom?q=孵化器&size=1", media_type=ATOM)
def atom_feed(request: Request, site: TheSite, connection: Reading, asked: Asked) -> Response:
    """任一检索的 Atom 订阅，最近收录或更新的在前。"""
    return Response(atom(_feed(request, site, connection, asked)), media_type=ATOM)


@resource(router, "/feed.json", None, example="/feed.json?q=孵化器&size=1", media_type=JSON_FEED)
def json_feed(request: Request, site: TheSite, connection: Reading, asked: Asked) -> Response:
    """任一检索的 JSON Feed 订阅，内容同 Atom。"""
    feed = _feed(request, site, connection, asked)
    onward = {"next_url": feed.following} if feed.following else {}
    response = answered(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.here,
            "language": "zh-Hans",
            **onward,
            "items": [_item(entry) for entry in feed.entries],
        }
    )
    response.headers["content-type"] = JSON_FEED
    return response


def _entry(stored: Stored, base: str) -> Entry:
    reply, address = stored.dossier.reply, base + urls.reply(stored.id)
    return Entry(
        id=address,
        address=address,
        title=reply.heading,
        about=reply.title or reply.heading,
        updated=stored.modified,
        published=reply.dated,
        authors=reply.agencies,
        tags=tuple(theme.label for theme in stored.dossier.themes),
        summary=summary(stored),
        also=(("application/json", base + urls.reply_json(stored.id)),),
    )


def _item(entry: Entry) -> Json:
    dated = {"date_published": midnight(entry.published)} if entry.published else {}
    return {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.about,
        "content_text": entry.summary,
        **dated,
        "date_modified": entry.updated,
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
    }


def summary(stored: Stored) -> str:
    """Return what a reader of feeds sees: the proposal's title, the result, the opening words."""
    reply = stored.dossier.reply
    said = (
        reply.title and f"《{reply.title}》",
        reply.proposers and f"提案人：{'、'.join(reply.proposers)}",
        reply.outcome_text and f"办理结果：{reply.outcome_text}",
        stored.dossier.text[:OPENING],
    )
    return "\n".join(part for part in said if part)


def _feed(request: Request, site: Site, connection: Connection, asked: AskedFeed) -> Feed:
    query, filters = asked.query(), asked.filters()
    rowids: tuple[int, ...] | None = None
    if not (query.empty and filters.empty):
        rowids = matching(connection, query, filters, asked.sort, site.settings.query_seconds)
    found = newest(connection, rowids, moment_after(asked.cursor), asked.size + 1)
    page = found[: asked.size]
    stored = load_many(connection, [change.rowid for change in page if change.rowid is not None])
    base, path = base_of(request), request.url.path
    pairs = [*([("q", asked.q)] if asked.q else []), *filters.pairs()]
    pairs += [("sort", asked.sort.value)] if asked.sort else []
    following = None
    if len(found) > asked.size:
        cursor = written((page[-1].modified.isoformat(), page[-1].id))
        onward = [*pairs, ("size", str(asked.size)), ("cursor", cursor)]
        following = f"{base}{path}?{urlencode(onward)}"
    return Feed(
        title=f"检索：{asked.q}" if asked.q else "答复库：新收的答复",
        here=base + path + (f"?{urlencode(pairs)}" if pairs else ""),
        page=base + urls.search(pairs),
        following=following,
        entries=tuple(_entry(stored[c.rowid], base) for c in page if c.rowid is not None),
    )
