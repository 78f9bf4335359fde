"""Feeds: well-formed, the same letters as the search, autodiscovered addresses that work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: TestClient, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def test_a_feed_has_what_the_standard_asks_for(client: TestClient) -> None:
    """RFC 4287: id, title, updated, author, and a link to itself."""
    root = feed(client, "/feed.atom?q=孵化器")
    for name in ("id", "title", "updated", "author/a:name"):
        assert root.findtext(f"a:{name}", namespaces=ATOM)
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links["self"] == root.findtext("a:id", namespaces=ATOM)
    for entry in root.findall("a:entry", ATOM):
        assert datetime.fromisoformat(entry.findtext("a:updated", "", ATOM)).tzinfo
        assert entry.findtext("a:id", "", ATOM).startswith("http://testserver/r/")


@pytest.mark.parametrize("query", ["", "?q=孵化器", "?kind=proposal", "?q=没有这样的词组"])
def test_a_feed_holds_the_letters_of_the_search(client: TestClient, query: str) -> None:
    """Atom, JSON Feed and the API give the same set."""
    listed = client.get(f"/api/v1/replies{query}").json()
    wanted = {card["url"] for card in listed["data"][: listed["total"]]}
    entries = feed(client, f"/feed.atom{query}").findall("a:entry", ATOM)
    assert {entry.findtext("a:id", "", ATOM) for entry in entries} == wanted
    items = client.get(f"/feed.json{query}").json()["items"]
    assert {item["id"] for item in items} == wanted


def test_a_feed_goes_on_page_by_page(client: TestClient) -> None:
    """rel=next leads through all of it, none twice."""
    found, address = [], "/feed.atom?size=2"
    while address:
        root = feed(client, address)
        found += [e.findtext("a:id", "", ATOM) for e in root.findall("a:entry", ATOM)]
        links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
        address = links.get("next")
    assert len(found) == len(set(found)) == 5


def test_an_empty_feed_is_still_a_feed(empty_client: TestClient) -> None:
    """Atom wants a time of update even where nothing ever happened."""
    root = feed(empty_client, "/feed.atom")
    assert root.findall("a:entry", ATOM) == []
    assert root.findtext("a:updated", namespaces=ATOM)
    assert empty_client.get("/feed.json").json()["items"] == []


def test_what_xml_cannot_hold_is_left_out(client: TestClient) -> None:
    """A control character typed into the search does not break the feed."""
    assert feed(client, "/feed.atom?q=%01%08企业%ef%bf%bf").findtext("a:title", "", ATOM)


def test_a_json_feed_names_its_version(client: TestClient) -> None:
    """JSON Feed 1.1 with absolute addresses."""
    body = client.get("/feed.json?size=1").json()
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["next_url"].startswith("http://testserver/feed.json?")


@pytest.fixture(params=["UTC", "Asia/Shanghai"])
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock is set to some zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("path", ["/feed/disagreements.atom", "/feed/pledges.atom"])
def test_a_feed_of_the_ledger_goes_on_page_by_page(client: TestClient, path: str) -> None:
    """Each entry once, the same whether asked for one by one or all together, latest first."""
    found, address = [], f"{path}?size=1"
    while address:
        root = feed(client, address)
        found += [e.findtext("a:id", "", ATOM) for e in root.findall("a:entry", ATOM)]
        links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
        address = links.get("next")
    whole = feed(client, f"{path}?size=100").findall("a:entry", ATOM)
    assert [entry.findtext("a:id", "", ATOM) for entry in whole] == found
    assert len(found) == len(set(found)) > 1
    moments = [entry.findtext("a:updated", "", ATOM) for entry in whole]
    assert moments == sorted(moments, reverse=True)
    assert all(datetime.fromisoformat(moment).tzinfo for moment in moments)


def test_the_feed_of_disagreements_quotes_both_sentences(client: TestClient) -> None:
    """Whoever subscribes reads both letters' words and no verdict."""
    (entry,) = (
        entry
        for entry in feed(client, "/feed/disagreements.atom").findall("a:entry", ATOM)
        if "352个" in entry.findtext("a:summary", "", ATOM)
    )
    said = entry.findtext("a:summary", "", ATOM)
    assert "累计发榜项目450项" in said
    assert "同一时点有不同的数" in entry.findtext("a:title", "", ATOM)
    assert not any(word in said for word in ("错误", "矛盾"))
    assert feed(client, "/feed/disagreements.atom?district=110101").findall("a:entry", ATOM) == []


def test_the_feed_of_pledges_takes_the_filters_of_its_page(client: TestClient) -> None:
    """A feed holds what the list with the same conditions holds."""
    for query in ("", "?has=target", "?q=推动", "?year=2025&state=unseen"):
        asked = f"{query}{'&' if query else '?'}size=100"
        entries = feed(client, f"/feed/pledges.atom{asked}").findall("a:entry", ATOM)
        assert len(entries) == client.get(f"/api/v1/pledges{asked}").json()["total"]
    assert client.get("/feed/pledges.atom?overdue=2").status_code == 400
