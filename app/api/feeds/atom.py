"""Atom (RFC 4287), whatever a feed is of; it goes on page by page (RFC 5005)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.etree import ElementTree

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # Atom wants a time also where nothing ever changed
# What XML 1.0 cannot hold, however it is written.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; `also` are its other forms, by media type."""

    id: str
    address: str
    title: str
    about: str  # in a line
    updated: datetime
    published: date | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed; `page` is what it is of on the site."""

    title: str
    here: str
    page: str
    following: str | None
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """Return when anything in it last changed."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def atom(feed: Feed) -> bytes:
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
    for entry in feed.entries:
        _entry(root, entry)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def midnight(day: date) -> str:
    """Return the moment a day begins in China."""
    return f"{day.isoformat()}T00:00:00+08:00"


def _entry(root: ElementTree.Element, entry: Entry) -> None:
    written = ElementTree.SubElement(root, "entry")
    _add(written, "id", entry.id)
    _add(written, "title", entry.title)
    _add(written, "updated", entry.updated.isoformat())
    if entry.published:
        _add(written, "published", midnight(entry.published))
    for name in entry.authors:
        _add(ElementTree.SubElement(written, "author"), "name", name)
    for tag in entry.tags:
        ElementTree.SubElement(written, "category", {"term": tag})
    _link(written, "alternate", entry.address, "text/html")
    for kind, address in entry.also:
        _link(written, "alternate", address, kind)
    _add(written, "summary", entry.summary)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = UNWRITABLE.sub("", text)


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})
