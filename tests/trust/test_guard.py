"""The door: who asks too often, too much or for another host is told so; others are served."""

from __future__ import annotations

import json
import logging

import httpx
import pytest
from fastapi import FastAPI, Request

from app.api.protocol import problems
from app.config import Settings
from app.web.guard import Guard
from app.web.log import RequestLog
from tests.apart import apart


def site(settings: Settings) -> FastAPI:
    """A small application behind the real door."""
    app = FastAPI()
    problems.install(app)

    @app.api_route("/echo", methods=["GET", "POST"])
    async def echo(request: Request) -> dict[str, int]:
        return {"length": len(await request.body())}

    app.add_middleware(Guard, settings=settings)
    app.add_middleware(RequestLog, query_characters=settings.log_query_characters)
    return app


def ask(
    app: FastAPI, *requests: httpx.Request, client: str = "203.0.113.7"
) -> list[httpx.Response]:
    """Send requests as from an address of the internet."""

    async def asking() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, client=(client, 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://dafu.example") as http:
            return [await http.send(request) for request in requests]

    return apart(asking)


def get(address: str = "http://dafu.example/echo", **headers: str) -> httpx.Request:
    return httpx.Request(
        "GET", address, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_a_hasty_client_is_told_to_wait_and_others_are_served() -> None:
    """The eleventh request of a minute gets 429 with Retry-After; another address is free."""
    app = site(Settings(requests_per_minute=10))
    answers = ask(app, *[get() for _ in range(11)])
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].headers["retry-after"] == "30"
    assert ask(app, get(), client="203.0.113.8")[0].status_code == 200
    print("10 a minute: the 11th gets 429, Retry-After 30; another client 200")  # noqa: T201


def test_this_machine_and_a_switched_off_limit_are_free() -> None:
    """Loopback is the operator or a proxy with limits of its own; 0 switches the limit off."""
    for app, client in (
        (site(Settings(requests_per_minute=2)), "127.0.0.1"),
        (site(Settings(requests_per_minute=0)), "203.0.113.7"),
    ):
        assert {a.status_code for a in ask(app, *[get()] * 8, client=client)} == {200}
    print("8 requests each from this machine and without a limit, 0 refused")  # noqa: T201


def test_a_forged_address_does_not_get_round_the_limit() -> None:
    """X-Forwarded-For counts for nothing unless a setting names the proxy."""
    app = site(Settings(requests_per_minute=3))
    forged = [get(X_Forwarded_For=f"198.51.100.{n}") for n in range(5)]
    assert [a.status_code for a in ask(app, *forged)] == [200, 200, 200, 429, 429]
    print("5 requests under 5 forged addresses at 3 a minute, 2 refused")  # noqa: T201


def test_behind_a_named_proxy_each_true_client_has_its_own_limit() -> None:
    """The last address that no trusted proxy wrote is the client; what he wrote before is not."""
    app = site(Settings(requests_per_minute=2, trusted_proxies=("10.0.0.0/8",)))
    first = [get(X_Forwarded_For=f"1.2.3.{n}, 198.51.100.1") for n in range(3)]
    answers = ask(app, *first, get(X_Forwarded_For="198.51.100.2"), client="10.1.1.1")
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    print("behind a named proxy: 3 requests of one client, 1 refused; another's none")  # noqa: T201


def test_a_proxy_that_is_no_address_is_refused_at_the_start() -> None:
    """A slip in the setting is found before the first visitor comes."""
    with pytest.raises(ValueError, match="nowhere"):
        Settings(trusted_proxies=("nowhere",))


def test_a_large_body_is_refused_whether_it_says_so_or_not() -> None:
    """Ten megabytes get 413 by their length, and by counting where the length is not given."""
    app = site(Settings())
    said = httpx.Request("POST", "http://dafu.example/echo", content=b"x" * 10_000_000)

    async def chunks():
        for _ in range(100):
            yield b"x" * 100_000

    unsaid = httpx.Request("POST", "http://dafu.example/echo", content=chunks())
    assert [answer.status_code for answer in ask(app, said, unsaid)] == [413, 413]
    fine = httpx.Request("POST", "http://dafu.example/echo", content=b"x" * 1000)
    assert ask(app, fine)[0].json() == {"length": 1000}


def test_long_addresses_and_wrong_hosts_are_refused() -> None:
    """An address beyond any search gets 414; a host that is not the site's gets 400."""
    app = site(Settings(allowed_hosts=("dafu.example",)))
    long, wrong, right = ask(
        app,
        get("http://dafu.example/echo?q=" + "x" * 9000),
        get("http://elsewhere.example/echo"),
        get("http://DAFU.example:8000/echo"),
    )
    assert (long.status_code, wrong.status_code, right.status_code) == (414, 400, 200)


@pytest.mark.parametrize(("characters", "kept"), [(0, None), (2, "企业")])
def test_the_log_has_a_line_a_request_and_no_more_of_a_query_than_allowed(
    characters: int, kept: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Number, status and time are there; the words typed only as far as the setting says."""
    app = site(Settings(log_query_characters=characters))
    with caplog.at_level(logging.INFO, logger="dafu.requests"):
        (answer,) = ask(app, get("http://dafu.example/echo?q=企业融资难"))
    (line,) = [json.loads(record.message) for record in caplog.records]
    assert line["id"] == answer.headers["x-request-id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/echo", 200)
    assert line["ms"] >= 0
    assert line.get("q") == kept
    assert "融资" not in caplog.text
