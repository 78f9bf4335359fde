"""The site's promises to a careful operator: headers, caching, hostile text, safe returns."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from app.config import ROOT
from app.web import urls
from tests.rows import each_row
from tests.web.samples import HOSTILE

LONG = "/r/310115-zx-7-4-130"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
FORBIDDEN = re.compile(
    r'style="|\son[a-z]+="|<script(?![^>]*\ssrc=)|<style|\|\s*safe|https?://(?!www\.w3)'
)


@pytest.mark.parametrize("address", ["/", "/search", LONG, "/nope", "/static/app.css", "/help"])
def test_every_response_carries_the_policy(site: TestClient, address: str) -> None:
    """Pages, errors and files all carry the headers of UI.md 5.16."""
    headers = site.get(address).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), microphone=(), geolocation=()"


@each_row("template", sorted((ROOT / "templates").rglob("*.html")), ids=str)
def test_no_template_holds_inline_code_or_another_host(template: Path) -> None:
    """No style, handler, inline script, unescaped text or foreign address in any template."""
    assert FORBIDDEN.findall(template.read_text("utf-8")) == []


def test_an_unchanged_page_is_not_sent_again(site: TestClient) -> None:
    """A page has a weak ETag; asked with it, the site answers 304 without a body."""
    first = site.get(LONG)
    assert first.headers["etag"].startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(LONG, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_large_text_has_an_etag_of_its_own(site: TestClient) -> None:
    """The same address with the cookie is another page."""
    plain = site.get(LONG).headers["etag"]
    big = site.get(LONG, headers={"Cookie": "big=1"})
    assert big.headers["etag"] != plain
    assert "Cookie" in big.headers["vary"]


def test_a_static_file_may_be_kept_for_ever_under_its_fingerprint(site: TestClient) -> None:
    """The address changes with the content, so the content may be kept."""
    kept = site.get(urls.static("app.css")).headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"
    assert site.get("/static/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/search?q=孵化器", "/search?q=%E5%AD%B5%E5%8C%96%E5%99%A8"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("https://example.org/", "/"),
        ("/\t/example.org", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_large_text_returns_to_this_site_only(site: TestClient, back: str, leads: str) -> None:
    """The return address is one of ours, or the front page."""
    response = site.get("/big", params={"on": "1", "back": back}, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == leads
    cookie = response.headers["set-cookie"].lower()
    assert "big=1" in cookie
    assert "samesite=lax" in cookie


@each_row(
    "address",
    [
        "/",
        "/search",
        "/search?q=" + quote(HOSTILE),
        "/search/facet/agency",
        "/search?agency=" + quote(HOSTILE),
        "/agencies",
        "/agencies?q=" + quote(HOSTILE),
        "/proposers",
        "/proposers?q=" + quote(HOSTILE),
        "/figures",
        "/figures?q=" + quote(HOSTILE),
        "/pledges",
        "/pledges?q=" + quote(HOSTILE),
        "/compare?a=" + quote(HOSTILE) + "&b=x",
        "/quality",
        "/ingest",
        "/search?q=" + quote("甲乙丙丁"),
        "/agencies/" + quote(HOSTILE, safe=""),
        "/proposers/" + quote(f"310115-x-{HOSTILE}", safe=""),
        "/search?q=" + quote("<script>alert(1)</script>"),
        "/quality?code=odd",
        "/r/" + quote("<script>alert(1)</script>", safe=""),
        "/figures?q=" + quote("<script>"),
        "/pledges?q=" + quote('"><script>'),
    ],
)
def test_hostile_text_is_shown_as_text(site: TestClient, address: str) -> None:
    """No script but the site's own, no handler, and no control that turns the direction."""
    html = site.get(address).text
    tree = LexborHTMLParser(html)
    assert [s.attributes.get("src", "")[:14] for s in tree.css("script")] == ["/static/app.js"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_a_hostile_letter_and_a_hostile_draft_show_text_on_all_their_pages(
    site: TestClient,
) -> None:
    """The letter, its received text, its wording, beside another, and pasted as a draft."""
    results = LexborHTMLParser(site.get("/search?q=" + quote("甲乙丙丁")).text)
    link = results.css_first(".hit h3 a").attributes["href"] or ""
    path = link.partition("?")[0]
    pages = [site.get(path + tail).text for tail in ("", "/text", "/wording", "?view=list")]
    pages.append(site.get(f"/compare?a={path[3:]}&b={LONG[3:]}").text)
    pages.append(site.post("/draft", data={"text": f"{HOSTILE}共有孵化器48家。"}).text)
    for html in pages:
        tree = LexborHTMLParser(html)
        assert [s.attributes.get("src", "")[:14] for s in tree.css("script")] == ["/static/app.js"]
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
        assert "<script>alert(1)</script>" in tree.css_first("main").text()


def test_the_hostile_letter_keeps_its_words(site: TestClient) -> None:
    """Its page shows scripts, ampersands and endless words as they are written."""
    results = LexborHTMLParser(site.get("/search?q=" + quote("甲乙丙丁")).text)
    link = results.css_first(".hit h3 a").attributes["href"]
    page = LexborHTMLParser(site.get(str(link)).text)
    shown = page.css_first(".letter").text()
    assert "<script>alert(1)</script>&amp;\"'" in shown
    assert "甲乙丙丁戊己庚辛壬癸" * 500 in shown


def test_the_original_is_a_download_and_nothing_else(site: TestClient) -> None:
    """The file comes as it was, as an attachment that no browser opens as a page."""
    response = site.get(f"{LONG}/original")
    assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert "27家" in response.text


def test_no_cookie_is_set_by_reading(site: TestClient) -> None:
    """Reading leaves nothing behind."""
    assert [site.get(a).headers.get("set-cookie") for a in ("/", "/search", LONG)] == [None] * 3


def test_a_draft_without_words_is_asked_for(site: TestClient) -> None:
    """Beside the field, and told with it; nothing is said before the button is pressed."""
    told = LexborHTMLParser(site.post("/draft", data={"text": " \n"}).text)
    field = told.css_first("textarea").attributes
    assert "请先把文字贴进来" in told.css_first(f"#{field['aria-describedby']}").text()
    assert "请先把文字贴进来" not in site.get("/draft").text


def test_a_draft_stands_in_no_address_and_is_not_kept(site: TestClient) -> None:
    """A pasted draft comes back in the form only, marked as not to be stored."""
    response = site.post("/draft", data={"text": "全区共有孵化器48家。"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    assert "孵化器48家" in response.text
