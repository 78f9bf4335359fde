"""Handlers' names and mobile numbers: in the original, and nowhere else (SECURITY.md)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.ingest.reindex import reindex
from app.ingest.run import Archive, ingest
from app.pipeline import process
from app.privacy import mask, public
from app.web.main import create_app
from tests.archives import archive_in
from tests.trust.test_hostile import filled, opened

MOBILE = re.compile(r"1[3-9]\d{9}")


def secrets(folder: Path) -> set[str]:
    """Return what the letters say of who handled them."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        (dossier,) = process(path)
        contact = dossier.reply.contact
        found |= {contact.name} if contact.name else set()
        found |= set(MOBILE.findall("".join(dossier.received.split())))
    return found


def surfaces(client: TestClient) -> Iterator[tuple[str, str]]:
    """Yield everything that the site says: each route for each reply, lists, feeds, searches."""
    ids = [row["id"] for row in client.get("/api/v1/replies?size=100").json()["data"]]
    assert len(ids) == 5
    for door in opened(client):
        if door.path.endswith("/original"):
            continue
        for id in ids if door.placeholders else [""]:
            address = filled(door, id)
            yield address, client.get(address).text
    for query in ("联系人", "甄", "甄予安", "13000000000", "祁见山", "佟知夏", "没有这样的词"):
        for path in ("/search", "/api/v1/replies", "/api/v1/suggest", "/feed.atom"):
            address = f"{path}?q={query}"
            text = client.get(address).text
            yield address, text.replace(query, "")  # what was typed is said back


@pytest.mark.slow
def test_no_handler_is_named_anywhere(
    settings: Settings, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Pages, text, JSON, CSV, feeds, index and log hold no name or mobile of a handler."""
    hidden = secrets(seeds)
    assert len(hidden) >= 4
    with (
        caplog.at_level(logging.DEBUG),
        TestClient(create_app(settings), raise_server_exceptions=False) as client,
    ):
        looked = 0
        for address, text in surfaces(client):
            looked += 1
            assert [secret for secret in hidden if secret in text] == [], address
    print(f"{looked} answers, none of {len(hidden)} names and mobiles in them")  # noqa: T201
    assert looked > 100
    said = [record.getMessage() for record in caplog.records if record.name.startswith("dafu")]
    assert said
    assert not [line for line in said for secret in hidden if secret in line]
    for path in settings.data.glob("dafu.db*"):
        stored = path.read_bytes()
        assert [secret for secret in hidden if secret.encode() in stored] == [], path.name


def test_the_original_is_as_it_came(settings: Settings, seeds: Path) -> None:
    """The original file still holds them: it is the agency's own publication."""
    with TestClient(create_app(settings)) as client:
        (row, *_) = client.get("/api/v1/replies?q=第130号").json()["data"]
        original = client.get(f"/r/{row['id']}/original")
    assert "甄予安" in original.content.decode()
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("policy", "name", "phone"),
    [
        ("mask", "甄＊＊", "130****0000"),
        ("show", "甄予安", "13000000000"),
        ("hide", "＊＊＊", "*" * 11),
    ],
)
def test_a_policy_is_applied_from_the_originals(
    policy: str, name: str, phone: str, tmp_path: Path, seeds: Path
) -> None:
    """`dafu reindex` under another setting changes what is shown, and nothing else."""
    first = archive_in(tmp_path)
    ingest(first, [next(seeds.glob("000*.txt"))])
    second = Archive(first.engine, tmp_path, policy)  # type: ignore[arg-type]
    reindex(second)
    with second.engine.connect() as connection:
        text, received, shape = connection.exec_driver_sql(
            "SELECT text, received, dossier FROM reply"
        ).one()
    for said in (text, received, shape):
        assert name in said
    for said in (text, shape):
        assert phone in said


def test_a_mask_keeps_every_span_true(seeds: Path) -> None:
    """The masked text is as long as the text, and differs only where something is hidden."""
    for path in sorted(seeds.glob("*.txt")):
        (dossier,) = process(path)
        for policy in ("mask", "hide"):
            shown = public(dossier, policy)  # type: ignore[arg-type]
            assert len(shown.text) == len(dossier.text)
            assert len(shown.received) == len(dossier.received)
            differing = {b for a, b in zip(dossier.text, shown.text, strict=True) if a != b}
            assert differing <= {"＊", "*"}
            for figure in shown.figures:
                assert "".join(shown.text[figure.start : figure.end].split()) == figure.surface


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("联系人：甄予安  联系电话：13000000000", "联系人：甄＊＊  联系电话：130****0000"),
        ("经办人及电话：张 某 130 0000 0000", "经办人及电话：张 ＊ 130 **** 0000"),
        ("（联系人：第二知 电话：0512-55550156）", "（联系人：第＊＊ 电话：0512-55550156）"),
        ("承办人:南郭溪 0730-5555057", "承办人:南＊＊ 0730-5555057"),
        ("联系人姓名：欧阳小明", "联系人姓名：欧＊＊＊"),
        ("手机+86 130-0000-0000", "手机+86 130-****-0000"),
        ("身份证 313000000000123456", "身份证 313000000000123456"),
        ("贷款13000000000元", "贷款13000000000元"),
    ],
)
def test_masks(printed: str, shown: str) -> None:
    """Names behind a handler's label and mobiles are masked; other numbers are not."""
    assert mask(printed, frozenset(), "mask") == shown
