"""From addresses to files: how a page of the site reads from a plain folder.

A file server knows no query strings and no routes, so `/r/x` becomes `r/x.html`, links become
relative, and what only a program can do (forms, searches, large text by cookie) is taken out:
a link loses its address and stays as words, a form gives way to a link to the lists.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import quote, unquote, urlsplit

from app.web import urls

SUFFIXES = (".json", ".jsonld", ".txt", ".xml", ".atom", ".csv", ".gz", ".html")
LONGEST = 180  # bytes of one part of a path: file systems allow 255, and a suffix is added
UNSAFE = re.compile(r'[\x00-\x1f<>:"|?*\\]')

LINK = re.compile(r'(?P<name>\b(?:href|src))="(?P<address>/[^"]*)"')
FORM = re.compile(r"<form\b.*?</form>", re.S)
LINKED = re.compile(r'<link [^>]*href="(?P<address>/[^"]*)"[^>]*>\n?')
NOTICE = '<p>这是离线副本，不能检索；可以<a href="/lists">按年份、地区、单位浏览</a>。</p>'


def links(page: str) -> list[str]:
    """Return the addresses of this site that a page leads to, without their fragments."""
    found = (unescape(link["address"]) for link in LINK.finditer(FORM.sub(NOTICE, page)))
    return [address for link in found if (address := standing(link)) is not None]


def standing(link: str) -> str | None:
    """Return the address without query or fragment under which a copy holds what is linked.

    A search for one value of a facet is the list of that value; any other search, and any other
    address with a query, has no place in a copy.
    """
    parts = urlsplit(link)
    if parts.path.startswith("/static/") or not parts.query:
        return urls.lists() if parts.path == "/search" else parts.path
    if parts.path == "/search":
        pairs = [pair.partition("=") for pair in parts.query.split("&")]
        if len(pairs) == 1 and pairs[0][0] in urls.LISTED:
            return urls.listing(pairs[0][0], unquote(pairs[0][2].replace("+", " ")))
        return None
    return parts.path if parts.path.startswith("/r/") else None


def file_of(address: str, suffix: str = ".html") -> str:
    """Return the file of an address, below the folder of the copy; pages end in `suffix`."""
    path = "/".join(_part(part) for part in address.strip("/").split("/")) if address != "/" else ""
    if not path:
        return "index.html"
    plain = address.startswith("/static/") or path.endswith(SUFFIXES)
    return path if plain else path + suffix


def rewritten(page: str, file: str, held: Mapping[str, str]) -> str:
    """Return a page as it stands in the copy: links relative, and none that leads nowhere.

    `held` tells the file of every address in the copy.
    """
    page = FORM.sub(NOTICE, page)
    page = LINKED.sub(lambda link: link[0] if standing_in(link["address"], held) else "", page)

    def relative(link: re.Match[str]) -> str:
        address = unescape(link["address"])
        target = standing_in(address, held)
        if target is None:
            return ""
        to = quote(posixpath.relpath(target, posixpath.dirname(file) or "."))
        fragment = urlsplit(address).fragment
        return f'{link["name"]}="{escape(to)}{"#" + escape(fragment) if fragment else ""}"'

    return LINK.sub(relative, page)


def standing_in(link: str, held: Mapping[str, str]) -> str | None:
    """Return the file that a link leads to in the copy, or nothing."""
    address = standing(unescape(link))
    return held.get(address) if address is not None else None


def _part(part: str) -> str:
    name = UNSAFE.sub("_", unquote(part).replace("/", "_"))
    if name in ("", ".", "..") or len(name.encode()) > LONGEST:
        return hashlib.sha256(part.encode()).hexdigest()[:20]
    return name
