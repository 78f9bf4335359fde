"""Each status from each kind of route: the one shape for programs, a page for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from app.config import Settings
from app.errors import TooMany, TooSlow
from app.web.main import create_app
from tests.apart import apart
from tests.api.test_problems import assert_problem
from tests.rows import each_row
from tests.web import samples

GONE = "310115-zx-7-4-1000"
PAGE = {"Accept": "text/html,application/xhtml+xml"}

# One route of each kind that programs ask: a list, a thing, a form of a thing, a file, a feed, what
# is said of the site, health, tools.
LISTS = ("/api/v1/replies", "/api/v1/figures", "/api/v1/pledges", "/api/v1/facets/year")
THINGS = ("/api/v1/replies/{id}", "/api/v1/replies/{id}/text", "/api/v1/replies/{id}/similar")
FORMS = ("/r/{id}.json", "/r/{id}.txt", "/r/{id}.jsonld", "/api/v1/replies/{id}/original")
FILES = ("/api/v1/replies.csv", "/api/v1/figures.csv", "/api/v1/export.jsonl.gz")
FEEDS = ("/feed.atom", "/feed.json")
ABOUT = ("/api/v1/stats", "/version", "/sitemap.xml", "/llms.txt", "/api/openapi.json")
PAGES = ("/", "/search", "/r/{id}", "/agencies", "/help", "/api", "/lists")
PROGRAMS = (*LISTS, *THINGS, *FORMS, *FILES, *FEEDS, *ABOUT)


@pytest.fixture(scope="module")
def settings_of_few(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site over a few letters, one of them withdrawn."""
    folder = tmp_path_factory.mktemp("matrix")
    settings = samples.filled(folder, iter([*samples.letters(), *samples.numbered(2)]))
    samples.withdrawn(settings, GONE, "发布单位要求撤下")
    return settings


@pytest.fixture(scope="module")
def site(settings_of_few: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings_of_few), raise_server_exceptions=False) as client:
        yield client


def address(path: str, id: str = "310115-zx-7-4-130") -> str:
    return path.replace("{id}", id)


def assert_page(response: Any, status: int) -> None:
    """An error page: the frame of the site, one heading, a way on, nothing of the inside."""
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    tree = LexborHTMLParser(response.text)
    assert len(tree.css("h1")) == 1
    assert tree.css("main a[href], main form")
    assert not any(word in response.text for word in ("Traceback", "sqlite", "starlette", "/tmp"))


@each_row(
    "path", [*LISTS, *THINGS, *FORMS[:3], *FILES, *FEEDS, *ABOUT[:2], "/api/v1/replies/nichts"]
)
def test_400_names_the_parameter(site: TestClient, path: str) -> None:
    """A parameter that is not there is named, wherever it was given."""
    body = assert_problem(site.get(address(path), params={"colour": "red"}), 400)
    assert body["errors"] == [{"parameter": "colour", "detail": "没有这个参数"}]


@pytest.mark.parametrize("path", [*THINGS, *FORMS, "/api/v1/series/{id}", "/api/v1/facets/{id}"])
def test_404_says_what_is_not_here(site: TestClient, path: str) -> None:
    """A thing that is not here is a problem for programs."""
    assert_problem(site.get(address(path, "nichts")), 404)


NOWHERE = (
    *("/api/v1", "/api/v1/", "/api/v1/x", "/api/v1/replies/x/y/z", "/api/v9", "/api/v2/replies"),
    *("/nowhere.json", "/sitemap-9.xml", "/r/a/b/c.txt"),
)


@pytest.mark.parametrize("path", NOWHERE)
def test_404_of_an_address(site: TestClient, path: str) -> None:
    """An address that is not here is a problem for programs."""
    assert_problem(site.get(path), 404)


@pytest.mark.parametrize("path", ["/nowhere", "/r/nichts", "/agencies/无此单位", "/themes/x"])
def test_404_for_people(site: TestClient, path: str) -> None:
    """The same for somebody who reads is a page."""
    assert_page(site.get(path, headers=PAGE), 404)


