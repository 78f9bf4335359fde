"""Every error has the one shape, from every kind of route."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
SHAPE = {"type", "title", "status", "detail", "instance", "errors"}


def assert_problem(response: Any, status: int) -> Any:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == SHAPE
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("tail", ["", "/text", "/original"])
def test_an_unknown_reply_is_a_problem(client: TestClient, tail: str) -> None:
    """A 404 of the archive looks like any other error, and says what was not found."""
    body = assert_problem(client.get(f"/api/v1/replies/310115-zx-1-1-1{tail}"), 404)
    assert "310115-zx-1-1-1" in body["detail"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("size", "0"),
        ("size", "101"),
        ("size", "many"),
        ("sort", "best"),
        ("kind", "letter"),
        ("year", "25"),
        ("from", "2025-02-30"),
        ("to", "yesterday"),
        ("facets", "colour"),
        ("fields", "colour"),
        ("include", "colour"),
        ("has", "colour"),
        ("cursor", "!!"),
        ("cursor", "W10"),
        ("modified_since", "2025-01-01"),
        ("modified_since", "2025-01-01T00:00:00"),
        ("modified_since", "0001-01-01T00:00:00+14:00"),
        ("modified_since", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_a_value_out_of_range_is_named(client: TestClient, parameter: str, value: str) -> None:
    """A value that cannot be is refused under the name of its parameter."""
    body = assert_problem(client.get("/api/v1/replies", params={parameter: value}), 400)
    (fault,) = body["errors"]
    assert fault["parameter"] == parameter
    assert not ENGLISH.search(fault["detail"])


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/replies?sort=new&sort=old",
        "/api/v1/replies?sort=new&sort=new",
        "/api/v1/replies?from=2025-01-01&from=2025-02-01",
        "/api/v1/replies.csv?q=企业&q=人才",
        "/api/v1/figures?metric=a&metric=b",
        "/api/v1/pledges.csv?state=seen&state=unseen",
        "/api/v1/suggest?q=a&q=b",
        "/feed.atom?size=2&size=3",
    ],
)
def test_a_parameter_of_one_value_is_given_once(client: TestClient, address: str) -> None:
    """Which of two values was meant nobody can tell, so neither is taken; the name is said."""
    body = assert_problem(client.get(address), 400)
    (fault,) = body["errors"]
    assert fault == {
        "parameter": address.partition("?")[2].partition("=")[0],
        "detail": "只能给一次",
    }


def test_a_parameter_of_several_values_is_repeated(client: TestClient) -> None:
    """Values of one condition are joined by "or", however often one stands there."""
    two = client.get("/api/v1/replies?district=310115&district=310105&district=310105")
    assert two.json()["total"] > client.get("/api/v1/replies?district=310105").json()["total"]


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("replies?kind=letter", "只能是 proposal、suggestion、other"),
        ("replies?facets=colour", "只能是 kind、district、"),
        ("replies?year=25", "写法不对，例如 2025"),
        ("replies?district=", "不能是空的"),
        ("series?many=perhaps", "只能是 true 或 false"),
        ("figures?kind=letter", "只能是 money、count、"),
        ("figures?kind=letter", "、proposal、suggestion、other"),
    ],
)
def test_a_fault_says_what_would_do(client: TestClient, asked: str, detail: str) -> None:
    """In Chinese, with the values or the form that are accepted, each parameter once."""
    (fault,) = assert_problem(client.get(f"/api/v1/{asked}"), 400)["errors"]
    assert detail in fault["detail"]


def test_a_method_that_is_not_there_is_told_which_are(client: TestClient) -> None:
    """HEAD is answered wherever GET is; the tools for language models want POST."""
    response = client.post("/api/v1/stats")
    assert assert_problem(response, 405)["detail"] == "这个地址只接受 GET, HEAD。"
    assert response.headers["allow"] == "GET, HEAD"
    assert assert_problem(client.get("/mcp"), 405)["detail"] == "这个地址只接受 POST。"


def test_a_program_gets_a_problem_outside_the_api_too(client: TestClient) -> None:
    """Accept: application/json is enough."""
    assert_problem(client.get("/nowhere", headers={"Accept": "application/json"}), 404)


@pytest.mark.parametrize("path", ["figures", "pledges", "problems", "proposers", "series"])
@pytest.mark.parametrize("key", [[], ["", 10**30, 1], [10**30, 1], [10**30], ["2025-13-01", 1, 1]])
def test_a_made_up_cursor_is_refused(client: TestClient, path: str, key: list[object]) -> None:
    """Whatever somebody writes into a cursor, it is a 400 and no fault."""
    made_up = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    assert_problem(client.get(f"/api/v1/{path}", params={"cursor": made_up}), 400)
