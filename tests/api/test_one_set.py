"""Same filter, same set: page, API, CSV, feed and tools give the same letters."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.mcp import Asking, search_replies
from app.api.protocol.asking import AskedPage
from app.api.v1.replies import found_by
from app.search.facets import NAMES
from app.search.results import matching
from app.web.deps import Site

WORDS = (
    "",
    "孵化器",
    "融资",
    "中小企业 贷款",
    "-企业",
    "人工智能 或 孵化器",
    "第130号",
    "没有这词",
    "闫晓慧",
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
COUNT = re.compile(r"共 ([\d,]+) 件")

Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def values(client: TestClient) -> list[tuple[str, str]]:
    """Every value of every facet of the archive."""
    return [
        (name, value["value"])
        for name in NAMES
        for value in client.get(f"/api/v1/facets/{name}").json()["data"]
    ]


def of_api(client: TestClient, pairs: Pairs) -> tuple[int, set[str], dict[str, Any]]:
    body = client.get("/api/v1/replies", params=[*pairs, ("size", "100")]).json()
    return body["total"], {card["id"] for card in body["data"][: body["total"]]}, body["facets"]


def of_csv(client: TestClient, pairs: Pairs) -> set[str]:
    text = client.get("/api/v1/replies.csv", params=pairs).content.decode("utf-8-sig")
    return {row["编号"] for row in csv.DictReader(io.StringIO(text))}


def of_feed(client: TestClient, pairs: Pairs) -> set[str]:
    root = ElementTree.fromstring(client.get("/feed.atom", params=pairs).content)
    found = (entry.findtext("a:id", "", ATOM) for entry in root.findall("a:entry", ATOM))
    return {address.rpartition("/")[2] for address in found}


def of_tools(client: TestClient, pairs: Pairs) -> tuple[int, set[str]]:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    arguments: dict[str, Any] = {}
    for name, value in pairs:
        if name == "q":
            arguments[name] = value
        else:
            arguments.setdefault(name, []).append(value)
    with site.engine.connect() as connection:
        asked = AskedPage.model_validate(arguments | {"size": 100})
        said = search_replies(Asking(site, connection, ""), asked)
        assert matching(connection, asked.query(), asked.filters()) == tuple(
            hit.rowid for hit in found_by(connection, asked, 2.0).hits
        )
    return said["total"], {hit["id"] for hit in said["data"][: said["total"]]}


def on_page(client: TestClient, pairs: Pairs) -> int:
    page = client.get("/search", params=pairs, follow_redirects=False)
    if page.status_code == 303:  # a number alone leads straight to its letter
        return 1
    found = COUNT.search(page.text.partition("<main")[2])
    return int(found[1].replace(",", "")) if found else 0


@seed(1)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_page_api_csv_feed_and_tools_agree(
    client: TestClient, values: list[tuple[str, str]], data: st.DataObject
) -> None:
    """For any words and filters: one number, one set."""
    words = data.draw(st.sampled_from(WORDS))
    chosen = data.draw(st.lists(st.sampled_from(values), max_size=3, unique=True))
    pairs = [*([("q", words)] if words else []), *chosen]
    total, ids, facets = of_api(client, pairs)
    assert len(ids) == total
    assert of_csv(client, pairs) == ids
    assert of_feed(client, pairs) == ids
    assert of_tools(client, pairs) == (total, ids)
    assert on_page(client, pairs) == total
    for name, value in chosen:
        ticked = {one["value"]: one["count"] for one in facets[name] if one["selected"]}
        if len([pair for pair in chosen if pair[0] == name]) == 1:
            assert ticked[value] == total
