"""A real Chromium and a real server on a loopback port: pages as people see them.

Loaded for every run (tests/conftest.py names it), so what is heavy is imported where it is used.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from app.errors import Unavailable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from app.config import Settings

CHROMIUM = "/usr/bin/chromium"
WITHDRAWN = "310105-zx-7-4-1001"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Served:
    """A site being served."""

    base: str


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """Serve a site in a thread until the block ends; `/fault` on it fails, `/busy` cannot now."""
    import uvicorn
    from starlette.routing import Route

    from app.web.main import create_app

    app = create_app(settings)
    app.router.routes[:0] = [Route("/fault", _fault), Route("/busy", _busy)]
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config = uvicorn.Config(app, log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield Served(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _fault(request: object) -> None:
    raise RuntimeError("asked for by a test")


def _busy(request: object) -> None:
    raise Unavailable("asked for by a test")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; each test opens a context of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site over letters that show every state of a page."""
    from tests.web import samples

    letters = chain(samples.letters(), samples.numbered(24))
    settings = samples.filled(tmp_path_factory.mktemp("browser"), letters)
    samples.withdrawn(settings, WITHDRAWN, "发布单位要求撤下")
    with serving(settings) as served:
        yield served


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site over an archive that holds nothing yet."""
    from tests.web import samples

    with serving(samples.filled(tmp_path_factory.mktemp("nothing"), iter(()))) as served:
        yield served


@pytest.fixture(scope="session")
def seed_site(settings: Settings) -> Iterator[Served]:
    """A site over the five sample letters of `seeds/`, read by the real program."""
    with serving(settings) as served:
        yield served
