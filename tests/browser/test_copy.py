"""The static copy as people see it: a plain file server, a browser without script."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from app.config import ROOT, Settings
from tests.trust.test_server import free_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copy(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample letters, exported, on `python -m http.server`."""
    folder = tmp_path_factory.mktemp("static") / "copy"
    environment = os.environ | {"DAFU_DATA": str(settings.data)}
    command = [sys.executable, "-m", "app.cli", "export", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [*command, "--directory", str(folder)], stdout=quiet, stderr=quiet
    ) as server:
        base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                httpx.get(base).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base
        server.terminate()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A browser without script that notes what it did not get."""
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    missed: list[str] = []
    page.on("response", lambda r: missed.append(r.url) if r.status >= 400 else None)
    # what a click breaks off, going on before everything is loaded, is no miss
    page.on("requestfailed", lambda r: "ABORTED" in r.failure or missed.append(r.url))
    yield page
    context.close()
    assert missed == []


@pytest.mark.parametrize("by", ["2025年", "浦东新区", "上海市浦东新区科技和经济委员会"])
def test_a_reader_finds_a_letter_by_the_lists(
    copy: str, page: Page, by: str, tmp_path: Path
) -> None:
    """Front page, lists, one value, letter, paragraph, original: links only."""
    page.goto(copy)
    assert page.locator("form").count() == 0
    page.get_by_role("link", name="按年份、地区、单位浏览").first.click()
    page.get_by_role("link", name=by).first.click()
    page.locator("main").get_by_role("link", name="130").first.click()
    assert "第130号提案" in page.locator("h1").inner_text()
    page.locator(".pn").nth(5).click()
    assert "#p" in page.url
    assert page.locator(f"[id='{page.url.rpartition('#')[2]}']").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="原始文件").first.click()
    kept = tmp_path / "original"
    download.value.save_as(kept)
    assert "130号提案" in kept.read_text(encoding="utf-8")


def test_the_copy_looks_like_the_site(copy: str, page: Page) -> None:
    """Styles are there, marks are there, and a figure's kind can be unticked."""
    page.goto(f"{copy}/r/310115-zx-7-4-130.html")
    money = page.locator(".letter .fig-money").first
    clear = "rgba(0, 0, 0, 0)"
    assert money.evaluate("e => getComputedStyle(e).backgroundColor") != clear
    page.locator("#t-money").uncheck()
    assert money.evaluate("e => getComputedStyle(e).backgroundColor") == clear


def test_lists_of_names_lead_to_letters(copy: str, page: Page) -> None:
    """From the agencies to one of them, to a letter of it; promises stand on their own page."""
    page.goto(f"{copy}/agencies.html")
    page.locator("main").get_by_role("link", name="上海市长宁区").first.click()
    page.locator("main").get_by_role("link", name="072").first.click()
    assert "072" in page.locator("h1").inner_text()
    page.goto(f"{copy}/pledges.html")
    page.locator("main a[href*='r/']").first.click()
    assert "/r/" in page.url
