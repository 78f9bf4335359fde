"""Every list: pages joined are the list, the total is its length, filters narrow it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.ingest.run import Archive, ingest
from app.store.saving import withdraw
from app.web.main import create_app

LINK = re.compile(r'href="(?P<address>/[^"]*)"')
MACHINE = re.compile(r"/(?:api|feed|opensearch|r/[^/]*\.)")
LISTS = (
    "/api/v1/figures",
    "/api/v1/figures?q=孵化器",
    "/api/v1/figures?kind=money&kind=proposal",
    "/api/v1/pledges",
    "/api/v1/pledges?district=310115&year=2025",
    "/api/v1/series",
    "/api/v1/proposers",
    "/api/v1/problems",
)


def whole(client: TestClient, path: str, size: int) -> tuple[list[Any], int]:
    found, cursor = [], None
    address = f"{path}{'&' if '?' in path else '?'}size={size}"
    while True:
        body = client.get(address + (f"&cursor={cursor}" if cursor else "")).json()
        found += body["data"]
        cursor = body["next"]
        if cursor is None:
            return found, body["total"]


@pytest.mark.parametrize("path", LISTS)
def test_pages_joined_are_the_list(client: TestClient, path: str) -> None:
    """Small pages give what large ones give, in the same order, and the total counts them."""
    large, total = whole(client, path, 100)
    small, _ = whole(client, path, 37)
    assert small == large
    assert len(large) == total


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_archive_has_empty_lists(empty_client: TestClient, path: str) -> None:
    """Nothing there is not an error."""
    assert empty_client.get(path).json() == {"data": [], "next": None, "total": 0}


def test_a_figure_is_quoted_from_its_sentence(client: TestClient) -> None:
    """Its words stand in its sentence, and the words sought in the sentence or the metric."""
    for figure in client.get("/api/v1/figures?q=孵化器&size=100").json()["data"]:
        assert figure["surface"] in figure["sentence"]
        assert "孵化器" in figure["sentence"] + (figure["metric"] or "")


def test_figures_are_those_of_their_letters(client: TestClient) -> None:
    """The list of a letter's figures is the letter's own, value for value."""
    id = client.get("/api/v1/replies").json()["data"][0]["id"]
    listed, _ = whole(client, f"/api/v1/figures?reply={id}", 100)
    own = client.get(f"/api/v1/replies/{id}").json()["figures"]
    assert [(f["start"], f["surface"], f["value"]) for f in listed] == [
        (f["start"], f["surface"], f["value"]) for f in own
    ]


def test_a_filter_nobody_meets_gives_nothing(client: TestClient) -> None:
    """An unknown letter has no figures and no pledges."""
    for path in ("/api/v1/figures?reply=nichts", "/api/v1/pledges?reply=nichts"):
        assert client.get(path).json()["total"] == 0


def test_facets_of_the_list_are_the_facets_by_name(client: TestClient) -> None:
    """/facets/{name} and the facets beside a list count alike."""
    beside = client.get("/api/v1/replies?q=孵化器").json()["facets"]
    for name, values in beside.items():
        assert client.get(f"/api/v1/facets/{name}?q=孵化器").json()["data"] == values


def test_an_unknown_facet_is_not_found(client: TestClient) -> None:
    """The names that there are stand in the sentence."""
    response = client.get("/api/v1/facets/colour")
    assert response.status_code == 404
    assert "district" in response.json()["detail"]


def test_a_series_gives_every_point_with_its_sentence(client: TestClient) -> None:
    """Each point is quoted, and where letters disagree both are there."""
    for row in client.get("/api/v1/series?disagree=true").json()["data"]:
        series = client.get(f"/api/v1/series/{row['id']}").json()
        assert len(series["points"]) == row["count"]
        assert len(series["disagreements"]) == row["disagreements"] or series["disagreements"]
        assert all(point["surface"] in point["sentence"] for point in series["points"])


def test_the_figures_of_a_series_are_its_points(client: TestClient) -> None:
    """figures?series= gives the same figures as the series, in letters instead of in time."""
    (row, *_) = client.get("/api/v1/series").json()["data"]
    points = client.get(f"/api/v1/series/{row['id']}").json()["points"]
    listed, total = whole(client, f"/api/v1/figures?series={row['id']}", 100)
    assert total == len(points)
    assert {f["reply"]["url"] for f in listed} == {point["url"] for point in points}


PAGES = (
    *("/", "/search", "/search?q=孵化器&sort=new&size=50&kind=proposal", "/search?year=2025"),
    *("/pledges", "/pledges?district=310115&year=2025&has=target", "/figures"),
    *("/agencies", "/districts/310115", "/quality"),
)


def test_what_the_pages_link_to_is_answered(client: TestClient) -> None:
    """No page links to a feed, file or resource that the strict API refuses."""
    id = client.get("/api/v1/replies").json()["data"][0]["id"]
    series = client.get("/api/v1/series").json()["data"][0]["id"]
    wrong = []
    for page in (*PAGES, f"/r/{id}", f"/figures/{series}"):
        for link in LINK.finditer(client.get(page).text):
            address = html.unescape(link["address"])
            if MACHINE.match(address) and client.get(address).status_code != 200:
                wrong.append((page, address))
    assert wrong == []


def test_a_withdrawn_letter_leaves_every_list(own_archive: Archive, seeds: Any) -> None:
    """410 under its address in every form, and nothing of it anywhere else."""
    ingest(own_archive, [seeds / "000_0af0d14c2d067c7f.txt"])
    with TestClient(create_app(Settings(data=own_archive.folder))) as client:
        id = client.get("/api/v1/replies").json()["data"][0]["id"]
        with own_archive.engine.begin() as connection:
            withdraw(connection, id, "试验")
        for path in (f"/api/v1/replies/{id}", f"/r/{id}.json", f"/r/{id}.txt", f"/r/{id}.jsonld"):
            response = client.get(path)
            assert response.status_code == 410
            assert response.headers["content-type"] == "application/problem+json"
        assert client.get("/api/v1/figures").json()["data"] == []
        assert client.get("/feed.json").json()["items"] == []


@pytest.mark.parametrize("query", ["", "?many=true", "?disagree=true"])
def test_series_go_on_by_cursor(client: TestClient, query: str) -> None:
    """Page by page every metric once, in the order of one page; a foreign cursor is refused."""
    mark = "&" if query else "?"
    listed, total = whole(client, f"/api/v1/series{query}", 3)
    ids = [row["id"] for row in listed]
    assert len(ids) == len(set(ids)) == total
    assert ids[:100] == [
        row["id"] for row in client.get(f"/api/v1/series{query}{mark}size=100").json()["data"]
    ]
    foreign = client.get("/api/v1/pledges?size=1").json()["next"]
    assert client.get(f"/api/v1/series{query}{mark}cursor={foreign}").status_code == 400


def test_a_switch_is_written_as_every_other(client: TestClient) -> None:
    """`disagree=true` was understood and `overdue=true` refused; the page's 1 goes on."""
    answers = {
        value: client.get(f"/api/v1/pledges?size=100&overdue={value}").json()
        for value in ("1", "true", "0", "false")
    }
    assert answers["1"]["total"] < answers["0"]["total"]
    for written, meant in (("true", "1"), ("false", "0")):
        assert answers[written]["data"] == answers[meant]["data"]
        assert answers[written]["total"] == answers[meant]["total"]
    assert all(pledge["overdue"] for pledge in answers["true"]["data"])
