"""The sites that the pages' tests look at: sample letters, many letters, none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.web.main import create_app
from tests.web import samples

WITHDRAWN = "310115-zx-7-4-1000"


def client_of(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site over the sample letters and enough others for a second page."""
    folder = tmp_path_factory.mktemp("samples")
    settings = samples.filled(folder, chain(samples.letters(), samples.numbered(26)))
    samples.withdrawn(settings, WITHDRAWN, "发布单位要求撤下")
    return settings


@pytest.fixture(scope="session")
def sample_client(sample_settings: Settings) -> Iterator[TestClient]:
    yield from client_of(sample_settings)


@pytest.fixture
def site(sample_client: TestClient) -> TestClient:
    """The sample site, asked by somebody who was never here before."""
    sample_client.cookies.clear()
    return sample_client


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    yield from client_of(samples.filled(tmp_path_factory.mktemp("empty"), iter(())))
