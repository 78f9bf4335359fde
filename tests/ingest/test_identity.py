"""Ids: a reply whose key comes to light or is set right moves, and its old id leads to the new."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.config import ROOT, Settings
from app.errors import BadInput
from app.ingest.corrections import correct
from app.ingest.keeping import Archive
from app.ingest.reindex import reindex
from app.ingest.run import ingest
from app.store.around import company
from app.store.replies import load, moved
from app.web.main import create_app
from tests.ingest.test_ingest import letter, rows

ID = "310117-zx-6-4-077"


def set_right(archive: Archive, id: str, **values: str) -> str:
    with archive.engine.begin() as connection:
        return correct(connection, archive.folder, id, values, "张三", "核对原件").id


def leads(archive: Archive, old: str) -> str | None:
    with archive.engine.connect() as connection:
        return moved(connection, old)


@pytest.mark.parametrize(
    ("values", "id"),
    [
        ({"案号": "078"}, "310117-zx-6-4-078"),
        ({"届次": "七届一次会议"}, "310117-zx-7-1-077"),
        ({"plenary": "16-2"}, "310117-zx-16-2-077"),
        ({"地区": "310118"}, "310118-zx-6-4-077"),
        ({"place": "上海市青浦区"}, "310118-zx-6-4-077"),
        ({"body": "人大"}, "310117-rd-6-4-077"),
        ({"dated": "2025-05-01"}, ID),
        ({"案号": ""}, ID),
    ],
)
def test_a_reply_whose_key_is_set_right_moves(
    own_archive: Archive, tmp_path: Path, values: dict[str, str], id: str
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    assert set_right(own_archive, ID, **values) == id
    assert leads(own_archive, ID) == (None if id == ID else id)
    assert rows(own_archive, "SELECT id FROM arrival") == [(id,)]
    reindex(own_archive)
    assert rows(own_archive, "SELECT id FROM reply") == [(id,)]


@pytest.mark.parametrize("value", ["第三年", "朝阳区", "999999"])
def test_a_place_or_meeting_that_is_none_is_refused(
    own_archive: Archive, tmp_path: Path, value: str
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    for field in ("届次", "地区"):
        with pytest.raises(BadInput, match="写法不对"):
            set_right(own_archive, ID, **{field: value})


def test_an_id_that_was_left_is_given_to_no_other_letter(
    own_archive: Archive, tmp_path: Path
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    set_right(own_archive, ID, 案号="078")
    ingest(own_archive, [letter(tmp_path / "in", "b.txt", count=99)])
    ids = [id for (id,) in rows(own_archive, "SELECT id FROM reply ORDER BY id")]
    assert ids == [f"{ID}-2", "310117-zx-6-4-078"]


def test_a_reply_moved_twice_and_back_is_found_under_every_id(
    own_archive: Archive, tmp_path: Path
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    second = set_right(own_archive, ID, 案号="078")
    third = set_right(own_archive, second, 案号="079")
    assert [leads(own_archive, id) for id in (ID, second)] == [third, third]
    assert set_right(own_archive, third, 案号="077") == ID
    assert [leads(own_archive, id) for id in (ID, second, third)] == [None, ID, ID]
    reindex(own_archive)
    with own_archive.engine.connect() as connection:
        said = [note.message for note in load(connection, ID).dossier.problems]
    assert "案号：人工更正为“077”" in "".join(said)


def test_a_scan_that_has_been_recognised_gets_its_id(own_archive: Archive, tmp_path: Path) -> None:
    """The words a recogniser finds are read later from the file itself: here a plain letter."""
    path = letter(tmp_path / "in", "a.txt")
    whole = path.read_text(encoding="utf-8")
    path.write_text("待识别的扫描件\n", encoding="utf-8")
    ingest(own_archive, [path])
    (old,) = (str(id) for (id,) in rows(own_archive, "SELECT id FROM reply"))
    assert old.startswith("x")
    original = next((own_archive.folder / "originals").glob("*/*"))
    original.write_text(whole, encoding="utf-8")
    reindex(own_archive)
    assert rows(own_archive, "SELECT id FROM reply") == [(ID,)]
    assert leads(own_archive, old) == ID


def test_every_address_under_an_old_id_leads_to_the_new(
    own_archive: Archive, tmp_path: Path
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    new = set_right(own_archive, ID, 案号="078")
    settings = Settings(data=own_archive.folder)
    with TestClient(create_app(settings), follow_redirects=False) as site:
        for form in ("", "/text", "/original", "/v1", ".json", ".txt", ".jsonld", "/wording"):
            answer = site.get(f"/r/{ID}{form}")
            assert answer.status_code in (301, 308), form
            assert answer.headers["location"] == f"/r/{new}{form}"
        answer = site.get(f"/api/v1/replies/{ID}/text")
        assert answer.headers["location"] == f"/api/v1/replies/{new}/text"


def test_other_formats_of_a_letter_are_originals_of_the_same_version(
    own_archive: Archive, tmp_path: Path
) -> None:
    """Also where a portal's page has no masthead, and quotes and widths are other ones."""
    made = Path(__file__).parents[1] / "readers" / "files"
    names = [path for path in made.iterdir() if path.name.startswith("seed0.")]
    chosen = [path for path in names if path.suffix in {".docx", ".odt", ".ofd", ".pdf"}]
    ingest(own_archive, [seeds_file(0), *chosen])
    assert rows(own_archive, "SELECT version FROM reply") == [(1,)]
    with own_archive.engine.connect() as connection:
        (id,) = connection.exec_driver_sql("SELECT id FROM reply").scalars()
        files = company(connection, [id])[id].files
    assert {file.name for file in files} == {seeds_file(0).name, *(path.name for path in chosen)}
    assert all(file.size and file.media_type for file in files)


