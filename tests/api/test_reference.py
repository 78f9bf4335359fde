"""The API's own pages: somebody who has never seen the program gets what he came for."""

from __future__ import annotations

import csv
import html
import io
import re
import shlex
import socket
import threading
from urllib.parse import urlencode

import pytest
import uvicorn
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from app.api.docs.document import document, operations
from app.config import Settings
from app.web.main import create_app

LINK = re.compile(r'<a href="(?P<to>/[^"]+)">http')
PRE = re.compile(r'<pre class="received">(?P<text>.*?)</pre>', re.S)
WORD = re.compile(r"</?span[^>]*>")  # where a line may break; who copies it has none of it


def lines(client: TestClient) -> list[list[str]]:
    """The curl lines of the page as a shell would part them."""
    page = client.get("/api").text
    shown = (html.unescape(WORD.sub("", found["text"])) for found in PRE.finditer(page))
    return [shlex.split(text) for text in shown if text.startswith("curl ")]


def address(words: list[str]) -> str:
    """What a curl line asks for."""
    (path,) = (word for word in words if word.startswith("http"))
    given = [words[at + 1] for at, word in enumerate(words) if word == "--data-urlencode"]
    query = urlencode([tuple(pair.split("=", 1)) for pair in given])
    return f"{path}?{query}" if query else path


def test_every_resource_has_a_line_that_works(client: TestClient) -> None:
    """One curl line each; pasted into a shell, each is answered."""
    asked = [address(words) for words in lines(client)]
    app = client.app
    assert len(asked) > len(list(operations(document(app))))  # type: ignore[arg-type]
    for one in asked:
        assert client.get(one).status_code == 200, one


def test_a_newcomer_gets_the_pledges_of_a_district_as_csv(client: TestClient) -> None:
    """From the first lines of the page alone; any other district by its code from the list."""
    wanted, named = lines(client)[:2]
    districts = {one["value"]: one["label"] for one in client.get(address(named)).json()["data"]}
    (code,) = (word.partition("=")[2] for word in wanted if word.startswith("district="))
    assert f"{districts[code]}2025年的全部承诺" in client.get("/api").text
    assert "year=2025" in wanted
    response = client.get(address(wanted))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {(row["地区代码"], row["成文日期"][:4]) for row in found} == {(code, "2025")}
    every = client.get("/api/v1/pledges", params={"size": 100, "district": code})
    assert len(found) == every.json()["total"]


def test_whoever_has_no_terminal_clicks(client: TestClient) -> None:
    """Above each line of the first part stands a link that gives the same answer."""
    page = client.get("/api").text.partition('id="recipes"')[2].partition('id="promises"')[0]
    linked = [html.unescape(found["to"]) for found in LINK.finditer(page)]
    asked = [address(words) for words in lines(client)[: len(linked)]]
    assert len(linked) == page.count("<pre") > 5
    for link, line in zip(linked, asked, strict=True):
        assert client.get(link).content == client.get(line).content


def test_a_newcomer_reads_what_each_parameter_may_be(client: TestClient) -> None:
    """Values stand there with their meaning; no sign of the markup it was written in."""
    page = client.get("/api").text
    assert "proposal 政协提案，suggestion 人大代表建议" in page
    assert "resolved " in page
    assert "`" not in page


def test_every_error_is_explained_where_its_type_points(client: TestClient) -> None:
    """`type` of a problem is an address on the page."""
    page = client.get("/api").text
    for path in ("/api/v1/replies?size=0", "/api/v1/replies/nichts"):
        _, _, anchor = client.get(path).json()["type"].partition("#")
        assert f'id="{anchor}"' in page


def test_the_page_works_on_an_empty_archive(empty_client: TestClient) -> None:
    """Nothing to show does not mean nothing to explain."""
    assert empty_client.get("/api").status_code == 200


@pytest.mark.browser
def test_swagger_ui_runs_under_the_strict_policy(settings: Settings) -> None:
    """It lists the resources, asks no other host, and breaks no rule of the policy."""
    listening = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page()
        said: list[str] = []
        hosts: set[str] = set()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: hosts.add(request.url))
        page.goto(f"{base}/api/docs")
        page.wait_for_selector(".opblock-summary-path", timeout=30_000)
        shown = page.locator(".opblock-summary-path").count()
        browser.close()
    server.should_exit = True
    thread.join(10)
    listening.close()
    assert shown >= 20
    assert [url for url in hosts if not url.startswith((base, "data:", "blob:"))] == []
    assert [text for text in said if "Content Security Policy" in text] == []
