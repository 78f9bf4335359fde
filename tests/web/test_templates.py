"""Templates and routes belong together; pages keep their budgets; HTML is well formed."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from justhtml import JustHTML

from app.config import ROOT
from app.web.pages import ROUTERS
from app.web.render import environment
from tests.rows import each_row
from tests.web.samples import HOSTILE
from tests.web.test_pages import LONG, PAGES

KB = 1024
VOID = {"meta", "link", "input", "br", "wbr", "hr", "img", "rect", "circle", "line", "path"}
VOID |= {"polyline"}
NOT_IN_P = {"p", "div", "ul", "ol", "dl", "table", "section", "form", "h1", "h2", "h3", "fieldset"}
OTHERS = ("/nothing", "/r/310115-zx-7-4-1000", "/api", "/api/docs")
NO_PAGE = {"/big", "/r/{id}/original", "/r/{id}/files/{sha256}"}  # a redirect, files


class Checker(HTMLParser):
    """Finds tags that do not close, attributes given twice, blocks inside paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"{self.getpos()}: <{tag}> has an attribute twice")
        if "p" in self.open and tag in NOT_IN_P:
            self.faults.append(f"{self.getpos()}: <{tag}> inside <p>")
        if tag == "a" and "a" in self.open:
            self.faults.append(f"{self.getpos()}: <a> inside <a>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{self.getpos()}: </{tag}> closes nothing")


@each_row("address", PAGES)
def test_html_is_well_formed(site: TestClient, address: str) -> None:
    """Every tag closes where it should; nothing is left to a browser's guess."""
    checker = Checker()
    checker.feed(site.get(address).text)
    assert checker.faults == []
    assert checker.open == []


@each_row("address", [*PAGES, *OTHERS])
def test_a_strict_parser_finds_no_error(site: TestClient, address: str) -> None:
    """The HTML standard's own parsing rules: no error on any page, errors and lists included."""
    parsed = JustHTML(site.get(address).text, collect_errors=True, sanitize=False)
    assert [str(error) for error in parsed.errors] == []


def test_a_strict_parser_finds_no_error_in_answers_and_empty_pages(
    site: TestClient, empty_site: TestClient
) -> None:
    """A checked draft of hostile words, and the front page of an empty archive."""
    draft = site.post("/draft", data={"text": f"全区共有孵化器48家。{HOSTILE}"}).text
    for html in (draft, empty_site.get("/").text):
        parsed = JustHTML(html, collect_errors=True, sanitize=False)
        assert [str(error) for error in parsed.errors] == []


@each_row("address", PAGES)
def test_a_page_is_at_most_60_kb_on_the_wire(site: TestClient, address: str) -> None:
    """Pages stay light for slow lines."""
    assert len(gzip.compress(site.get(address).content, 5)) <= 60 * KB


@pytest.mark.parametrize(("name", "most"), [("app.css", 8), ("app.js", 4)])
def test_style_and_script_keep_their_budgets(name: str, most: int) -> None:
    """One stylesheet of 8 KB, one script of 4 KB, gzipped."""
    assert len(gzip.compress((ROOT / "static" / name).read_bytes(), 6)) <= most * KB


def test_every_page_route_is_looked_at() -> None:
    """A route without a page in the tests would go unseen."""
    routes = {r.path for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)}
    shown = [re.sub(r"[?#].*", "", address) for address in (*PAGES, "/figures/d3bdf0230c52")]
    unseen = [
        path
        for path in routes - NO_PAGE
        if not any(re.fullmatch(re.sub(r"\{[^}]*\}", ".+", path), page) for page in shown)
    ]
    assert unseen == []


def test_every_template_is_used(site: TestClient) -> None:
    """A template that no page prints is dead."""
    source = "".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py"))
    source += "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    unused = [name for name in environment.list_templates(["html"]) if f'"{name}"' not in source]
    assert unused == []


def test_a_long_reply_keeps_the_budget(site: TestClient) -> None:
    """The sample letter with every mark on is far below the limit."""
    assert len(gzip.compress(site.get(f"{LONG}?q=助餐").content, 5)) < 20 * KB
