"""A site over the sample letters, asked by a client that sees every fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.web.main import create_app


@pytest.fixture(scope="session")
def site(settings: Settings) -> Iterator[TestClient]:
    with TestClient(
        create_app(settings), raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client
