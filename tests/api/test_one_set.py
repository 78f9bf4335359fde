"""Same filter, same set: page, API, CSV, feed and tools give the same letters, page by page."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.mcp import Asking, search_replies
from app.api.protocol.asking import AskedPage
from app.config import Settings
from app.search.facets import NAMES
from app.web.deps import Site
from app.web.main import create_app
from tests.api.test_paging import take_in
from tests.archives import copy_in

WORDS = (
    *("", "孵化器", "融资", "中小企业 贷款", "-企业", "人工智能 或 孵化器", "第130号", "没有这词"),
    *("闫晓慧", "推进", "教育局", "公交线路 充电桩", "老人吃饭怎么解决"),
)
OTHERS = (
    *(("from", "2024-06-01"), ("to", "2025-03-31"), ("number", "007"), ("year", "none")),
    *(("proposer", "闫晓慧"), ("proposer", "王7"), ("sort", "old"), ("sort", "number")),
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
COUNT = re.compile(r"共 ([\d,]+) 件")
HIT = re.compile(r'<li class="hit">\n<h3><a href="/r/(?P<id>[^"?#]+)')
ONWARD = re.compile(r'<a [^>]*href="(?P<address>[^"]+)"[^>]*>下一页')
NEAR = '<h3 class="near-h">'  # what follows has most of the words, and is not counted

Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def site(letters_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site over a hundred letters: what is found fills several pages."""
    folder = tmp_path_factory.mktemp("one set") / "data"
    archive = copy_in(folder, letters_folder)
    take_in(archive.engine, range(1, 66))
    archive.engine.dispose()
    with TestClient(create_app(Settings(data=folder))) as client:
        yield client


@pytest.fixture(scope="module")
def values(site: TestClient) -> Pairs:
    """Every value of every facet of the archive, and what else may be asked for."""
    every = [
        (name, value["value"])
        for name in NAMES
        for value in site.get(f"/api/v1/facets/{name}").json()["data"]
    ]
    return [*every, *OTHERS]


def of_api(client: TestClient, pairs: Pairs) -> tuple[int, list[str], dict[str, Any]]:
    """What the API counts, the letters of all its pages, and the facets of the first."""
    first = body = client.get("/api/v1/replies", params=pairs).json()
    found = [card["id"] for card in body["data"]]
    while body["next"]:
        asked = [*pairs, ("facets", "none"), ("cursor", body["next"])]
        body = client.get("/api/v1/replies", params=asked).json()
        found += [card["id"] for card in body["data"]]
    return first["total"], found[: first["total"]], first["facets"]


def of_page(client: TestClient, pairs: Pairs) -> tuple[int, list[str]]:
    """What the page counts, and the letters of all its pages, from one to the next."""
    page = client.get("/search", params=pairs, follow_redirects=False)
    if page.status_code == 303:  # a number alone leads straight to its letter
        return 1, [page.headers["location"].partition("?")[0].removeprefix("/r/")]
    counted = COUNT.search(page.text.partition("<main")[2])
    found = HIT.findall(page.text.partition(NEAR)[0])
    while onward := ONWARD.search(page.text):
        page = client.get(unescape(onward["address"]))
        found += HIT.findall(page.text.partition(NEAR)[0])
    return int(counted[1].replace(",", "")) if counted else 0, found


def of_csv(client: TestClient, pairs: Pairs) -> list[str]:
    text = client.get("/api/v1/replies.csv", params=pairs).content.decode("utf-8-sig")
    return [row["编号"] for row in csv.DictReader(io.StringIO(text))]


def of_lines(client: TestClient, pairs: Pairs) -> list[str]:
    lines = client.get("/api/v1/export.jsonl.gz", params=pairs).content
    return [json.loads(line)["id"] for line in gzip.decompress(lines).splitlines()]


def of_atom(client: TestClient, pairs: Pairs) -> list[str]:
    found: list[str] = []
    answer = client.get("/feed.atom", params=[*pairs, ("size", "30")])
    while True:
        root = ElementTree.fromstring(answer.content)
        entries = (entry.findtext("a:id", "", ATOM) for entry in root.findall("a:entry", ATOM))
        found += [address.rpartition("/")[2] for address in entries]
        onward = root.find("a:link[@rel='next']", ATOM)
        if onward is None:
            return found
        answer = client.get(onward.attrib["href"])


def of_json_feed(client: TestClient, pairs: Pairs) -> list[str]:
    found: list[str] = []
    feed = client.get("/feed.json", params=[*pairs, ("size", "30")]).json()
    while True:
        found += [item["id"].rpartition("/")[2] for item in feed["items"]]
        if "next_url" not in feed:
            return found
        feed = client.get(feed["next_url"]).json()


def of_tools(client: TestClient, pairs: Pairs) -> tuple[int, list[str]]:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    arguments: dict[str, Any] = {}
    for name, value in pairs:
        if name in ("q", "from", "to", "sort"):
            arguments[name] = value
        else:
            arguments.setdefault(name, []).append(value)
    found: list[str] = []
    with site.engine.connect() as connection:
        while True:
            said = search_replies(Asking(site, connection, ""), AskedPage.model_validate(arguments))
            found += [hit["id"] for hit in said["data"]]
            arguments["cursor"] = said["next"]
            if said["next"] is None:
                return said["total"], found[: said["total"]]


@seed(1)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_page_api_csv_feed_and_tools_agree(
    site: TestClient, values: Pairs, data: st.DataObject
) -> None:
    """For any words and filters: one number, one set, and where there is an order one order."""
    words = data.draw(st.sampled_from(WORDS))
    once = ("from", "to", "sort")  # the others may be asked for several times
    chosen = data.draw(
        st.lists(
            st.sampled_from(values),
            max_size=3,
            unique_by=lambda pair: pair[0] if pair[0] in once else pair,
        )
    )
    pairs = [*([("q", words)] if words else []), *chosen]
    total, ids, facets = of_api(site, pairs)
    assert len(ids) == len(set(ids)) == total
    assert of_page(site, pairs) == (total, ids)
    assert of_tools(site, pairs) == (total, ids)
    assert of_csv(site, pairs) == ids
    assert of_lines(site, pairs) == ids
    assert sorted(of_atom(site, pairs)) == sorted(of_json_feed(site, pairs)) == sorted(ids)
    for name, value in chosen:
        ticked = [one["count"] for one in facets.get(name, ()) if one["selected"]]
        if len(ticked) == 1:
            assert ticked == [total], value
