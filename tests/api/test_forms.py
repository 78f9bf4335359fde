"""One reply in other forms, and how others find what is here."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.web.main import create_app

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def id(client: TestClient) -> str:
    found: str = client.get("/api/v1/replies").json()["data"][0]["id"]
    return found


def test_json_beside_the_page_is_the_api(client: TestClient, id: str) -> None:
    """/r/{id}.json and /api/v1/replies/{id} are one."""
    assert client.get(f"/r/{id}.json").json() == client.get(f"/api/v1/replies/{id}").json()


def test_plain_text_ends_with_its_source(client: TestClient, id: str) -> None:
    """The clean text, then where it is from."""
    text = client.get(f"/r/{id}.txt").text
    assert text.startswith(client.get(f"/r/{id}.json").json()["text"])
    assert text.rstrip().endswith(f"http://testserver/r/{id}")


def test_linked_data_is_a_report(client: TestClient, id: str) -> None:
    """schema.org, with the address as its id, nothing that is not printed."""
    response = client.get(f"/r/{id}.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    body = response.json()
    assert (body["@type"], body["@id"]) == ("Report", f"http://testserver/r/{id}")
    assert None not in body.values()


@pytest.mark.parametrize("form", [".json", ".txt", ".jsonld"])
def test_an_unknown_reply_is_a_problem_in_every_form(client: TestClient, form: str) -> None:
    """Programs get a problem, not a page."""
    response = client.get(f"/r/nichts{form}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_the_sitemap_names_every_reply(client: TestClient) -> None:
    """Every permanent address is there, with the day it last changed."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {node.findtext("s:loc", "", SITEMAP) for node in root.findall("s:url", SITEMAP)}
    cards = client.get("/api/v1/replies").json()["data"]
    assert {card["url"] for card in cards} <= found


def test_a_page_of_the_sitemap_that_is_not_there(client: TestClient) -> None:
    """Pages beyond the last are 404."""
    assert client.get("/sitemap-1.xml").status_code == 200
    assert client.get("/sitemap-2.xml").status_code == 404


def test_search_engines_are_told_where_not_to_go(client: TestClient) -> None:
    """Replies are open, searches, people and the API are not."""
    said = client.get("/robots.txt").text
    for path in ("/search", "/proposers", "/api", "/r/*/original"):
        assert f"Disallow: {path}" in said
    assert "Disallow: /r/*/original" in said
    assert "Sitemap: http://testserver/sitemap.xml" in said


def test_a_closed_network_keeps_everybody_out(settings: Settings) -> None:
    """noindex: stay away from everything."""
    closed = TestClient(create_app(settings.model_copy(update={"noindex": True})))
    assert closed.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_a_browser_can_search_from_its_own_field(client: TestClient) -> None:
    """The OpenSearch templates lead to addresses that answer."""
    root = ElementTree.fromstring(client.get("/opensearch.xml").content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    for node in root.findall(f"{space}Url"):
        if node.get("type") != "text/html":
            template = node.get("template", "")
            assert client.get(template.replace("{searchTerms}", "企业")).status_code == 200


def test_a_language_model_is_told_how_to_read(client: TestClient, id: str) -> None:
    """Every address in llms.txt that is not a pattern answers."""
    said = client.get("/llms.txt").text
    assert f"现收录 {client.get('/api/v1/stats').json()['replies']} 件" in said
    assert "http://testserver/r/{id}.txt" in said
