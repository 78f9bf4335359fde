"""Every link on every page leads somewhere on this site."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tests.web.test_pages import PAGES


def broken(site: TestClient) -> dict[str, str]:
    """Return the addresses of this site that pages name and that are not answered, and where."""
    found: dict[str, str] = {}
    for address in (*PAGES, "/api"):
        tree = LexborHTMLParser(site.get(address).text)
        for node in tree.css("a[href], link[href], form[action]"):
            target = node.attributes.get("href") or node.attributes.get("action") or ""
            split = urlsplit(urldefrag(target).url)
            if split.path and (not split.netloc or split.netloc == "testserver"):
                found.setdefault(split._replace(scheme="", netloc="").geturl(), address)
    assert len(found) > 20
    return {
        target: source
        for target, source in found.items()
        if site.get(target, follow_redirects=False).status_code not in (200, 302, 303)
    }


@pytest.mark.slow
def test_every_internal_link_answers(site: TestClient) -> None:
    """Links, forms, feeds, alternates, exports: each address that a page names is answered."""
    assert broken(site) == {}


def test_every_internal_link_of_an_empty_archive_answers(empty_site: TestClient) -> None:
    """Help, the API's page and empty lists name no letter that is not there."""
    assert broken(empty_site) == {}


@pytest.mark.slow
def test_every_fragment_of_another_page_is_there(site: TestClient) -> None:
    """A link to ¶N, to a hit or to a section of another page leads to something on it."""
    wanted: dict[str, set[str]] = {}
    for address in PAGES:
        for node in LexborHTMLParser(site.get(address).text).css("a[href*='#']"):
            path, fragment = urldefrag(node.attributes["href"] or "")
            if path.startswith("/"):
                wanted.setdefault(path, set()).add(fragment)
    assert sum(map(len, wanted.values())) > 40
    missing = []
    for path, fragments in wanted.items():
        nodes = LexborHTMLParser(site.get(path).text).css("[id]")
        ids = {node.attributes["id"] for node in nodes}
        missing += [f"{path}#{fragment}" for fragment in fragments - ids]
    assert missing == []
