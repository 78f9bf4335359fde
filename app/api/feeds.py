"""Feeds: any search as Atom (RFC 4287) and as JSON Feed 1.1, the latest change first.

Entries are sorted by when the archive last changed them, so whoever subscribes to a search hears
of a letter when it comes in, however old its own date is. A feed goes on page by page (RFC 5005),
so it holds the same letters as the search, not only the last fifty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import urlencode
from xml.etree import ElementTree

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from app.api.answering import answered, base_of
from app.api.asking import AskedFeed
from app.api.cursors import moment_after, written
from app.api.resource import resource
from app.codec import Json
from app.search.results import matching
from app.store.changes import newest
from app.store.replies import Stored, load_many
from app.web import urls
from app.web.deps import Reading, Site, TheSite

router = APIRouter(tags=["订阅和发现"])

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json"
NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # Atom wants a time also where nothing ever changed
# What XML 1.0 cannot hold, however it is written.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OPENING = 300

Asked = Annotated[AskedFeed, Query()]


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed."""

    title: str
    here: str
    page: str  # the search on the site
    following: str | None
    updated: datetime
    entries: tuple[Stored, ...]


@resource(router, "/feed.atom", None, example="/feed.atom?q=孵化器&size=1", media_type=ATOM)
def atom_feed(request: Request, site: TheSite, connection: Reading, asked: Asked) -> Response:
    """任一检索的 Atom 订阅，最近收录或更新的在前。"""
    feed = _feed(request, site, connection, asked)
    return Response(atom(feed, base_of(request)), media_type=ATOM)


@resource(router, "/feed.json", None, example="/feed.json?q=孵化器&size=1", media_type=JSON_FEED)
def json_feed(request: Request, site: TheSite, connection: Reading, asked: Asked) -> Response:
    """任一检索的 JSON Feed 订阅，内容同 Atom。"""
    base = base_of(request)
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
            "items": [_item(stored, base) for stored in feed.entries],
        }
    )
    response.headers["content-type"] = JSON_FEED
    return response


def atom(feed: Feed, base: str) -> bytes:
    """Return the feed as Atom."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "zh-Hans"})
    _add(root, "id", feed.here)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(ElementTree.SubElement(root, "author"), "name", "答复库")
    _link(root, "self", feed.here, ATOM)
    _link(root, "alternate", feed.page, "text/html")
    if feed.following:
        _link(root, "next", feed.following, ATOM)
    for stored in feed.entries:
        _entry(root, stored, base)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def _entry(root: ElementTree.Element, stored: Stored, base: str) -> None:
    reply, url = stored.dossier.reply, base + urls.reply(stored.id)
    entry = ElementTree.SubElement(root, "entry")
    _add(entry, "id", url)
    _add(entry, "title", reply.heading)
    _add(entry, "updated", stored.modified.isoformat())
    if reply.dated:
        _add(entry, "published", midnight(reply.dated))
    for agency in reply.agencies:
        _add(ElementTree.SubElement(entry, "author"), "name", agency)
    for theme in stored.dossier.themes:
        ElementTree.SubElement(entry, "category", {"term": theme.label})
    _link(entry, "alternate", url, "text/html")
    _link(entry, "alternate", base + urls.reply_json(stored.id), "application/json")
    _add(entry, "summary", summary(stored))


def _item(stored: Stored, base: str) -> Json:
    reply, url = stored.dossier.reply, base + urls.reply(stored.id)
    dated = {"date_published": midnight(reply.dated)} if reply.dated else {}
    return {
        "id": url,
        "url": url,
        "title": reply.heading,
        "summary": reply.title or reply.heading,
        "content_text": summary(stored),
        **dated,
        "date_modified": stored.modified,
        "authors": [{"name": name} for name in reply.agencies],
        "tags": [theme.label for theme in stored.dossier.themes],
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


def midnight(day: date) -> str:
    """Return the moment a day begins in China."""
    return f"{day.isoformat()}T00:00:00+08:00"


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
        updated=page[0].modified if page else NEVER,
        entries=tuple(stored[c.rowid] for c in page if c.rowid is not None),
    )


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = UNWRITABLE.sub("", text)


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})
