"""Clients of the whole application, over the sample letters and over an empty archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.docs.document import document
from app.config import Settings
from app.web.main import create_app
from tests.archives import database_in


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


@pytest.fixture(scope="session")
def bare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder without a database."""
    return tmp_path_factory.mktemp("bare")


@pytest.fixture(scope="session")
def bare_client(bare_folder: Path) -> Iterator[TestClient]:
    """A client of a site without a database."""
    app = create_app(Settings(data=bare_folder))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def made(client: TestClient) -> Any:
    """The OpenAPI document of the whole application."""
    return document(client.app)  # type: ignore[arg-type]
