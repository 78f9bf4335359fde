"""The number of SQL statements a page needs: few, and the same however many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.web.deps import Site
from app.web.main import create_app
from tests.web import samples

Counting = Callable[[Engine], AbstractContextManager[list[str]]]
LONG = "/r/310115-zx-7-4-130"
MOST = {
    "/": 15,
    "/search": 9,
    "/search?q=助餐": 9,
    LONG: 32,
    f"{LONG}?q=助餐": 33,
    "/agencies": 5,
    "/proposers": 3,
    "/districts": 3,
    "/themes": 3,
    "/themes/elderly": 13,
    "/agencies/上海市浦东新区养老发展局": 19,
    "/districts/310115": 14,
    "/proposers/310115-rd-汪泓": 12,
    "/figures": 5,
    "/figures?q=食堂&district=310115&reply=310115-zx-7-4-130": 8,
    "/figures/d3bdf0230c52": 4,
    "/pledges": 9,
    "/pledges?has=due&district=310115&state=unseen": 12,
    f"/compare?a={LONG[3:]}&b=310105-zx-15-4-072": 14,
    f"{LONG}/text": 4,
    f"{LONG}/v1": 5,
    f"{LONG}/wording": 8,
    "/search/facet/agency": 2,
    "/search?q=没有这样的词语组合": 3,
    "/lists": 2,
    "/lists/agency/1": 2,
    "/lists/year/2025/1": 3,
    "/draft": 2,
    "/about": 3,
    "/quality": 6,
    "/quality?code=ocr": 6,
    "/ingest": 4,
    "/help": 0,
    "/help/search": 9,
    "/help/methods": 2,
    "/accessibility": 2,
    "/privacy": 2,
    "/r/nothing": 6,
}


def fresh(client: TestClient) -> Site:
    """Let the application serve a site that has answered nothing yet."""
    site = client.app.state.site = Site(client.app.state.site.settings)
    return site


def statements(client: TestClient, address: str, counting: Counting) -> int:
    """Count what one page asks of a site that has answered nothing like it before."""
    site = fresh(client)
    client.get("/help")  # opens the database
    with counting(site.engine) as asked:
        assert client.get(address).status_code in (200, 404)
    site.close()
    return len(asked)


def serving(folder: Path, further: int) -> Iterator[TestClient]:
    """Serve the sample letters and so many more, by one application for all tests here."""
    settings = samples.filled(folder, chain(samples.letters(), samples.numbered(further)))
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    yield from serving(tmp_path_factory.mktemp("few"), 4)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    yield from serving(tmp_path_factory.mktemp("many"), 24)


@pytest.fixture
def counting(count_queries: Counting) -> Counting:
    return count_queries


@pytest.mark.parametrize("address", list(MOST))
def test_statements_do_not_grow_with_the_rows(
    few: TestClient, many: TestClient, counting: Counting, address: str
) -> None:
    """Three times the replies, the same statements; and no more of them than is known here."""
    asked = statements(few, address, counting)
    assert asked == statements(many, address, counting)
    assert asked <= MOST[address]


def test_an_unchanged_page_costs_no_transaction(few: TestClient, counting: Counting) -> None:
    """Nothing is asked of the pool before 304 is answered: the revision has a way of its own."""
    site = fresh(few)
    etag = few.get(LONG).headers["etag"]
    with counting(site.engine) as asked:
        assert few.get(LONG, headers={"If-None-Match": etag}).status_code == 304
    assert asked == []
