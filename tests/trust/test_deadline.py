"""Questions that ask for as much work as they can: each ends in time, and others are answered."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.web.main import create_app
from tests.bench.archive import fill
from tests.bench.corpus import corpus
from tests.bench.hostile import hostile

pytestmark = pytest.mark.slow

REPLIES = 1_000
FAILED = re.compile(r"dafu_searches_failed_total (\d+)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a thousand made replies."""
    folder = tmp_path_factory.mktemp("deadline")
    fill(folder / "dafu.db", corpus(REPLIES))
    return folder


def test_no_question_takes_longer_than_its_deadline(folder: Path) -> None:
    """Every hostile question in every order ends within 1.2 times the deadline, without a fault."""
    settings = Settings(data=folder)
    most = settings.query_seconds * 1.2
    took = {}
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        client.get("/api/v1/replies", params={"q": "孵化器"})
        for name, words in hostile():
            for order in ("rel", "new", "old", "number"):
                asked = {"q": words, "sort": order, "size": "100"}
                began = process_time()
                assert client.get("/api/v1/replies", params=asked).status_code in (200, 503)
                took[name, order] = process_time() - began
    print(f"{len(took)} questions, worst {max(took.values()):.2f} s of {most:.1f}")  # noqa: T201
    assert {asked: seconds for asked, seconds in took.items() if seconds > most} == {}


def test_a_question_past_its_deadline_is_told_and_counted(folder: Path) -> None:
    """With next to no time, what asks for much gets 503, and /metrics counts it."""
    hurried = Settings(data=folder, query_seconds=1e-6)
    stopped = 0
    with TestClient(create_app(hurried), raise_server_exceptions=False) as client:
        for _, words in hostile():
            response = client.get("/api/v1/replies", params={"q": words})
            assert response.status_code in (200, 503)
            stopped += response.status_code == 503
            assert ("retry-after" in response.headers) == (response.status_code == 503)
        counted = FAILED.search(client.get("/metrics").text)
        assert stopped > 0
        assert counted is not None
        assert int(counted[1]) == stopped
        assert client.get("/api/v1/stats").status_code == 200
    print(f"{stopped} questions stopped, each told so")  # noqa: T201