def seeds_file(number: int) -> Path:
    return sorted((ROOT / "seeds").glob("0*.txt"))[number]


@pytest.mark.parametrize(
    ("page", "versions"),
    [
        ("<p>上海市松江区水务局文件</p>", 1),
        ("", 1),
        ("<p>办理结果：解决采纳</p>", 2),
    ],
)
def test_a_page_that_only_sets_the_letter_otherwise_is_no_new_version(
    own_archive: Archive, tmp_path: Path, page: str, versions: int
) -> None:
    path = letter(tmp_path / "in", "a.txt")
    body = "".join(f"<p>{row}</p>" for row in path.read_text("utf-8").splitlines()[1:])
    told = f"<html><body><div class='TRS_Editor'>{page}{body}</div></body></html>"
    (path.parent / "b.html").write_text(told.replace("：", ":"), encoding="utf-8")
    ingest(own_archive, [path.parent])
    assert rows(own_archive, "SELECT version FROM reply") == [(versions,)]


def test_letters_of_the_same_words_name_each_other(own_archive: Archive, tmp_path: Path) -> None:
    """Under other ids, as when a mirror lost the number's place: on both pages, in the API too."""
    path = letter(tmp_path / "in", "a.txt")
    ingest(own_archive, [path])
    text = path.read_text("utf-8")
    with own_archive.engine.begin() as connection:
        correct(connection, own_archive.folder, ID, {"案号": "099"}, "张三", "核对")
    other = path.with_name("b.txt")
    other.write_text(text.replace("，", ",").replace("30", "３０"), encoding="utf-8")
    ingest(own_archive, [other])
    ids = [str(id) for (id,) in rows(own_archive, "SELECT id FROM reply ORDER BY id")]
    assert len(ids) == 2
    with TestClient(create_app(Settings(data=own_archive.folder))) as site:
        for own, same in (ids, ids[::-1]):
            assert "与另一件内容相同" in site.get(f"/r/{own}").text
            named = site.get(f"/api/v1/replies/{own}").json()["same_text"]
            assert [one["id"] for one in named] == [same]
            assert named[0]["url"].endswith(f"/r/{same}")
        quality = site.get("/quality?code=same-text").text
        assert all(f"/r/{id}" in quality for id in ids)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("第077号", "第099号", True),
        ("对松江区政协六届四次会议第077号提案的答复", "松江区政协第0099号提案答复的函", True),
        ("第077号", "第099号提案的答复（网上公开稿）\n松江区政协六届四次会议第099号", True),
        ("一、我局已完成", "一、 我 局\n已完成", True),
        ("2025年4月18日", "2025年4月21日", True),
        ("30个小区", "31个小区", False),
        ("一、我局已完成", "一、我局会同区房管局已完成", False),
    ],
)
def test_letters_that_differ_around_their_words_name_each_other(
    own_archive: Archive, tmp_path: Path, old: str, new: str, same: bool
) -> None:
    """Number, heading, date and white space may differ; a figure or a clause may not."""
    first = letter(tmp_path / "in", "a.txt")
    other = first.read_text("utf-8").replace("第077号", "第099号").replace(old, new)
    first.with_name("b.txt").write_text(other, encoding="utf-8")
    ingest(own_archive, [first.parent])
    ids = [str(id) for (id,) in rows(own_archive, "SELECT id FROM reply ORDER BY rowid")]
    assert len(ids) == 2
    with own_archive.engine.connect() as connection:
        found = company(connection, ids)
    assert [[one.id for one in found[id].same] for id in ids] == (
        [[ids[1]], [ids[0]]] if same else [[], []]
    )


def test_a_new_heading_under_the_same_key_is_a_new_version(
    own_archive: Archive, tmp_path: Path
) -> None:
    """What is left out to know a letter again is not left out of its versions."""
    path = letter(tmp_path / "in", "a.txt")
    text = path.read_text("utf-8")
    ingest(own_archive, [path])
    path.write_text(text.replace("第077号提案的答复", "第077号提案办理情况的答复"), "utf-8")
    assert ingest(own_archive, [path]).counts["replaced"] == 1
    assert rows(own_archive, "SELECT version FROM reply") == [(2,)]


def test_a_correction_counts_as_a_change_and_a_reading_that_says_the_same_does_not(
    own_archive: Archive, tmp_path: Path
) -> None:
    """Whoever asks what changed hears of the one, and not of the other."""
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    (before,) = rows(own_archive, "SELECT modified FROM reply")
    reindex(own_archive)
    assert rows(own_archive, "SELECT modified FROM reply") == [before]
    set_right(own_archive, ID, signer="李四")
    (after,) = rows(own_archive, "SELECT modified FROM reply")
    assert str(after[0]) > str(before[0])
