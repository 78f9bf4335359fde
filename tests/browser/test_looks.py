"""UI.md 10 on every page: axe, foreign hosts, console, sideways scroll; at each size, in the dark.

A page is visited once in each view and everything is looked at in that visit; each test then
asserts one thing of what was seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.fixtures import WITHDRAWN, Served
from tests.web import samples

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
REFUSED = re.compile(r"status of (?:404|410|500|503) \(")
# 避头标点: each character's place on the page, and whether a line begins there. What is shown as it
# was received breaks where it did.
TORN = """() => {
  const found = [], ends = /^[，。；：、！？）》】〕”’·｜]/, range = document.createRange();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let block = null, top = 0;
  for (let node; (node = walk.nextNode()); ) {
    let holder = node.parentElement;
    if (!node.data.trim() || holder.closest('pre, textarea, select, script, .sr')) continue;
    while (getComputedStyle(holder).display.startsWith('inline')) holder = holder.parentElement;
    if (holder !== block) [block, top] = [holder, Infinity];
    for (let at = 0; at < node.data.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      if (!node.data[at].trim() || !box || !box.width) continue;
      const below = box.top > top + box.height * 0.6;
      if (below && ends.test(node.data[at])) found.push(node.data.slice(at, at + 9));
      if (below || top === Infinity) top = box.top;
    }
  }
  return found.slice(0, 5);
}"""
# A paragraph's last line keeps its natural width: none of its last signs is spread over the line.
SPREAD = """() => {
  const found = [], range = document.createRange();
  for (const block of document.querySelectorAll('.l-paragraph, .l-note')) {
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), texts = [];
    for (let node; (node = walk.nextNode()); )
      if (node.data.trim() && !node.parentElement.closest('.pn')) texts.push(node);
    const places = texts.flatMap(node => Array.from(node.data, (_, at) => [node, at]));
    for (const [node, at] of places.slice(-3)) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
      const box = range.getClientRects()[0];
      if (box && box.width > 2 * size) found.push(`${innerWidth} ${node.data.slice(-12)}`);
    }
  }
  return found.slice(0, 5);
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "/r/310115-zx-7-4-130"
BARE = samples.dossier(samples.BARE, "电梯.html").reply.id  # no date, no number
PAGES = (
    "/",
    "/search",
    "/search?q=孵化器",
    "/search?q=孵化器&district=310115&year=2025",
    "/search?q=没有这样的词语组合",
    "/search?page=2",
    "/search/facet/agency",
    f"{LONG}?q=助餐&view=list",
    "/r/310105-zx-15-4-072",
    f"/r/{BARE}",
    "/r/x088088088a",  # a scan that waits to be read
    f"{LONG}/text",
    f"{LONG}/v1",
    "/proposers",
    "/proposers/310115-rd-汪泓",
    "/agencies",
    "/agencies/上海市浦东新区养老发展局",
    "/lists",
    "/lists/agency/1",
    "/lists/year/2025/1",
    "/districts",
    "/districts/310115",
    "/themes",
    "/themes/elderly",
    "/figures",
    "/pledges",
    f"/compare?a={LONG[3:]}&b=310105-zx-15-4-072",
    "/draft",
    f"{LONG}/wording",
    "/quality?code=ocr",
    "/ingest",
    "/help",
    "/help/search",
    "/help/methods",
    "/about",
    "/accessibility",
    "/privacy",
    "/api",
    "/r/nothing-of-the-sort",
    f"/r/{WITHDRAWN}",
    "/fault",
    "/busy",
)


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at."""

    name: str
    width: int
    dark: bool = False
    big: bool = False
    axe: str = ""  # which rules of axe: all, or those that the colours decide
    script: bool = True


VIEWS = (
    View("desk", 1280, axe="all"),
    View("phone", 360, big=True, axe="all"),
    View("dark", 1280, dark=True, axe="contrast"),
    View("plain", 390, script=False),
    View("small", 360),
    View("narrow", 320),
)


@dataclass(slots=True)
class Seen:
    """What was seen of a page in all views."""

    axe: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)  # what waits for a script that never comes
    torn: list[str] = field(default_factory=list)  # lines that begin with what ends one


Look = Callable[[str], Seen]


@pytest.fixture(scope="session")
def looked(chromium: Browser, sample_site: Served) -> Look:
    """Return what a page looks like, visited once however many tests ask."""

    @cache
    def look(address: str) -> Seen:
        seen = Seen()
        for view in VIEWS:
            visit(chromium, sample_site, address, view, seen)
        return seen

    return look


def visit(browser: Browser, site: Served, address: str, view: View, seen: Seen) -> None:
    """Open a page in one view and note everything that is wrong with it."""
    context = seen_as(browser, site, view)
    page = context.new_page()

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(site.base).netloc:
            seen.foreign.append(f"{view.name}: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            seen.console.append(f"{view.name}: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: seen.console.append(f"{view.name}: {error}"))
    page.goto(site.base + quote(address, safe="/?=&#%"))
    inspect(page, view, seen)
    context.close()


def inspect(page: Page, view: View, seen: Seen) -> None:
    """Note what is wrong with a page that is open."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > view.width:
        seen.sideways.append(f"{view.name}: {wide} > {view.width}: {widest(page)}")
    seen.torn += [f"{view.name}: {text}" for text in page.evaluate(TORN)]
    if view.axe:
        seen.axe += [f"{view.name}: {found}" for found in faults(page, view.axe)]
    if not view.script:
        seen.dead += [f"{view.name}: {text}" for text in dead(page)]


