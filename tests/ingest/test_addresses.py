"""No address leads into our own network, however it is written."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.errors import BadInput
from app.ingest.addresses import target
from app.ingest.fetch import Fetcher
from app.ingest.worker import Job

HOST = "www.example.gov.cn"

BY_NAME = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    f"http://{HOST}.evil.cn/",
    f"http://evil.cn/?{HOST}",
    f"http://{HOST}@127.0.0.1/",
    f"http://127.0.0.1#@{HOST}/",
    f"http://user:word@{HOST}/",
    f"http://{HOST}:22/",
    f"http://{HOST}:99999/",
    f"ftp://{HOST}/",
    "file:///etc/passwd",
    f"gopher://{HOST}/",
    "http:///etc/passwd",
    "http://ⓛocalhost/",
]
BY_NUMBER = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
]


@pytest.fixture
def door() -> Iterator[list[object]]:
    """Every attempt of this process to connect, which is refused."""
    tried: list[object] = []
    connect = socket.socket.connect

    def refused(_self: socket.socket, address: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    socket.socket.connect = refused  # type: ignore[method-assign] # a wall, not a mock of ours
    yield tried
    socket.socket.connect = connect  # type: ignore[method-assign] # as it was


@pytest.mark.parametrize("url", BY_NAME)
def test_an_address_off_the_list_is_not_connected_to(
    url: str, door: list[object], tmp_path: Path
) -> None:
    fetcher = Fetcher((HOST,), tmp_path, pause=0, resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(BadInput):
        fetcher.fetch(url, tmp_path / "page")
    assert door == []


@pytest.mark.parametrize("number", BY_NUMBER)
def test_an_allowed_name_that_stands_for_a_private_number_is_not_connected_to(
    number: str, door: list[object], tmp_path: Path
) -> None:
    fetcher = Fetcher((HOST,), tmp_path, pause=0, resolve=lambda host, port: [number])
    with pytest.raises(BadInput, match="内部地址"):
        fetcher.fetch(f"https://{HOST}/", tmp_path / "page")
    assert door == []


def test_a_name_with_one_private_number_among_public_ones_is_refused() -> None:
    with pytest.raises(BadInput, match="内部地址"):
        target(f"http://{HOST}/", (HOST,), lambda host, port: ["8.8.8.8", "10.0.0.1"])


def test_the_connection_goes_to_the_number_that_was_checked(
    door: list[object], tmp_path: Path
) -> None:
    """A name that stands for another number the second time gains nothing."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    fetcher = Fetcher((HOST,), tmp_path, pause=0, resolve=lambda host, port: next(answers))
    with pytest.raises(BadInput):
        fetcher.fetch(f"http://{HOST}/", tmp_path / "page")
    assert {str(address) for address in door} == {str(("8.8.8.8", 80))}


class Site(BaseHTTPRequestHandler):
    """A small site with rules, redirects and a page that is too large."""

    def do_GET(self) -> None:
        moved = {"/moved": "/letter.html", "/away": "http://127.0.0.1:1/", "/round": "/round"}
        if self.path in moved:
            self.send_response(302)
            self.send_header("Location", moved[self.path])
            self.end_headers()
            return
        bodies = {
            "/robots.txt": b"User-agent: *\nDisallow: /secret\n",
            "/letter.html": "<p>答复</p>".encode(),
            "/large": bytes(2 << 20),
            "/secret": b"secret",
        }
        self.send_response(200 if self.path in bodies else 404)
        self.end_headers()
        self.wfile.write(bodies.get(self.path, b""))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetcher_for(site: str, folder: Path) -> Fetcher:
    return Fetcher(
        (site,), folder, 1 << 20, pause=0, resolve=lambda h, p: ["127.0.0.1"],
        permitted=lambda address: True,
    )  # fmt: skip


def test_a_page_of_an_allowed_host_is_fetched_and_redirects_are_followed(
    site: str, tmp_path: Path
) -> None:
    wanted = [f"http://{site}/letter.html", f"http://{site}/moved"]
    got = list(fetcher_for(site, tmp_path).jobs(wanted, lambda url: False))
    assert [(job.name, job.problem) for job in got] == [("letter.html", None), ("moved", None)]
    assert {Path(job.path).read_text(encoding="utf-8") for job in got} == {"<p>答复</p>"}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/away", "不在 DAFU_URL_HOSTS"),
        ("/round", "转来转去"),
        ("/large", "超过 1 MB"),
        ("/secret", "robots.txt"),
        ("/none", "404"),
    ],
)
def test_a_page_that_may_not_or_cannot_be_had_is_a_reason(
    site: str, tmp_path: Path, path: str, says: str
) -> None:
    (job,) = fetcher_for(site, tmp_path).jobs([f"http://{site}{path}"], lambda url: False)
    assert says in (job.problem or "")


def test_an_address_that_is_known_is_not_fetched_again(site: str, tmp_path: Path) -> None:
    got: list[Job] = list(fetcher_for(site, tmp_path).jobs([f"http://{site}/"], lambda url: True))
    assert got == []
