"""Whole files: CSV for spreadsheets, JSON Lines for programs, and what describes them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.api.bulk.lines import gzipped
from app.api.bulk.sheets import BATCH, cell, sheet
from tests.rows import each_row

CSV = ("/api/v1/replies.csv", "/api/v1/figures.csv", "/api/v1/pledges.csv")


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    text = client.get(path).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("path", CSV)
def test_a_spreadsheet_opens_the_file_without_questions(client: TestClient, path: str) -> None:
    """Byte order mark, Chinese labels, offered as a download."""
    response = client.get(path)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    header = response.content.decode("utf-8-sig").partition("\r\n")[0]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in name) for name in header.split(",")[1:3])


@pytest.mark.parametrize("path", CSV)
def test_an_empty_archive_gives_the_header_alone(empty_client: TestClient, path: str) -> None:
    """The columns are fixed, whatever there is."""
    assert rows(empty_client, path) == []
    assert empty_client.get(path).content.count(b"\r\n") == 1


@each_row(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 21 5000 0000", "'+86 21 5000 0000"),
        ("-3℃", "'-3℃"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        (-3.5, -3.5),
        (None, ""),
        (True, "是"),
        (("甲", "乙"), "甲、乙"),
        (date(2025, 5, 14), "2025-05-14"),
        ("关于=的说明", "关于=的说明"),
    ],
)
def test_no_cell_is_a_formula(value: object, written: object) -> None:
    """Text that a spreadsheet would run is shown as text; numbers stay numbers."""
    assert cell(value) == written


def test_words_stand_for_enumerations(client: TestClient) -> None:
    """A person reads 政协提案, not proposal."""
    assert {row["文种"] for row in rows(client, CSV[0])} <= {"政协提案", "人大代表建议", "其他来件"}


def test_a_sheet_counts_as_the_list_does(client: TestClient) -> None:
    """Figures and promises of a reply are as many in the CSV as in the JSON."""
    counted = {
        card["id"]: (str(card["counts"]["figures"]), str(card["counts"]["pledges"]))
        for card in client.get("/api/v1/replies").json()["data"]
    }
    assert {
        row["编号"]: (row["数据条数（自动识别）"], row["承诺条数（自动识别）"])
        for row in rows(client, CSV[0])
    } == counted


def test_a_file_is_made_as_it_is_taken() -> None:
    """Of a hundred thousand rows only as many are read as have gone out: memory stays the same."""
    read = []

    def numbers() -> Iterator[int]:
        for number in range(100_000):
            read.append(number)
            yield number

    chunks = sheet((("n", "数", lambda row: row),), numbers())
    next(chunks)
    assert len(read) == BATCH
    read.clear()
    packed = gzipped(f"{random.Random(n).random()}" for n in numbers())
    next(packed)
    assert len(read) < 10_000


def test_figures_come_with_their_sentence(client: TestClient) -> None:
    """Every figure is quoted with the sentence that it stands in."""
    for row in rows(client, CSV[1]):
        assert row["原文写法"].lstrip("'") in row["所在句子"]


def test_each_line_is_a_reply_as_the_api_gives_it(client: TestClient) -> None:
    """The bulk file and the resource have one shape, field for field."""
    packed = client.get("/api/v1/export.jsonl.gz").content
    for text in gzip.decompress(packed).decode().splitlines():
        reply = json.loads(text)
        assert reply == client.get(f"/api/v1/replies/{reply['id']}").json()


def test_the_package_tells_count_size_and_hash(client: TestClient) -> None:
    """Whoever keeps a copy can tell that it is whole."""
    package = client.get("/api/v1/datapackage.json").json()
    lines = package["resources"][0]
    packed = client.get("/api/v1/export.jsonl.gz").content
    assert lines["hash"] == f"sha256:{hashlib.sha256(packed).hexdigest()}"
    assert lines["bytes"] == len(packed)
    assert lines["rows"] == 5


def test_the_package_names_the_columns_of_each_sheet(client: TestClient) -> None:
    """A program finds every column of the CSV described, in order."""
    for resource in client.get("/api/v1/datapackage.json").json()["resources"][1:]:
        header = client.get(resource["path"]).content.decode("utf-8-sig").partition("\r\n")[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


def test_head_makes_no_file(client: TestClient) -> None:
    """A HEAD of a bulk file says what it would be and makes nothing."""
    response = client.head("/api/v1/export.jsonl.gz")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/gzip"
    assert response.content == b""


KINDS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": float,
    "date": date.fromisoformat,
}


def test_each_cell_is_of_the_kind_that_the_package_says(client: TestClient) -> None:
    """A validator of tables finds nothing to say: an empty said is nothing, the rest fits."""
    for resource in client.get("/api/v1/datapackage.json").json()["resources"][1:]:
        kinds = [KINDS[field["type"]] for field in resource["schema"]["fields"]]
        text = client.get(f"/api/v1/{resource['name']}.csv").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))[1:]
        assert len(rows) == resource["rows"]
        for row in rows:
            for kind, said in zip(kinds, row, strict=True):
                assert not said or kind(said) is not None
