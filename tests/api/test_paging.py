"""Paging through thousands of replies while others are taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.config import Settings
from app.ingest.run import Archive
from app.pipeline import process_bytes
from app.search import indexing
from app.store.saving import Arrival, save
from app.web.main import create_app
from tests.archives import archive_in, copy_in

LETTER = """\
上海市试验区{agency}
试验〔2024〕{number}号
对试验区政协七届四次会议第{number}号提案的答复
王{number}委员：
您提出的关于{topic}的提案收悉，现答复如下：
一、{topic}已经办理{number}件。
下一步，我们将继续推进{topic}。
上海市试验区{agency}
2024年{month}月{day}日
"""
TOPICS = ("孵化器建设", "社区助餐", "公交线路", "充电桩", "中小企业融资")


def letter(number: int) -> bytes:
    """A letter like no other of the series."""
    return LETTER.format(
        number=number,
        agency=("教育局", "交通委员会", "民政局")[number % 3],
        topic=TOPICS[number % len(TOPICS)],
        month=number % 12 + 1,
        day=number % 28 + 1,
    ).encode()


def take_in(engine: Engine, numbers: range) -> list[str]:
    """Keep and index letters, many in a transaction; return their ids."""
    ids = []
    with engine.begin() as connection:
        for number in numbers:
            (dossier,) = process_bytes(letter(number), f"{number}.txt")
            kept = save(connection, dossier, Arrival(f"{number}.txt", 1, "text/plain", "0"))
            indexing.put(connection, kept.rowid)
            ids.append(kept.id)
    return ids


def paged(client: TestClient, archive: Archive, later: list[range], **asked: Any) -> list[str]:
    """Every id of a list, page by page; between pages more letters are taken in."""
    found: list[str] = []
    asked = {"size": 100, "facets": "none", "fields": "id", **asked}
    while True:
        body = client.get("/api/v1/replies", params=asked).json()
        found += [card["id"] for card in body["data"]]
        if body["next"] is None:
            return found
        asked["cursor"] = body["next"]
        if later:
            take_in(archive.engine, later.pop())


ORDERS = {
    "best first": {"q": "推进", "sort": "rel"},
    "newest first, with words": {"q": "推进", "sort": "new"},
    "oldest first": {"sort": "old"},
    "by number": {"sort": "number"},
    "newest first": {},
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An archive of 5,000 letters; each test takes a copy of it."""
    folder = tmp_path_factory.mktemp("paging")
    archive = archive_in(folder)
    ids = take_in(archive.engine, range(1, 5001))
    archive.engine.dispose()
    return folder, ids


@pytest.mark.slow
@pytest.mark.parametrize("asked", ORDERS.values(), ids=ORDERS)
def test_no_letter_is_given_twice_and_none_is_missed(
    filled: tuple[Path, list[str]], asked: dict[str, str], tmp_path: Path
) -> None:
    """5,000 letters by cursor while 500 come in: none twice, none of the old ones missed."""
    folder, old = tmp_path / "data", filled[1]
    archive = copy_in(folder, filled[0])
    later = [range(5001 + 25 * n, 5026 + 25 * n) for n in range(20)]
    with TestClient(create_app(Settings(data=folder))) as client:
        found = paged(client, archive, later, **asked)
        total = client.get("/api/v1/stats").json()["replies"]
    archive.engine.dispose()
    assert later == []
    assert total == 5500
    assert len(found) == len(set(found))
    assert set(old) <= set(found)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The same of 30 letters."""
    archive = archive_in(tmp_path_factory.mktemp("short"))
    ids = take_in(archive.engine, range(1, 31))
    archive.engine.dispose()
    return archive.folder, ids


@pytest.mark.parametrize("asked", ORDERS.values(), ids=ORDERS)
def test_a_short_list_stays_whole_while_letters_come_in(
    short: tuple[Path, list[str]], asked: dict[str, str], tmp_path: Path
) -> None:
    """The same on a small scale, in every run."""
    archive, old = copy_in(tmp_path / "data", short[0]), short[1]
    later = [range(31 + 3 * n, 34 + 3 * n) for n in range(3)]
    with TestClient(create_app(Settings(data=archive.folder))) as client:
        found = paged(client, archive, later, size=5, **asked)
    archive.engine.dispose()
    assert later == []
    assert len(found) == len(set(found))
    assert set(old) <= set(found)