@each_row("path", PROGRAMS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_405_of_every_program_route(site: TestClient, path: str, method: str) -> None:
    """Nothing is written here, and the answer says what there is."""
    response = site.request(method, address(path))
    assert_problem(response, 405)
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize("path", PAGES)
def test_405_of_every_page(site: TestClient, path: str) -> None:
    """The same for somebody who reads is a page."""
    assert_page(site.delete(address(path), headers=PAGE), 405)


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_405_of_the_tools(site: TestClient, path: str) -> None:
    """Tools are asked by POST."""
    assert_problem(site.get(path), 405)


@pytest.mark.parametrize("path", [*THINGS, *FORMS])
def test_410_says_that_it_was_here(site: TestClient, path: str) -> None:
    """A letter that was withdrawn is gone in every form, and says when and why."""
    body = assert_problem(site.get(address(path, GONE)), 410)
    assert "发布单位要求撤下" in body["detail"]


def test_410_for_people(site: TestClient) -> None:
    """The same for somebody who reads is a page."""
    assert_page(site.get(f"/r/{GONE}", headers=PAGE), 410)


@pytest.mark.parametrize("path", ["/api/v1/replies", "/feed.atom", "/draft", "/mcp"])
def test_413_of_a_body_that_is_too_large(site: TestClient, path: str) -> None:
    """Ten megabytes are refused at the door, in the shape of whoever asked."""
    response = site.post(path, content=b"x" * 10_000_000)
    assert response.status_code == 413
    if path != "/draft":
        assert_problem(response, 413)
    else:
        assert_page(response, 413)


@pytest.mark.parametrize("path", ["/api/v1/replies", "/feed.atom", "/search"])
def test_414_of_an_address_that_is_too_long(site: TestClient, path: str) -> None:
    """So is an address beyond any search."""
    response = site.get(path, params={"q": "长" * 3000})
    (assert_page if path == "/search" else assert_problem)(response, 414)


HURRIED = (*LISTS, *FORMS[:2], *FEEDS, "/mcp", *PAGES)


@pytest.fixture(scope="module")
def strict(settings_of_few: Settings) -> FastAPI:
    """A site that answers each client once a minute."""
    return create_app(settings_of_few.model_copy(update={"requests_per_minute": 1}))


@pytest.mark.parametrize("path", HURRIED)
def test_429_of_a_client_that_hurries(strict: FastAPI, path: str) -> None:
    """Whoever asks too often is told when to come back, on every kind of route."""
    headers = PAGE if path in PAGES else {}

    async def twice() -> httpx.Response:
        transport = httpx.ASGITransport(strict, client=(f"203.0.113.{HURRIED.index(path)}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            await client.get(address(path), headers=headers)
            return await client.get(address(path), headers=headers)

    response = apart(twice)
    (assert_page if path in PAGES else assert_problem)(response, 429)
    assert int(response.headers["retry-after"]) > 0


KINDS: dict[str, str] = {
    "list": "/api/v1/broken-{}",
    "form": "/r/broken-{}.json",
    "feed": "/broken-{}.atom",
    "page": "/broken-{}",
}
FAULTS = {503: TooSlow("慢"), 429: TooMany("多"), 500: RuntimeError("secret")}


@pytest.fixture(scope="module")
def broken(settings_of_few: Settings) -> Iterator[TestClient]:
    """A site with a route of each kind for each fault."""
    app = create_app(settings_of_few)
    for path in KINDS.values():
        for status, error in FAULTS.items():
            _first(app, path.format(status), error)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", FAULTS)
def test_a_fault_inside(broken: TestClient, kind: str, status: int) -> None:
    """What goes wrong inside a route is told without its inside, in the shape of the route."""
    address = KINDS[kind].format(status)
    response = broken.get(address, headers=PAGE if kind == "page" else {})
    check: Callable[[Any, int], Any] = assert_page if kind == "page" else assert_problem
    check(response, status)
    assert "secret" not in response.text
    if status in (429, 503):
        assert int(response.headers["retry-after"]) > 0


def _first(app: FastAPI, path: str, error: Exception) -> None:
    """Add a route that fails, before those that are there."""

    @app.get(path)
    def failing(request: Request) -> None:
        raise error

    app.router.routes.insert(0, app.router.routes.pop())


@each_row("path", [*LISTS, *THINGS, *FORMS, *FILES, *FEEDS, "/sitemap.xml", "/api/v1/stats"])
def test_503_without_an_archive(bare_client: TestClient, path: str, bare_folder: Path) -> None:
    """Without a database each data route says so, names no file, and says when to come back."""
    response = bare_client.get(address(path))
    assert_problem(response, 503)
    assert str(bare_folder) not in response.text
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/", "/search", "/r/{id}", "/lists"])
def test_503_for_people(bare_client: TestClient, path: str, bare_folder: Path) -> None:
    """The same for somebody who reads is a page that names no file."""
    response = bare_client.get(address(path), headers=PAGE)
    assert_page(response, 503)
    assert str(bare_folder) not in response.text


@pytest.mark.parametrize("accept", ["text/csv", "image/png", "application/xml;q=0.1"])
@pytest.mark.parametrize("path", ["/api/v1/replies", "/r/{id}.json", "/feed.atom"])
def test_there_is_no_406(site: TestClient, path: str, accept: str) -> None:
    """An address has one form: what a client says it likes better is passed over."""
    assert site.get(address(path), headers={"Accept": accept}).status_code == 200
