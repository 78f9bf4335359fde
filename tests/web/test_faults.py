"""What goes wrong is said calmly, found again in the log, and stops no more than it must."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.config import Settings
from app.web.main import create_app
from tests.web.test_pages import LONG, page, texts

HTML = {"Accept": "text/html"}
ANOTHER = "UPDATE search_state SET value = 'another' WHERE key = 'version'"
MISSING = "DROP TABLE search_state"


def broken() -> None:
    raise ZeroDivisionError("secret/path.py")


def test_a_fault_of_the_program_is_a_calm_page(sample_settings: Settings) -> None:
    """A 500 shows a number, the policy holds, and nothing of the fault is told."""
    app: FastAPI = create_app(sample_settings)
    app.get("/broken")(broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken", headers=HTML)
    assert response.status_code == 500
    assert re.search(r"编号 [0-9a-f]{6}", response.text)
    assert "secret" not in response.text
    assert "ZeroDivision" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/broken", "/api/broken"])
def test_the_number_of_a_fault_is_found_in_the_log(
    sample_settings: Settings, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """The number that a person reads out leads to the traceback and to the request's line."""
    app: FastAPI = create_app(sample_settings)
    app.get(path)(broken)
    with (
        TestClient(app, raise_server_exceptions=False) as client,
        caplog.at_level(logging.INFO, logger="dafu"),
    ):
        response = client.get(path, headers=HTML)
    found = re.search(r"编号 ([0-9a-f]{6})", response.text)
    assert found
    faults = [record for record in caplog.records if record.exc_info]
    assert [record.message for record in faults] == [f"{found[1]} {path}"]
    lines = [json.loads(r.message) for r in caplog.records if r.name == "dafu.requests"]
    assert [(line["id"], line["path"], line["status"]) for line in lines] == [(found[1], path, 500)]


def test_the_page_of_a_fault_asks_no_database(tmp_path: Path) -> None:
    """A 500 is answered where there is no database at all."""
    app: FastAPI = create_app(Settings(data=tmp_path / "none"))
    app.get("/broken")(broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert texts(page(client, "/broken", 500), "h1") == ["出错了（500）"]


def test_a_missing_database_is_said_without_paths(tmp_path: Path) -> None:
    """Without a database pages answer 503 and say to come back."""
    with TestClient(create_app(Settings(data=tmp_path / "none"))) as client:
        response = client.get("/search", headers=HTML)
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert str(tmp_path) not in response.text


def copied(settings: Settings, folder: Path) -> Settings:
    """A copy of a site's data folder, to be broken."""
    unfinished = shutil.ignore_patterns("*-wal", "*-shm")
    shutil.copytree(settings.data, folder / "data", ignore=unfinished)
    return settings.model_copy(update={"data": folder / "data"})


@pytest.mark.parametrize("change", [ANOTHER, MISSING])
def test_the_front_page_waits_for_no_index(
    sample_settings: Settings, tmp_path: Path, change: str
) -> None:
    """While the index is of another version, or gone, the front page shows what needs none."""
    settings = copied(sample_settings, tmp_path)
    with TestClient(create_app(settings)) as client:
        before = page(client, "/")
    with closing(sqlite3.connect(settings.database)) as database, database:
        database.execute(change)
    with TestClient(create_app(settings)) as client:
        answer = client.get("/")
        tree = page(client, "/")
    assert answer.headers["cache-control"] == "no-store"
    assert texts(tree, ".notice") == ["索引正在更新，暂时不能检索；答复、承诺和数据照常可看。"]
    assert texts(tree, ".newest a") == texts(before, ".newest a") != []
    links = [a.attributes["href"] or "" for a in tree.css("main a")]
    assert LONG in links
    assert [link for link in links if link.startswith("/search?")] == []


def test_a_ledger_of_another_shape_stops_no_letter(
    sample_settings: Settings, tmp_path: Path
) -> None:
    """Tables that an older program made otherwise are passed over, and the lists say so."""
    settings = copied(sample_settings, tmp_path)
    with TestClient(create_app(settings)) as client:
        whole = page(client, "/pledges")
        metric = page(client, "/figures").css_first("table a").attributes["href"]
    with closing(sqlite3.connect(settings.database)) as database, database:
        database.execute("ALTER TABLE series_clash RENAME COLUMN reply TO a")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for address in (LONG, f"{LONG}/wording", "/", "/search?q=助餐", "/agencies"):
            assert client.get(address).status_code == 200, address
        assert client.get(str(metric)).status_code == 404
        for address in ("/figures", "/pledges"):
            assert client.get(address).headers["cache-control"] == "no-store"
            assert texts(page(client, address), ".notice") == ["索引正在更新，结果可能不全。"]
    assert texts(whole, ".notice") == []


def test_without_an_index_words_must_wait(sample_settings: Settings, tmp_path: Path) -> None:
    """While the index is gone all letters are listed, and nothing is said of words."""
    settings = copied(sample_settings, tmp_path)
    with closing(sqlite3.connect(settings.database)) as database, database:
        database.execute(MISSING)
    with TestClient(create_app(settings)) as client:
        answer = client.get("/search?kind=proposal")
        tree = page(client, "/search?kind=proposal")
        words = page(client, "/search?q=助餐", 503)
    assert "索引正在更新，结果可能不全。" in texts(tree, ".notice")
    assert texts(tree, ".hit h3")
    assert answer.headers["cache-control"] == "no-store"
    assert texts(words, "h1") == ["暂时不能检索（503）"]
    assert texts(words, ".find label") == ["检索词"]  # the words are not at fault
    assert words.css_first("#q").attributes["value"] == "助餐"


@pytest.mark.parametrize("path", ["/r/310115-zx-7-4-9999", "/r/310115-zx-7-4-9999/text", "/no"])
def test_what_is_not_there_is_a_problem_for_programs(site: TestClient, path: str) -> None:
    """Whoever asks for JSON gets a problem at every address, also where people get advice."""
    told = site.get(path, headers={"Accept": "application/json"})
    assert told.status_code == 404
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["instance"] == path


def test_an_id_that_is_not_there_leads_to_those_that_may_be_meant(site: TestClient) -> None:
    """The page names the nearest replies, and the box holds the number."""
    tree = page(site, "/r/310115-zx-7-4-9999", 404)
    assert tree.css_first("h1").text().startswith("没有这件答复")
    assert tree.css("main ul.plain a")
    assert tree.css_first("main input[name=q]").attributes["value"] == "9999"


@pytest.mark.parametrize("path", ["/", "/search", "/r/310115-zx-7-4-130", "/api/v1/replies"])
def test_a_method_that_is_not_taken_is_told_which_are(site: TestClient, path: str) -> None:
    """RFC 9110: a 405 carries Allow, on a page as in the API."""
    told = site.delete(path)
    assert (told.status_code, told.headers["allow"]) == (405, "GET, HEAD")
