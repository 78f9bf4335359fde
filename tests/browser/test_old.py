"""An old Chromium in an office: the stylesheet as a browser reads it that knows no young selector.

What stands behind `@supports selector(…)` is taken out, what stands behind its `not` is let in: so
a browser of 2020 reads the file. That no other rule needs a younger one is in tests/web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from app.config import ROOT
from tests.browser.fixtures import Served

pytestmark = pytest.mark.browser

LONG = "/r/310115-zx-7-4-130"
GUARD = re.compile(r"@supports (?P<unless>not )?selector\((?:[^()]|\([^()]*\))*\)\s*\{")


def aged(css: str) -> str:
    """Return the stylesheet as it is read without :has() and ::details-content."""
    kept, at = [], 0
    while found := GUARD.search(css, at):
        end = closing(css, found.end())
        kept += [css[at : found.start()], css[found.end() : end] if found["unless"] else ""]
        at = end + 1
    return "".join([*kept, css[at:]])


def closing(css: str, start: int) -> int:
    """Return where the block ends whose inside begins at `start`."""
    depth = 1
    for brace in re.finditer(r"[{}]", css[start:]):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return start + brace.start()
    raise AssertionError("a block is not closed")


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def old(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page on a wide screen that reads the stylesheet as an old browser does."""
    style = aged((ROOT / "static" / "app.css").read_text("utf-8"))
    assert "selector(" not in style
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=request.param
    )

    def served(route: Route) -> None:
        route.fulfill(body=style, content_type="text/css")

    context.route("**/static/app.css*", served)
    yield context.new_page()
    context.close()


def test_filters_are_within_reach(old: Page, sample_site: Served) -> None:
    """The script opens the filters; without it their heading is there to be pressed."""
    old.goto(f"{sample_site.base}/search?q=助餐")
    button = old.get_by_role("button", name="应用筛选")
    summary = old.locator("details.facets summary")
    if not button.is_visible():
        summary.click()
    assert button.is_visible()
    old.get_by_role("group", name="地区").get_by_label("浦东新区").check()
    button.click()
    assert "district=310115" in old.url


def test_a_letter_is_read_with_its_outline_and_marks(old: Page, sample_site: Served) -> None:
    """Marks are shown, times are not, and toggles that would do nothing are away."""
    old.goto(sample_site.base + LONG)
    ground = "e => getComputedStyle(e).backgroundColor"
    clear = "rgba(0, 0, 0, 0)"
    assert old.locator(".letter .fig-money").first.evaluate(ground) != clear
    assert old.locator(".letter .fig-date").first.evaluate(ground) == clear
    assert not old.locator(".toggles").is_visible()
    assert not old.locator(".only").is_visible()
    link = old.get_by_role("link", name="下一步承诺")
    if not link.is_visible():
        old.locator(".toc summary").click()
    link.click()
    assert old.url.endswith("#k1")


@pytest.mark.parametrize("address", ["/", "/search", LONG, "/figures", "/pledges", "/agencies"])
def test_the_page_is_not_left_bare(old: Page, sample_site: Served, address: str) -> None:
    """Columns, colours and widths are those of the site."""
    old.goto(sample_site.base + address)
    header = old.locator("header.top")
    assert header.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(140, 29, 24)"
    assert old.evaluate("document.documentElement.scrollWidth") <= 1280
    assert old.locator("main .wrap").last.evaluate("e => e.clientWidth") <= 76 * 17
