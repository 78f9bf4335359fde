"""What comes with a letter and is none is kept with it, or ends in a reason."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.api.bulk.export import export
from app.config import Settings
from app.ingest.command import Wish, take_in
from app.ingest.corrections import correct
from app.ingest.keeping import Archive
from app.ingest.run import ingest
from app.web.main import create_app
from tests.ingest.test_ingest import LETTER, letter, rows
from tests.readers.hostile import packed

ID = "310117-zx-6-4-077"
LIST = "雨污混接改造小区清单\n序号  小区  户数\n1  新桥一村  320\n2  新桥二村  280\n".encode()
SHEET = packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"})


def text(number: str = "077", more: str = "") -> str:
    values = {"number": number, "count": 30, "agency": "上海市松江区水务局"}
    return LETTER.format(**values).replace(
        "\n上海市松江区水务局\n2025", f"{more}\n上海市松江区水务局\n2025"
    )


def attached(archive: Archive) -> list[tuple[object, ...]]:
    return rows(archive, "SELECT id, name, member FROM attachment ORDER BY rowid")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("附件1：改造小区清单.txt", LIST),
        ("附件.xlsx", SHEET),
        ("1.附件 清单.txt", LIST),
        ("（附件）清单.txt", LIST),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_an_attachment_beside_its_letter_is_kept_with_it(
    own_archive: Archive, tmp_path: Path, name: str, data: bytes
) -> None:
    folder = letter(tmp_path / "in", "松江区水务局答复.txt").parent
    (folder / name).write_bytes(data)
    report = ingest(own_archive, [folder])
    assert report.counts == {"added": 2, "replaced": 0, "unchanged": 0, "failed": 0}
    assert attached(own_archive) == [(ID, name, None)]
    assert rows(own_archive, "SELECT id FROM reply") == [(ID,)]
    before = rows(own_archive, "SELECT * FROM attachment")
    assert ingest(own_archive, [folder]).counts["unchanged"] == 2
    assert rows(own_archive, "SELECT * FROM attachment") == before


def test_an_archive_shows_whose_attachment_a_file_is(own_archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "答复.zip"
    members = {
        "甲/附件1.txt": LIST,
        "甲/答复.txt": text("077").encode(),
        "乙/答复.txt": text("078").encode(),
        "乙/附件/改造前后.xlsx": SHEET,
    }
    path.write_bytes(packed(members))
    assert ingest(own_archive, [path]).counts["added"] == 4
    assert attached(own_archive) == [
        ("310117-zx-6-4-077", "附件1.txt", "答复.zip!甲/附件1.txt"),
        ("310117-zx-6-4-078", "改造前后.xlsx", "答复.zip!乙/附件/改造前后.xlsx"),
    ]


def test_the_letter_that_names_a_file_has_it(own_archive: Archive, tmp_path: Path) -> None:
    """A file without 附件 in its name too, and also where several letters stand together."""
    folder = letter(tmp_path / "in", "a.txt").parent
    more = "\n附件：1.雨污混接改造小区清单\n2.改造时间表\n"
    (folder / "b.txt").write_text(text("078", more), encoding="utf-8")
    (folder / "雨污混接改造小区清单.txt").write_bytes(LIST)
    (folder / "附件2 改造时间表.xlsx").write_bytes(SHEET)
    assert ingest(own_archive, [folder]).counts["added"] == 4
    assert {id for id, _, _ in attached(own_archive)} == {"310117-zx-6-4-078"}


def test_a_file_named_after_its_letter_is_its_attachment(
    own_archive: Archive, tmp_path: Path
) -> None:
    folder = letter(tmp_path / "in", "第077号答复.txt").parent
    letter(folder, "第078号答复.txt", number="078")
    (folder / "附件-第078号答复-清单.txt").write_bytes(LIST)
    ingest(own_archive, [folder])
    assert attached(own_archive) == [("310117-zx-6-4-078", "附件-第078号答复-清单.txt", None)]


@pytest.mark.parametrize("letters", [0, 2])
def test_an_attachment_of_nobody_knows_whom_is_a_reason(
    own_archive: Archive, tmp_path: Path, letters: int
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(letters):
        letter(folder, f"{number}.txt", number=f"{number:03}")
    (folder / "附件1.txt").write_bytes(LIST)
    report = ingest(own_archive, [folder])
    assert (report.counts["added"], report.counts["failed"]) == (letters, 1)
    assert "看不出属于哪一件答复" in (report.failures[0].reason or "")


def test_a_letter_called_attachment_is_a_letter(own_archive: Archive, tmp_path: Path) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "附件：关于第077号提案的答复.txt")])
    assert rows(own_archive, "SELECT id FROM reply") == [(ID,)]


def test_what_is_no_letter_and_nobodys_is_stored_as_before(
    own_archive: Archive, tmp_path: Path
) -> None:
    folder = letter(tmp_path / "in", "a.txt").parent
    (folder / "通知.txt").write_bytes(LIST)
    ingest(own_archive, [folder])
    assert rows(own_archive, "SELECT count(*) FROM reply") == [(2,)]


def test_a_rehearsal_tells_of_attachments_and_keeps_nothing(
    own_archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = letter(tmp_path / "in", "a.txt").parent
    (folder / "附件1.xlsx").write_bytes(SHEET)
    assert take_in(own_archive, Wish((str(folder),), dry_run=True))
    assert capsys.readouterr().out.count(ID) == 2
    assert not (own_archive.folder / "originals").exists()


def test_an_attachment_follows_its_letter_and_is_served_as_a_file(
    own_archive: Archive, tmp_path: Path
) -> None:
    folder = letter(tmp_path / "in", "a.txt").parent
    (folder / "附件1.xlsx").write_bytes(SHEET)
    ingest(own_archive, [folder])
    with own_archive.engine.begin() as connection:
        new = correct(connection, own_archive.folder, ID, {"案号": "099"}, "张三", "核对").id
    sha256 = hashlib.sha256(SHEET).hexdigest()
    with TestClient(create_app(Settings(data=own_archive.folder))) as site:
        assert "附件1.xlsx" in site.get(f"/r/{new}").text
        (listed,) = site.get(f"/api/v1/replies/{new}").json()["attachments"]
        assert (listed["name"], listed["sha256"]) == ("附件1.xlsx", sha256)
        answer = site.get(listed["url"])
        assert answer.content == SHEET
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert zipfile.is_zipfile(io.BytesIO(answer.content))


def test_an_attachment_is_in_the_offline_copy(own_archive: Archive, tmp_path: Path) -> None:
    """Its link leads to the attachment and not to the letter."""
    folder = letter(tmp_path / "in", "a.txt").parent
    (folder / "附件1.xlsx").write_bytes(SHEET)
    ingest(own_archive, [folder])
    app = create_app(Settings(data=own_archive.folder))
    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left a loop in this thread
        apart.submit(export, app, tmp_path / "copy", lambda said: None).result()
    page = tmp_path / "copy" / "r" / f"{ID}.html"
    links = re.findall(r'href="([^"]+)" download', page.read_text("utf-8"))
    held = [(page.parent / link).read_bytes() for link in links]
    assert held == [(folder / "a.txt").read_bytes(), SHEET]
