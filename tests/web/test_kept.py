"""Answers made once are given again while they are true, and not a moment longer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from app.config import Settings
from app.ingest.run import Archive
from app.pipeline import process_bytes
from app.store.pulse import REVISION
from app.store.saving import Arrival, save
from app.web.deps import Site
from app.web.main import create_app
from app.web.shelf import LARGEST, Answer, Route, Shelf

ADDRESSES = (
    "/",
    "/search?q=孵化器",
    "/r/310115-zx-7-4-130",
    "/r/310115-zx-7-4-130/original",
    "/api/v1/replies?q=孵化器",
    "/pledges",
)
PASSING = ("x-request-id",)  # a header of one answer only


@contextmanager
def everything_asked(engine: Engine) -> Iterator[list[str]]:
    """Note every statement of every connection that is opened from now on."""
    said: list[str] = []

    def opened(raw: sqlite3.Connection, _: object) -> None:
        raw.set_trace_callback(said.append)

    engine.dispose()  # those that are open already would not be heard
    event.listen(engine, "connect", opened)
    try:
        yield said
    finally:
        event.remove(engine, "connect", opened)
        engine.dispose()


@pytest.fixture(scope="module")
def application(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def unasked(application: TestClient, settings: Settings) -> TestClient:
    """A site that has answered nothing yet."""
    state = application.app.state  # type: ignore[attr-defined]
    state.site.close()
    state.site = Site(settings)
    return application


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_made_once(unasked: TestClient, address: str) -> None:
    """The second reader gets the same bytes and headers for one statement: the revision."""
    site: Site = unasked.app.state.site  # type: ignore[attr-defined]
    with everything_asked(site.engine) as asked:
        first = unasked.get(address)
        assert len(asked) > 1
        asked.clear()
        again = unasked.get(address)
        assert asked == [REVISION]
    assert again.content == first.content
    assert {k: v for k, v in again.headers.items() if k not in PASSING} == {
        k: v for k, v in first.headers.items() if k not in PASSING
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_client_that_cannot_unpack_gets_it_unpacked(site: TestClient, address: str) -> None:
    """What is kept compressed is the same answer without compression."""
    first = site.get(address)
    assert first.headers["content-encoding"] == "gzip"
    plain = site.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content
    assert int(plain.headers["content-length"]) == len(first.content)


def test_an_answer_from_the_shelf_is_counted_as_its_route(settings: Settings) -> None:
    """/metrics tells what was asked, however it was answered."""
    with TestClient(create_app(settings)) as client:
        for _ in range(3):
            client.get("/r/310115-zx-7-4-130")
        assert 'route="/r/{id}",method="GET",status="200"} 3' in client.get("/metrics").text


def test_a_change_of_the_archive_ends_it(own_archive: Archive) -> None:
    """As soon as a letter comes in, every page is made anew."""
    with TestClient(create_app(Settings(data=own_archive.folder))) as client:
        before = client.get("/quality").text
        assert client.get("/quality").text == before
        (dossier,) = process_bytes("关于第1号提案的答复\n现答复如下。".encode(), "a.txt")
        with own_archive.engine.begin() as connection:
            save(connection, dossier, Arrival("a.txt", 1, "text/plain", "0"))
        assert client.get("/quality").text != before


def test_large_text_is_another_answer(settings: Settings) -> None:
    """Nobody gets the page that was made for somebody else's choice."""
    with TestClient(create_app(settings)) as client:
        small = client.get("/help").text
        large = client.get("/help", headers={"Cookie": "big=1"}).text
        assert (small, large) == (
            client.get("/help").text,
            client.get("/help", headers={"Cookie": "big=1"}).text,
        )
        assert small != large


def test_what_holds_only_now_is_not_kept(settings: Settings) -> None:
    """A redirect, an error and a health report are asked anew each time."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        for address in ("/search?q=130号", "/r/nichts", "/healthz", "/readyz", "/metrics"):
            assert "etag" not in client.get(address).headers, address


def test_the_shelf_has_room_for_so_much() -> None:
    """What was asked longest ago gives way; what is too large never comes in."""
    shelf = Shelf(room=250)
    for name in "abc":
        shelf.put(name, Answer((), name.encode() * 100, Route(None)))
    assert [shelf.answer(name) is not None for name in "abc"] == [False, True, True]
    shelf.answer("b")
    shelf.put("d", Answer((), b"d" * 100, Route(None)))
    assert [shelf.answer(name) is not None for name in "bcd"] == [True, False, True]
    assert shelf.held == 200
    large = Shelf()
    large.put("e", Answer((), b"e" * (LARGEST + 1), Route(None)))
    assert large.answer("e") is None
    assert large.held == 0


def test_workers_share_what_they_have_made(settings: Settings, tmp_path: Path) -> None:
    """What one worker answered, another gives again for one statement, and counts as its own."""
    shared = settings.model_copy(update={"shelf": tmp_path / "shelf.db"})
    with TestClient(create_app(shared)) as one, TestClient(create_app(shared)) as other:
        site: Site = other.app.state.site  # type: ignore[attr-defined]
        with everything_asked(site.engine) as asked:
            other.get("/about")  # which opens what it looks at the revision with
            for address in ADDRESSES:
                first = one.get(address)
                asked.clear()
                again = other.get(address)
                assert asked == [REVISION]
                assert again.content == first.content
                assert again.headers["etag"] == first.headers["etag"]
        assert 'route="/r/{id}",method="GET",status="200"} 1' in other.get("/metrics").text