def seen_as(browser: Browser, site: Served, view: View) -> BrowserContext:
    """Return a browser set up for a view."""
    context = browser.new_context(
        viewport={"width": view.width, "height": 900},
        color_scheme="dark" if view.dark else "light",
        java_script_enabled=view.script,
    )
    if view.big:
        context.add_cookies([{"name": "big", "value": "1", "url": site.base}])
    return context


def dead(page: Page) -> list[str]:
    """Return what is shown without a script and does nothing without one, or a page half shown."""
    buttons = page.locator("main button:not([type=submit]):visible").all_inner_texts()
    shown = page.locator("main h1:visible").count() == 1
    return buttons + ([] if shown else ["no heading"])


def faults(page: Page, which: str) -> list[str]:
    """Return what axe finds wrong."""
    page.evaluate(AXE)
    rules = {"type": "tag", "values": TAGS}
    if which == "contrast":
        rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    found = page.evaluate("runOnly => axe.run({runOnly, resultTypes: ['violations']})", rules)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def widest(page: Page) -> str:
    """Name what sticks out of the page."""
    return str(
        page.evaluate(
            "[...document.querySelectorAll('main *')]"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(0, 3).map(e => e.tagName + '.' + e.className + e.textContent.slice(0, 30))"
        )
    )


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(looked: Look, address: str) -> None:
    """WCAG 2.2 AA and best practice hold at both sizes, in the dark and in large text."""
    assert looked(address).axe == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_comes_from_another_host(looked: Look, address: str) -> None:
    """A page asks only its own host."""
    assert looked(address).foreign == []


@pytest.mark.parametrize("address", PAGES)
def test_the_console_stays_silent(looked: Look, address: str) -> None:
    """No error of the script, no violation of the policy."""
    assert looked(address).console == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(looked: Look, address: str) -> None:
    """A page is never wider than its window, at 320, 360 and 1280 px."""
    assert looked(address).sideways == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_waits_for_a_script(looked: Look, address: str) -> None:
    """Without JavaScript a page is whole, and shows no button that would do nothing."""
    assert looked(address).dead == []


@pytest.mark.parametrize("address", PAGES)
def test_no_line_begins_with_what_ends_one(looked: Look, address: str) -> None:
    """No full stop, closing bracket or dot stands alone at the beginning of a line."""
    assert looked(address).torn == []


def test_a_torn_line_is_seen(chromium: Browser, sample_site: Served) -> None:
    """A dot that is pushed to the next line is found."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{sample_site.base}/help")
    assert page.evaluate(TORN) == []
    page.evaluate("document.querySelector('main p').innerHTML = '甲乙<br>丙<br>。丁'")
    assert page.evaluate(TORN) == ["。丁"]
    context.close()


def test_the_letters_of_the_seeds_pass_too(chromium: Browser, seed_site: Served) -> None:
    """Real letters: the longest one, a metric with two numbers for one time, two side by side."""
    letters = "a=310115-zx-7-4-130&b=310115-zx-7-4-272"
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{seed_site.base}/figures?disagree=1")
    metric = page.locator("table a[href^='/figures/']").first.get_attribute("href")
    context.close()
    seen = Seen()
    for address in (f"{LONG}?q=孵化器", f"/compare?{letters}", str(metric)):
        for view in VIEWS:
            visit(chromium, seed_site, address, view, seen)
    assert seen == Seen()


def test_the_last_line_of_a_paragraph_is_not_spread(chromium: Browser, seed_site: Served) -> None:
    """At no width: a link beside the paragraph made Chromium take its last line for another."""
    with chromium.new_page() as page:
        page.goto(seed_site.base + LONG)
        for width in range(960, 1296, 16):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(SPREAD) == []


def test_a_hit_stands_in_its_line(chromium: Browser, sample_site: Served) -> None:
    """A word that is marked in a letter takes no line of its own."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{sample_site.base}{LONG}?q=" + quote("孵化器"))
    marks = page.locator(".letter mark")
    shown = marks.evaluate_all("all => all.map(one => getComputedStyle(one).display)")
    assert set(shown) == {"inline"}
    context.close()


def test_hostile_words_stay_words(chromium: Browser, sample_site: Served) -> None:
    """A letter of scripts, controls and endless words opens no dialog and keeps to its width."""
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{sample_site.base}/search?q=" + quote("甲乙丙丁"))
    page.locator(".hit h3 a").first.click()
    assert page.locator("h1").inner_text().startswith("关于<script>alert(1)</script>")
    letter = urlsplit(page.url).path
    endless = quote(samples.HOSTILE + "甲" * 150, safe="")
    for address in (
        letter,
        f"{letter}/text",
        f"/compare?a={letter[3:]}&b={LONG[3:]}",
        "/agencies",
        "/proposers",
        f"/agencies/{quote(samples.HOSTILE, safe='')}",
        f"/search?q={endless}",
        f"/figures?q={endless}",
        f"/pledges?q={endless}",
    ):
        page.goto(sample_site.base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    page.goto(f"{sample_site.base}/draft")
    page.locator("#text").fill(f"{samples.HOSTILE}{'乙' * 5000}共有孵化器48家。")
    page.get_by_role("button", name="核对").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert dialogs == []
    context.close()


def test_the_empty_archive_passes_too(chromium: Browser, empty_site: Served) -> None:
    """The page of an empty archive meets the same rules."""
    seen = Seen()
    for view in VIEWS:
        visit(chromium, empty_site, "/", view, seen)
    assert seen == Seen()
