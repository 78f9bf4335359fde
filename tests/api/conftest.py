"""Clients of the whole application, over the sample letters and over an empty archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.web.main import create_app
from tests.conftest import database_in


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of a site over the five sample letters."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a site whose archive holds nothing yet."""
    settings = Settings(data=tmp_path_factory.mktemp("empty"))
    database_in(settings.data)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def bare_client(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a site without a database."""
    with TestClient(create_app(Settings(data=tmp_path)), raise_server_exceptions=False) as client:
        yield client
