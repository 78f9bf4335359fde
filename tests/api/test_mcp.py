"""Tools for language models, asked by the package's own client over HTTP on loopback.

The package is loaded by these tests alone: collecting the others does not wait for it.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from app.config import Settings
from app.web.main import create_app

pytestmark = pytest.mark.slow

Call = Callable[..., Any]


def client_of(address: str) -> Any:
    """The package's client of the tools."""
    from mcp import Client

    return Client(address)


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """A site that really listens, on a port that the system chooses."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(settings), log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def call(address: str) -> Call:
    """Call a tool; what it says of a mistake comes back as text."""

    def calling(tool: str, path: str = "/mcp", **arguments: Any) -> Any:
        async def work() -> Any:
            async with client_of(address + path) as client:
                return await client.call_tool(tool, arguments)

        result = anyio.run(work)
        return result.content[0].text if result.is_error else result.structured_content

    return calling


def test_the_tools_are_listed_as_read_only(address: str) -> None:
    """Five tools, each with a sentence and a schema that refuses unknown arguments."""

    async def work() -> Any:
        async with client_of(f"{address}/mcp") as client:
            return (await client.list_tools()).tools

    tools = anyio.run(work)
    assert {tool.name for tool in tools} == {
        *("search_replies", "read_reply", "list_facet", "find_figures", "list_pledges")
    }
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_a_search_gives_what_the_api_gives(call: Call, client: TestClient, path: str) -> None:
    """The same letters in the same order, with the words they were found by."""
    found = call("search_replies", path, q="孵化器", kind=["proposal"])
    listed = client.get("/api/v1/replies?q=孵化器&kind=proposal").json()
    assert found["total"] == listed["total"]
    assert [hit["id"] for hit in found["data"]] == [card["id"] for card in listed["data"]]
    assert all(hit["words"] for hit in found["data"])


def test_every_result_says_as_of_when_it_holds(call: Call) -> None:
    """The day of the archive's last change stands in every answer."""
    for tool, arguments in (
        ("search_replies", {}),
        ("list_facet", {"name": "outcome"}),
        ("find_figures", {}),
        ("list_pledges", {}),
    ):
        assert call(tool, **arguments)["as_of"]


def test_a_letter_is_read_in_parts(call: Call, client: TestClient) -> None:
    """All paragraphs, in order, each with its permanent address; joined they are the letter."""
    id = client.get("/api/v1/replies").json()["data"][0]["id"]
    first = call("read_reply", id=id)
    parts = [first, *(call("read_reply", id=id, part=n) for n in range(2, first["parts"] + 1))]
    paragraphs = [paragraph for part in parts for paragraph in part["paragraphs"]]
    text = client.get(f"/api/v1/replies/{id}").json()["text"]
    assert "".join(p["text"] for p in paragraphs) == text.replace("\n", "")
    assert paragraphs[0]["url"].endswith(f"/r/{id}#p1")


def test_figures_and_pledges_come_with_their_sentences(call: Call, client: TestClient) -> None:
    """The same as the API's, so with the words they rest on."""
    figures = call("find_figures", q="孵化器", size=3)
    assert figures["data"] == with_host(client.get("/api/v1/figures?q=孵化器&size=3"), figures)
    pledges = call("list_pledges", size=3)
    assert pledges["data"] == with_host(client.get("/api/v1/pledges?size=3"), pledges)


def with_host(response: Any, other: Any) -> Any:
    """The API's data as the other server, on its own port, would give it."""
    text = response.text
    if other["data"]:
        host = other["data"][0]["reply"]["url"].partition("/r/")[0]
        text = text.replace("http://testserver", host)
    return json.loads(text)["data"]


def test_a_mistake_is_said_in_a_sentence(call: Call) -> None:
    """A wrong argument, tool, letter or cursor is told to the model, not thrown at it."""
    assert call("search_replies", colour="red") == "colour：没有这个参数。"
    assert "size" in call("search_replies", size=1000)
    assert "nichts" in call("read_reply", id="nichts")
    assert "cursor" in call("find_figures", cursor="?")
    assert "list_facet" in call("tell_a_joke")


def test_a_model_may_write_one_value_for_several_and_null_for_none(call: Call) -> None:
    """Language models fill in every argument they are told of; that is no mistake."""
    plainly = call("search_replies", district=["310115"], kind=["proposal"])
    loosely = {"district": "310115", "kind": "proposal", "year": None, "from": None, "q": None}
    assert call("search_replies", **loosely) == plainly
    assert plainly["total"] == 3


def test_contacts_are_masked_as_on_the_page(call: Call, client: TestClient) -> None:
    """The handler's name reaches no tool."""
    for card in client.get("/api/v1/replies").json()["data"]:
        contact = client.get(f"/api/v1/replies/{card['id']}").json()["reply"]["contact"]
        if contact["name"]:
            assert contact["name"].endswith("＊")


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_there_is_no_session_to_open_or_close(address: str, method: str) -> None:
    """Stateless: only POST is answered, so nothing is left open."""
    response = httpx.request(method, f"{address}/mcp", timeout=5)
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
