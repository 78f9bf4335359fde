"""Three readers: a deputy on her phone, a clerk at her desk, one without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fixtures import Served

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def deputy_finds_her_reply(page: Page, site: Served) -> None:
    """Large text, her name, her reply."""
    page.goto(site.base)
    page.get_by_role("link", name="大字版").click()
    page.get_by_label("想查什么？").fill("汪泓")
    page.get_by_role("button", name="检索").click()
    page.locator(".hit h3 a").first.click()
    assert "汪泓" in page.locator(".card").inner_text()
    assert page.locator("html.big").count() == 1


def clerk_opens_the_second_result(page: Page, site: Served) -> str:
    """孵化器 in 浦东新区 in 2025: the second result, at its best paragraph."""
    page.goto(site.base)
    page.get_by_label("想查什么？").fill("孵化器")
    page.get_by_role("button", name="检索").click()
    district = page.get_by_role("group", name="地区").get_by_label("浦东新区")
    if not district.is_visible():
        page.locator("details.facets summary").click()
    district.check()
    page.get_by_role("group", name="年份").get_by_label("2025年").check()
    page.get_by_role("button", name="应用筛选").click()
    page.locator(".hit h3 a").nth(1).click()
    assert "第2件" in page.locator(".walk").inner_text()
    target = page.url.partition("#")[2]
    assert "孵化器" in page.locator(f"#{target}").inner_text()
    return target


def test_a_deputy_copies_the_link_to_what_was_promised(
    chromium: Browser, seed_site: Served
) -> None:
    """She types her name, opens her reply in large text, jumps to the promise, copies its link."""
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    deputy_finds_her_reply(page, seed_site)
    page.locator(".toc summary").click()
    page.get_by_role("link", name="下一步承诺").click()
    promise = page.locator("#k1")
    assert promise.is_visible()
    paragraph = page.locator(".l-pledge").first
    link = paragraph.locator(".pn")
    link.click()
    assert page.url.endswith(link.get_attribute("href") or "?")
    assert paragraph.evaluate("e => e.matches(':target')")
    context.close()


def test_a_clerk_copies_the_citation_and_prints(
    chromium: Browser, seed_site: Served, tmp_path: Path
) -> None:
    """She filters, opens the second result at its best paragraph, copies the citation, prints."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=seed_site.base)
    page = context.new_page()
    clerk_opens_the_second_result(page, seed_site)
    page.get_by_role("button", name="复制普通引文").click()
    page.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite-plain").inner_text()
    assert copied.startswith("上海市浦东新区科技和经济委员会：《")
    page.pdf(path=tmp_path / "reply.pdf")
    assert (tmp_path / "reply.pdf").stat().st_size > 10_000
    context.close()


def test_both_go_the_same_ways_without_script(chromium: Browser, seed_site: Served) -> None:
    """With script off the deputy and the clerk arrive at the same places by links and forms."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    deputy_finds_her_reply(page, seed_site)
    page.locator(".toc summary").click()
    page.get_by_role("link", name="下一步承诺").click()
    assert page.url.endswith("#k1")
    page.get_by_role("link", name="标准版").click()
    clerk_opens_the_second_result(page, seed_site)
    assert "《" in page.locator("#cite-plain").inner_text()
    context.close()
