"""The real server on loopback: rude clients get a 4xx, nobody waits, and it stops in good order."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from app.config import ROOT

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(
    folder: Path, log: Path | None = None, **settings: str
) -> tuple[subprocess.Popen[bytes], int]:
    """Start `dafu serve` over an archive and wait until it answers."""
    port = free_port()
    with (log or Path(os.devnull)).open("wb") as said_by_it:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"DAFU_DATA": str(folder)} | settings,
            stdout=subprocess.DEVNULL,
            stderr=said_by_it,
        )
    for _ in range(150):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()
            return process, port
        except httpx.HTTPError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module")
def port(archive_folder: Path) -> Iterator[int]:
    process, port = started(archive_folder, DAFU_ALLOWED_HOSTS="127.0.0.1,localhost")
    yield port
    process.terminate()
    process.wait(10)


def said(port: int, request: bytes, seconds: float = 5) -> bytes:
    """Return what the server answers to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as client:
        answer = b""
        with suppress(OSError):  # it may have answered and closed already
            client.sendall(request)
        with suppress(OSError):
            while part := client.recv(65536):
                answer += part
        return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_rude_requests_are_refused(port: int) -> None:
    """Unknown methods, wrong hosts, huge headers, large bodies and nonsense: each a 4xx."""
    host = b"Host: 127.0.0.1\r\nConnection: close\r\n"
    rude = {
        "unknown method": b"BREW / HTTP/1.1\r\n" + host + b"\r\n",
        "another method": b"DELETE /r/x HTTP/1.1\r\n" + host + b"\r\n",
        "wrong host": b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "no host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "huge header": b"GET / HTTP/1.1\r\n" + host + b"X: " + b"x" * 300_000 + b"\r\n\r\n",
        "large body": b"POST /draft HTTP/1.1\r\n" + host + b"Content-Length: 10000000\r\n\r\n",
        "long address": b"GET /search?q=" + b"x" * 20_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
        "nonsense": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    }
    answers = {name: status(said(port, request)) for name, request in rude.items()}
    print(answers)  # noqa: T201
    assert {name: code for name, code in answers.items() if not 400 <= code < 500} == {}


def test_pipelined_requests_are_answered_in_order(port: int) -> None:
    """Three requests in one breath get three answers."""
    one = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    answer = said(port, (one + b"\r\n") * 2 + one + b"Connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    print("3 requests in one breath, 3 answers")  # noqa: T201


def test_slow_clients_hold_up_nobody(port: int) -> None:
    """While a hundred clients dawdle over their headers, others are answered at once."""
    with ExitStack() as stack:
        for _ in range(100):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        began = time.monotonic()
        for _ in range(20):
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
        took = time.monotonic() - began
    print(f"100 dawdle, 20 pages in {took:.1f} s")  # noqa: T201
    assert took < 10


def test_it_stops_in_good_order_under_load(archive_folder: Path, tmp_path: Path) -> None:
    """After SIGTERM every request that was begun is answered, and the process ends within 10 s."""
    log = tmp_path / "requests.log"
    process, port = started(archive_folder, log)
    broken: list[str] = []
    answered = [0]
    stopping = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            while not stopping.is_set():
                try:
                    response = client.get("/search?q=企业")
                    answered[0] += response.status_code == 200
                except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError):
                    return  # the door is closed; the log below tells whether it was begun
                except httpx.HTTPError as error:
                    broken.append(repr(error))
                    return

    clients = [threading.Thread(target=ask) for _ in range(8)]
    for client in clients:
        client.start()
    while answered[0] < 30 and not broken:
        time.sleep(0.05)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(12)
    took = time.monotonic() - began
    stopping.set()
    for client in clients:
        client.join()
    print(f"{answered[0]} answered, stopped in {took:.1f} s")  # noqa: T201
    assert broken == []
    statuses = [json.loads(line)["status"] for line in log.read_text("utf-8").splitlines()]
    assert set(statuses) == {200}  # a request that was begun and not answered has status 0
    assert len(statuses) >= answered[0]
    assert took <= 10


def test_a_request_that_was_begun_is_answered_after_the_signal(archive_folder: Path) -> None:
    """Whoever was told to go on sending gets his answer, though the server is asked to stop."""
    process, port = started(archive_folder)
    body = urlencode({"text": "全区现有孵化器35家，面积120万平方米。"}).encode()
    head = (
        f"POST /draft HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(head.encode())
        assert client.recv(1024).startswith(b"HTTP/1.1 100 ")
        process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert process.poll() is None
        client.sendall(body)
        answer = b""
        while part := client.recv(65536):
            answer += part
    assert status(answer) == 200
    assert process.wait(10) is not None
    print(f"begun before SIGTERM, {len(answer):,} bytes after it, then stopped")  # noqa: T201
