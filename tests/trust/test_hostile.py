"""Nothing that a visitor can write into an address does harm (SECURITY.md)."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.config import ROOT
from tests.trust.hostile import MARKER, PAGES, VALUES, Door, doors

STRICT = re.compile(r"script-src 'self'(?:;|$)|^default-src 'none'; sandbox$")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
ANY_ID = "310115-zx-7-4-130"


def filled(door: Door, value: str) -> str:
    """Return the address with every placeholder replaced."""
    path = door.path
    for name in door.placeholders:
        path = re.sub(r"\{" + name + r"(?::path)?\}", lambda _: quote(value, safe=""), path)
    return path


def ask(site: TestClient, address: str) -> tuple[int, str]:
    """Return status and text of an answer, checked for what no answer may be."""
    response = site.get(address)
    kind = response.headers.get("content-type", "")
    text = response.text if kind.startswith(("text/", "application/")) else ""
    assert response.status_code < 500, (address[:200], text[:300])
    if "html" in kind or "xml" in kind:
        assert f"<{MARKER}" not in text.lower(), address[:200]
    return response.status_code, text


def opened(site: TestClient) -> list[Door]:
    """Return every GET route of the site."""
    return doors(site.app, site.get("/api/openapi.json").json())


def test_there_are_many_doors_and_each_opens(site: TestClient) -> None:
    """The walk below sees the whole site, and plain addresses of it answer."""
    found = opened(site)
    assert len(found) >= 40
    for door in found:
        if not door.placeholders:
            status, _ = ask(site, door.path)
            assert status in (200, 303, 307, 400, 404), door.path


@pytest.mark.slow
def test_no_parameter_breaks_a_page_or_lets_markup_through(site: TestClient) -> None:
    """Every GET route × every parameter × every hostile value: no 5xx, no unescaped marker."""
    asked = 0
    for door in opened(site):
        if door.path.startswith("/mcp"):
            continue
        address = filled(door, ANY_ID)
        for value in VALUES:
            if door.placeholders:
                ask(site, filled(door, value))
            for name in door.parameters:
                ask(site, f"{address}?{name}={quote(value, safe='')}")
            asked += len(door.parameters) + bool(door.placeholders)
    print(f"{asked} requests, 0 server errors, 0 unescaped markers")  # noqa: T201
    assert asked > 3_000


def test_every_parameter_that_a_page_reads_is_tried() -> None:
    """No name is asked of an address in the program that the walk above does not know."""
    tried = {name for names in PAGES.values() for name in names}
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "web").rglob("*.py"))
    read = set(re.findall(r'(?:query_params|\basked)\.get(?:list)?\("([a-z_]+)"', sources))
    assert len(read) > 10
    assert read - tried == set()


def test_every_answer_carries_the_headers(site: TestClient) -> None:
    """Policy without unsafe words, nosniff, frames, referrer, permissions; no cookie."""
    found = opened(site)
    for door in found:
        for address in {filled(door, value) for value in (ANY_ID, "没有")}:
            response = site.get(address)
            policy = response.headers["content-security-policy"]
            assert STRICT.search(policy), door.path
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy or policy.endswith("; sandbox")
            assert "set-cookie" not in response.headers or response.headers[
                "set-cookie"
            ].startswith("big="), door.path
            for name, said in HEADERS.items():
                assert response.headers[name] == said, (door.path, name)
    print(f"{len(found)} routes, each with every header")  # noqa: T201


def test_no_template_or_static_file_names_another_host() -> None:
    """Pages load nothing from elsewhere; what is vendored may name its own home in comments."""
    foreign = re.compile(r"(?:src|href|action|url|@import)\s*[=(]?\s*[\"']?(?:https?:)?//", re.I)
    files = [
        path
        for folder in ("templates", "static")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".html", ".css", ".js", ".svg") and "vendor" not in path.parts
    ]
    assert len(files) > 20
    found = [path.name for path in files if foreign.search(path.read_text(encoding="utf-8"))]
    assert found == []


def encodings() -> list[str]:
    """Return sixty ways of writing a path that leads out of a folder."""
    ups = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "....//",
           "..;/", "%c0%ae%c0%ae/", "..%00/", "／../")  # fmt: skip
    targets = ("etc/passwd", "app/config.py", "data/dafu.db", "dafu.db", "run")
    return [up * 6 + target for up in ups for target in targets]


DOORS = (
    *("/static/{}", "/r/{}/original", "/r/{}", "/api/v1/replies/{}/original"),
    *(f"/r/{ANY_ID}/files/{{}}", f"/r/{ANY_ID}/original?file={{}}"),
)
OUTSIDE = [door.format(path) for path in encodings() for door in DOORS]


# by hand some of every door, every encoding and every file; the slow run asks the others
SOME = OUTSIDE[::7]
OTHERS = [address for nth, address in enumerate(OUTSIDE) if nth % 7]


@pytest.mark.parametrize(
    "addresses", [SOME, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["some", "others"]
)
def test_no_path_leads_outside(site: TestClient, addresses: list[str]) -> None:
    """Sixty encodings at each door give no file from outside."""
    for address in addresses:
        response = site.get(address)
        assert response.status_code in (307, 308, 400, 404, 405, 410), (address, response.text[:99])
        assert "root:" not in response.text
        assert "SQLite format" not in response.text
        assert "pydantic_settings" not in response.text
    print(f"{len(addresses)} of {len(OUTSIDE)} ways out, no file from outside")  # noqa: T201
