"""HEAD, CORS, ETag and gzip, on every resource alike."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.ingest.run import Archive
from app.pipeline import process_bytes
from app.store.pulse import REVISION
from app.store.saving import Arrival, save
from app.web.deps import Site
from app.web.main import create_app
from tests.web.test_kept import everything_asked

PATHS = ("/api/v1/replies?q=孵化器", "/api/v1/stats", "/api/v1/figures")


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient, path: str) -> None:
    """The tag of an answer brings 304 and an empty body."""
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/replies.csv", "/", "/r/310115-zx-7-4-130"])
def test_whoever_wants_it_only_if_there_is_none_is_told_that_there_is(
    client: TestClient, path: str
) -> None:
    """If-None-Match: * is 304 wherever there is an answer, made before or not (RFC 9110)."""
    for _ in range(2):
        there = client.get(path, headers={"If-None-Match": "*"})
        assert (there.status_code, there.content) == (304, b"")
        assert there.headers["etag"] == client.get(path).headers["etag"]
        assert "content-length" not in there.headers
    none = client.get("/api/v1/replies/nope", headers={"If-None-Match": "*"})
    assert none.status_code == 404


def test_a_tag_holds_for_one_query_however_it_is_written(client: TestClient) -> None:
    """The order of parameters does not matter, their values do."""
    one = client.get("/api/v1/replies?size=2&q=企业").headers["etag"]
    assert client.get("/api/v1/replies?q=企业&size=2").headers["etag"] == one
    assert client.get("/api/v1/replies?q=企业&size=3").headers["etag"] != one


def test_an_error_has_no_tag(client: TestClient) -> None:
    """Errors are not kept."""
    response = client.get("/api/v1/replies?size=0")
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_a_tag_dies_with_the_next_change(own_archive: Archive) -> None:
    """As soon as a letter comes in, every answer is asked anew."""
    client = TestClient(create_app(Settings(data=own_archive.folder)))
    tag = client.get("/api/v1/replies").headers["etag"]
    (dossier,) = process_bytes("关于第1号提案的答复\n现答复如下。".encode(), "a.txt")
    with own_archive.engine.begin() as connection:
        save(connection, dossier, Arrival("a.txt", 1, "text/plain", "0"))
    assert client.get("/api/v1/replies", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "path", [*PATHS, "/api/v1/replies.csv", "/api/v1/pledges", "/feed.atom?q=企业", "/sitemap.xml"]
)
def test_a_304_asks_the_database_one_thing(settings: Settings, path: str) -> None:
    """No search, no transaction: one statement in all, for the revision."""
    with TestClient(create_app(settings)) as client:
        site: Site = client.app.state.site  # type: ignore[attr-defined]
        with everything_asked(site.engine) as statements:
            tag = client.get(path).headers["etag"]
            assert len([s for s in statements if s.startswith("SELECT")]) > 1
            statements.clear()
            again = client.get(path, headers={"If-None-Match": tag})
            assert again.status_code == 304
            assert statements == [REVISION]


def test_an_answer_has_no_tag_while_the_revision_is_not_told(own_archive: Archive) -> None:
    """While the archive is locked for repair, the event loop does not wait and tags nothing."""
    own_archive.engine.dispose()
    with (
        closing(sqlite3.connect(own_archive.folder / "dafu.db")) as repairing,
        TestClient(create_app(Settings(data=own_archive.folder))) as client,
    ):
        repairing.execute("PRAGMA journal_mode=DELETE")
        assert "etag" in client.get("/api/openapi.json").headers
        repairing.execute("BEGIN EXCLUSIVE")
        answer = client.get("/api/openapi.json")
        assert answer.status_code == 200
        assert "etag" not in answer.headers


@pytest.mark.parametrize("path", [*PATHS, "/", "/api/v1/replies?size=0", "/api/v1/nope"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    """Same status, same headers, nothing else."""
    head, whole = client.head(path), client.get(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_pages_of_other_sites_may_read(client: TestClient) -> None:
    """CORS is open for GET, errors included."""
    for path in ("/api/v1/stats", "/api/v1/nope"):
        response = client.get(path, headers={"Origin": "http://elsewhere.example"})
        assert response.headers["access-control-allow-origin"] == "*"


def test_a_preflight_is_answered(client: TestClient) -> None:
    """A browser asks before it sends If-None-Match to another site."""
    headers = {"Origin": "http://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/stats", headers=headers)
    assert response.status_code == 204
    assert "GET" in response.headers["access-control-allow-methods"]
