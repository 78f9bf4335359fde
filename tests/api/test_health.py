"""What monitoring asks."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from app import __version__
from app.config import Settings
from app.web.main import create_app


def test_a_site_without_a_database_is_alive_but_not_ready(bare_client: TestClient) -> None:
    """Alive says the process answers; ready says that searches do."""
    assert bare_client.get("/healthz").json() == {"status": "ok"}
    response = bare_client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


def test_ready_compares_archive_and_index(client: TestClient) -> None:
    """Row count, index count and newest date agree."""
    body = client.get("/readyz").json()
    assert body["status"] == "ok"
    assert body["replies"] == body["indexed"] == 5
    assert body["newest"] == body["newest_indexed"]
    assert (body["detail"], body["notes"]) == (None, [])


def test_an_empty_archive_is_ready(empty_client: TestClient) -> None:
    """Nothing there yet is no fault."""
    assert empty_client.get("/readyz").json()["status"] == "ok"


def test_version_names_program_and_schema(client: TestClient) -> None:
    """What a report of a fault should quote."""
    assert client.get("/version").json()["version"] == __version__


LINE = re.compile(r'# TYPE \w+ (?:counter|gauge|histogram)|\w+(?:\{(?:\w+="[^"]*",?)+\})? [\d.]+')


def test_metrics_are_in_the_format_of_prometheus(settings: Settings) -> None:
    """Every line parses, requests are counted by the pattern of their route."""
    client = TestClient(create_app(settings))
    for path in ("/api/v1/replies?q=企业", "/api/v1/replies/x", "/api/v1/replies/y", "/nowhere"):
        client.get(path)
    lines = client.get("/metrics").text.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert 'dafu_requests_total{route="/api/v1/replies/{id}",method="GET",status="404"} 2' in lines
    assert "dafu_replies 5" in lines


def test_monitoring_is_never_answered_from_a_cache(client: TestClient) -> None:
    """No tag, no store."""
    for path in ("/healthz", "/readyz", "/version", "/metrics"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_a_head_is_counted_under_its_route(client: TestClient) -> None:
    """HEAD is answered as GET, and counted as what it is, where it was asked."""
    client.head("/api/v1/stats")
    said = client.get("/metrics").text
    assert 'dafu_requests_total{route="/api/v1/stats",method="HEAD",status="200"}' in said
