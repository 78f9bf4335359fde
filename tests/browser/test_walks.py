"""The walks of UI.md 10: by keyboard alone, without script, printed; and what the script adds."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fixtures import Served

pytestmark = pytest.mark.browser

LONG = "/r/310115-zx-7-4-130"
RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""
WORDS = """lines => lines.map(line => {
  const copy = line.cloneNode(true);
  copy.querySelectorAll('.pn, .pl-label').forEach(e => e.remove());
  return copy.textContent;
})"""
COVERED = """() => {
  const e = document.activeElement, r = e.getClientRects()[0];
  if (!r) { return false; }
  const x = r.left + r.width / 2, y = r.top + r.height / 2;
  if (y < 0 || y > innerHeight || x < 0 || x > innerWidth) { return false; }
  const top = document.elementFromPoint(x, y);
  return !(top && (e.contains(top) || top.contains(e)));
}"""


def printed(page: Page, target: Path) -> list[str]:
    """Return the text of each printed page."""
    page.pdf(path=target, prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(target)
    try:
        return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    finally:
        document.close()


def test_keyboard_alone_goes_from_the_box_to_a_paragraph(
    chromium: Browser, sample_site: Served
) -> None:
    """Skip link, search, result, reply, paragraph: by Tab and Enter, each focus seen."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(sample_site.base)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("孵化器")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    tab_to(page, ".hit h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/*")
    tab_to(page, ".pn")
    page.keyboard.press("Enter")
    assert re.search(r"#p\d+$", page.url)
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element of this sort has the focus; each stop must be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")
        assert not page.evaluate(COVERED), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached")


def test_without_script_the_whole_walk_works(chromium: Browser, sample_site: Served) -> None:
    """Search, filter, reply, paragraph, original, back: links and forms only."""
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{sample_site.base}/search?q=孵化器")
    page.get_by_role("group", name="地区").get_by_label("浦东新区").check()
    page.get_by_role("button", name="应用筛选").click()
    assert "district=310115" in page.url
    page.locator(".hit h3 a").first.click()
    assert "#p" in page.url
    page.locator(".pn").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原始文件").first.click()
    assert download.value.suggested_filename.endswith(".txt")
    page.get_by_role("link", name="‹ 返回检索结果").click()
    assert "district=310115" in page.url
    context.close()


def test_figure_toggles_work_without_script(chromium: Browser, sample_site: Served) -> None:
    """A kind that is unticked loses its mark at once; times start unmarked."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample_site.base + LONG)
    money = page.locator(".letter .fig-money").first
    clear = "rgba(0, 0, 0, 0)"
    assert money.evaluate("e => getComputedStyle(e).backgroundColor") != clear
    page.locator("#t-money").uncheck()
    assert money.evaluate("e => getComputedStyle(e).backgroundColor") == clear
    context.close()


def test_large_text_returns_to_the_same_page_and_stays(
    chromium: Browser, sample_site: Served
) -> None:
    """大字版 sets a cookie, comes back to the very address, and 标准版 undoes it."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sample_site.base}/search?q=孵化器&district=310115")
    address = page.url
    page.get_by_role("link", name="大字版").click()
    page.locator("html.big").wait_for(state="attached")
    assert unquote(page.url) == unquote(address)
    page.get_by_role("link", name="标准版").click()
    page.locator("html:not(.big)").wait_for(state="attached")
    assert unquote(page.url) == unquote(address)
    context.close()


def test_a_printed_reply_has_page_numbers_and_its_citation(
    chromium: Browser, seed_site: Served, tmp_path: Path
) -> None:
    """The longest letter prints whole: numbered pages, nothing cut, the citation at the end."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{seed_site.base}/r/310115-zx-7-4-130")
    letter = page.locator(".letter .l").evaluate_all(WORDS)
    sheets = printed(page, tmp_path / "reply.pdf")
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, 1):
        assert str(number) in (sheet.split()[0], sheet.split()[-1]), sheet[:40]
    text = "".join("".join(sheets).split())
    lines = ["".join(line.split()) for line in letter]
    assert [line for line in lines if line[:8] not in text or line[-8:] not in text] == []
    assert "浦科经委办理〔2025〕77号，2025年5月14日" in text
    assert "大字版" not in text
    context.close()


def test_no_printed_citation_stands_alone_on_the_last_page(
    chromium: Browser, seed_site: Served, tmp_path: Path
) -> None:
    """It stands on a sheet with the end of its letter, wherever that ends."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{seed_site.base}/search")
    letters = page.locator(".hit h3 a").evaluate_all("links => links.map(a => a.pathname)")
    assert len(letters) == 5
    for address in letters:
        page.goto(seed_site.base + address)
        last = "".join(page.locator(".letter .l").last.evaluate_all(WORDS)[0].split())
        assert last in "".join(printed(page, tmp_path / "reply.pdf")[-1].split()), address
    context.close()


def test_the_table_of_figures_prints_only_when_asked(
    chromium: Browser, sample_site: Served, tmp_path: Path
) -> None:
    """文中数据 is on paper with ?print=full and not otherwise."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(sample_site.base + LONG)
    assert "文中数据" not in "".join(printed(page, tmp_path / "short.pdf"))
    page.goto(f"{sample_site.base}{LONG}?print=full")
    assert "文中数据" in "".join(printed(page, tmp_path / "full.pdf"))
    context.close()


def test_slash_focuses_the_box_and_can_be_switched_off(
    chromium: Browser, sample_site: Served
) -> None:
    """/ goes to the search box, Esc leaves it; 无障碍说明 switches it off."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{sample_site.base}/search")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "q"
    page.goto(f"{sample_site.base}/accessibility")
    page.locator("[data-keys]").click()
    page.goto(f"{sample_site.base}/search")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    context.close()


def test_a_long_list_narrows_as_one_types(chromium: Browser, sample_site: Served) -> None:
    """Typing leaves the agencies that hold the words and says how many."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{sample_site.base}/agencies")
    page.locator("#q").fill("养老")
    assert page.locator("#agencies li:visible").count() == 1
    assert page.locator("#agencies-count").inner_text() == "符合的有 1 个"
    context.close()


def test_an_order_takes_effect_when_chosen(chromium: Browser, sample_site: Served) -> None:
    """Choosing an order asks anew without a button."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{sample_site.base}/search?q=助餐")
    page.locator("#sort").select_option("old")
    page.wait_for_url("**sort=old**")
    context.close()


def test_marks_stay_visible_with_forced_colours(chromium: Browser, sample_site: Served) -> None:
    """High contrast keeps hits and figures marked."""
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{sample_site.base}{LONG}?q=助餐")
    style = "e => getComputedStyle(e).backgroundColor"
    mark = page.locator(".letter mark").first.evaluate(style)
    assert mark != page.locator("body").evaluate(style)
    assert mark != "rgba(0, 0, 0, 0)"
    context.close()


def test_what_colour_says_is_seen_with_forced_colours(
    chromium: Browser, sample_site: Served
) -> None:
    """Hits in a list stay marked; bars of numbers keep a colour of their own."""
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    ground = "e => getComputedStyle(e).backgroundColor"
    page.goto(f"{sample_site.base}/search?q=助餐")
    hit = page.locator(".results mark").first.evaluate(ground)
    assert hit not in (page.locator("body").evaluate(ground), "rgba(0, 0, 0, 0)")
    border = "e => getComputedStyle(e).borderTopStyle"
    assert page.locator(".badge").first.evaluate(border) == "solid"
    page.goto(f"{sample_site.base}/figures?q=食堂")
    page.locator("main table a, main ul a").first.click()
    colours = page.locator(".chart circle, .chart path, .chart line, .chart rect").evaluate_all(
        "es => es.map(e => [getComputedStyle(e).fill, getComputedStyle(e).stroke])"
    )
    body = page.locator("body").evaluate(ground)
    assert colours
    assert all(set(pair) - {body, "none"} for pair in colours)
    context.close()


def test_large_text_shows_results_before_filters(chromium: Browser, sample_site: Served) -> None:
    """In one column the filters are folded up, so the first result is on the first screen."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "big", "value": "1", "url": sample_site.base}])
    page = context.new_page()
    page.goto(f"{sample_site.base}/search?q=助餐")
    assert page.locator("details.facets summary").is_visible()
    assert not page.locator("details.facets form").is_visible()
    first = page.locator(".results li h3").first.bounding_box()
    assert first is not None
    assert first["y"] < 900
    context.close()


def test_text_at_double_size_loses_nothing(chromium: Browser, sample_site: Served) -> None:
    """At 200 % of 1280 px, and with WCAG's text spacing, nothing sticks out of the window."""
    context = chromium.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    spacing = (
        "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    )
    for address in ("/", "/search?q=孵化器", LONG):
        page.goto(sample_site.base + address)
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
            " document.adoptedStyleSheets = [s]; }",
            spacing,
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address
    context.close()
