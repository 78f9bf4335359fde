"""UI.md 10: html-validate finds nothing, on any page, in any of its states.

The validator is vendored and runs in the browser that runs the other tests, on the bytes that the
server sent: what a parser has mended in the page's tree is not hidden from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser.fixtures import Served
from tests.browser.test_looks import LONG, PAGES

pytestmark = pytest.mark.browser

VALIDATOR = (Path(__file__).parent / "vendor" / "html-validate.min.js").read_text("utf-8")
RULES = {
    # the boxes of one filter have one name: that is how several values of it are asked for
    "form-dup-name": ["error", {"shared": ["radio", "button", "submit", "checkbox"]}],
    # the text as received is shown as received
    "no-trailing-whitespace": "off",
}
MORE = (
    f"{LONG}?print=full",
    "/search/facet/year?q=助餐",
    "/proposers?letter=W",
    "/figures?disagree=1",
    "/pledges?has=due&district=310115",
    "/compare",
    "/search?year=abcd&q=甲乙丙丁",
    f"/r/{'x' * 300}",
)
NOTHING_YET = ("/", "/search", "/figures", "/pledges", "/quality", "/ingest", "/about", "/api")

Validate = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def validate(chromium: Browser) -> Iterator[Validate]:
    """Return what html-validate says of a page's source."""
    context = chromium.new_context()
    page = context.new_page()
    page.evaluate(VALIDATOR)

    def said(html: str) -> list[str]:
        found = page.evaluate("([html, rules]) => htmlValidate(html, rules)", [html, RULES])
        return [str(message) for message in found]

    yield said
    context.close()


def source(address: str) -> str:
    """Return the page as it is sent, whatever its status."""
    try:
        with urlopen(address) as answer:
            return str(answer.read().decode())
    except HTTPError as refused:
        return refused.read().decode()


@pytest.mark.parametrize("address", [*PAGES, *MORE])
def test_a_page_is_valid(validate: Validate, sample_site: Served, address: str) -> None:
    """Hostile letters, long lists, errors: the HTML is what the standard allows."""
    assert validate(source(sample_site.base + quote(address, safe="/?=&#%"))) == []


@pytest.mark.parametrize("address", NOTHING_YET)
def test_a_page_of_an_empty_archive_is_valid(
    validate: Validate, empty_site: Served, address: str
) -> None:
    """A page that leaves out what is not there leaves nothing half open."""
    assert validate(source(empty_site.base + address)) == []


def test_the_validator_sees_what_is_wrong(validate: Validate) -> None:
    """A doubled id, a list in a paragraph, an end that is missing: each is named."""
    wrong = '<p id="a"><ul><li id="a">甲</ul><div>'
    page = f'<!DOCTYPE html>\n<html lang="zh">\n<head><title>页</title></head><body>{wrong}</body>'
    rules = {message.split()[1].rstrip(":") for message in validate(page)}
    assert {"no-dup-id", "close-order"} <= rules
