"""Every link on every page leads somewhere on this site."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tests.web.test_pages import LONG, PAGES


def test_every_internal_link_answers(site: TestClient) -> None:
    """Links, forms, feeds, alternates, exports: each address that a page names is answered."""
    found: dict[str, str] = {}
    for address in PAGES:
        tree = LexborHTMLParser(site.get(address).text)
        for node in tree.css("a[href], link[href], form[action]"):
            target = node.attributes.get("href") or node.attributes.get("action") or ""
            split = urlsplit(urldefrag(target).url)
            if split.path and (not split.netloc or split.netloc == "testserver"):
                found.setdefault(split._replace(scheme="", netloc="").geturl(), address)
    broken = {
        target: source
        for target, source in found.items()
        if site.get(target, follow_redirects=False).status_code not in (200, 302, 303)
    }
    assert broken == {}


def test_links_to_paragraphs_find_them(site: TestClient) -> None:
    """A link to ¶N of another page leads to a paragraph that is there."""
    targets = set()
    for address in ("/search?q=孵化器", "/pledges", "/figures", f"{LONG}/wording"):
        tree = LexborHTMLParser(site.get(address).text)
        for node in tree.css("a[href*='#p']"):
            targets.add(node.attributes["href"] or "")
    assert targets
    for target in sorted(targets)[:40]:
        path, fragment = urldefrag(target)
        assert LexborHTMLParser(site.get(path).text).css_first(f"[id='{fragment}']"), target
