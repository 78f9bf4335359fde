"""The ways into the archive beside plain paths, and what people may do to a reply afterwards."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.errors import BadInput, Gone, NotFound, Unavailable
from app.ingest.command import Wish, take_in
from app.ingest.corrections import correct
from app.ingest.keeping import Archive, Fate
from app.ingest.reindex import reindex
from app.ingest.run import ingest, ingest_jobs, jobs
from app.ingest.watch import watch
from app.ingest.withdrawal import withdraw
from app.store import database
from app.store.replies import Stored, load
from tests.ingest.test_ingest import letter, rows

ID = "310117-zx-6-4-077"


def reply(archive: Archive, id: str = ID) -> Stored:
    with archive.engine.connect() as connection:
        return load(connection, id)


def given(archive: Archive, id: str = ID, **values: str) -> None:
    with archive.engine.begin() as connection:
        correct(connection, archive.folder, id, values, "张三", "核对原件")


def test_a_rehearsal_says_what_would_be_and_writes_nothing(
    own_archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = letter(tmp_path / "in", "a.txt")
    assert take_in(own_archive, Wish((str(path),), dry_run=True))
    assert ID in capsys.readouterr().out
    assert rows(own_archive, "SELECT count(*) FROM reply") == [(0,)]
    assert not (own_archive.folder / "originals").exists()


def test_a_rehearsal_leaves_no_empty_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing was ever taken in, nothing is there afterwards."""
    path = letter(tmp_path / "in", "a.txt")
    monkeypatch.setenv("DAFU_DATA", str(tmp_path / "data"))
    done = CliRunner().invoke(app, ["ingest", "--dry-run", str(path)])
    assert done.exit_code == 0
    assert ID in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_correction_wins_over_what_was_read_and_survives_reading_again(
    own_archive: Archive, tmp_path: Path
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    given(own_archive, 成文日期="2025-05-01", agencies="上海市松江区水务局、上海市松江区财政局")
    reindex(own_archive)
    stored = reply(own_archive).dossier
    assert str(stored.reply.dated) == "2025-05-01"
    assert stored.reply.agencies == ("上海市松江区水务局", "上海市松江区财政局")
    notes = [problem.message for problem in stored.problems if problem.code == "corrected"]
    assert [note.partition("：")[0] for note in notes] == ["成文日期", "承办单位"]


def test_a_correction_holds_for_the_next_version_too(own_archive: Archive, tmp_path: Path) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    given(own_archive, dated="2025-05-01")
    ingest(own_archive, [letter(tmp_path / "in", "b.txt", count=31)])
    stored = reply(own_archive)
    assert (stored.version, str(stored.dossier.reply.dated)) == (2, "2025-05-01")


@pytest.mark.parametrize(
    ("id", "values", "error"),
    [
        ("x0000000000", {"dated": "2025-05-01"}, NotFound),
        (ID, {"dated": "五月一日"}, BadInput),
        (ID, {"颜色": "红"}, BadInput),
        (ID, {"outcome": "好"}, BadInput),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    own_archive: Archive, tmp_path: Path, id: str, values: dict[str, str], error: type[Exception]
) -> None:
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    with pytest.raises(error):
        given(own_archive, id, **values)
    assert not (own_archive.folder / "corrections").exists()


def test_a_withdrawn_reply_is_gone_and_does_not_come_back(
    own_archive: Archive, tmp_path: Path
) -> None:
    path = letter(tmp_path / "in", "a.txt")
    ingest(own_archive, [path])
    withdraw(own_archive, ID, "发布机关要求撤下")
    with pytest.raises(Gone, match="发布机关要求撤下"):
        reply(own_archive)
    assert ingest(own_archive, [path]).counts["failed"] == 1


def test_what_a_list_knows_wins(
    own_archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says of columns that nobody knows is told, not lost in silence."""
    letter(tmp_path / "in", "a.txt")
    listed = tmp_path / "in" / "清单.csv"
    table = "路径,发文字号,备注,承办人\na.txt,松水务〔2025〕9号,无,\n"
    listed.write_bytes(table.encode("gb18030"))
    assert take_in(own_archive, Wish(from_list=listed))
    assert reply(own_archive).dossier.reply.document_number == "松水务〔2025〕9号"
    told = [line for line in capsys.readouterr().err.splitlines() if "不认识" in line]
    assert len(told) == 1
    assert "清单.csv: 不认识这些列，没有用上：备注、承办人。可以用的列有：标题、" in told[0]


def test_a_list_whose_columns_are_all_known_is_told_nothing(
    own_archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter(tmp_path / "in", "a.txt")
    listed = tmp_path / "in" / "list.csv"
    listed.write_text("Path,Dated,成文日期\na.txt,2025-05-01,\n", encoding="utf-8")
    assert take_in(own_archive, Wish(from_list=listed))
    assert "不认识" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "空的"), ("名称\na\n", "路径"), ("路径,成文日期\na.txt,昨天\n", "写法不对")],
)
def test_a_list_that_cannot_be_understood_says_why(
    own_archive: Archive, tmp_path: Path, text: str, says: str
) -> None:
    listed = tmp_path / "清单.csv"
    listed.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        take_in(own_archive, Wish(from_list=listed))


def test_a_drop_folder_takes_in_what_has_stopped_growing(
    own_archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    letter(folder, "a.txt")
    told: list[str] = []
    ended = time.monotonic() + 10

    def stopping() -> bool:
        return bool(told) or time.monotonic() > ended

    watch(own_archive, folder, lambda fate: told.append(fate.outcome), stopping, seconds=0.05)
    assert told == ["added"]


def test_an_attachment_waits_in_a_drop_folder_for_its_letter(
    own_archive: Archive, tmp_path: Path
) -> None:
    """Told of once as waiting, whatever else comes; kept with its letter when that comes."""
    folder = tmp_path / "in"
    (folder / "乙").mkdir(parents=True)
    (folder / "甲" / "附件").mkdir(parents=True)
    (folder / "甲" / "附件" / "附件1.txt").write_text("小区清单\n新桥一村 320\n", "utf-8")
    told: list[tuple[str, str]] = []
    ended = time.monotonic() + 20

    def tell(fate: Fate) -> None:
        told.append((Path(fate.name).name, fate.outcome))
        if len(told) == 1:
            letter(folder / "乙", "b.txt", number="078")
        if len(told) == 2:
            letter(folder / "甲", "a.txt")

    watch(
        own_archive, folder, tell, lambda: len(told) > 3 or time.monotonic() > ended, seconds=0.05
    )
    assert told == [
        ("附件1.txt", "waiting"),
        ("b.txt", "added"),
        ("a.txt", "added"),
        ("附件1.txt", "added"),
    ]
    assert rows(own_archive, "SELECT id, name FROM attachment") == [(ID, "附件1.txt")]


def test_a_locked_database_does_not_end_a_watch(own_archive: Archive, tmp_path: Path) -> None:
    """What was put in meanwhile is taken in when the other program is done."""
    folder = letter(tmp_path / "in", "a.txt").parent
    with own_archive.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(own_archive.folder / "dafu.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    told: list[str] = []
    ended = time.monotonic() + 20

    def tell(fate: Fate) -> None:
        told.append(fate.outcome)
        other.rollback()

    def stopping() -> bool:
        return "added" in told or time.monotonic() > ended

    try:
        watch(own_archive, folder, tell, stopping, seconds=0.05)
    finally:
        other.close()
    assert set(told) == {"waiting", "added"}


@pytest.mark.parametrize(
    "more", [{"names": ("a.txt",)}, {"from_list": Path("a.csv")}, {"dry_run": True}], ids=str
)
def test_a_watch_goes_with_nothing_else(
    own_archive: Archive, tmp_path: Path, more: dict[str, Any]
) -> None:
    """A rehearsal of a watch would have written."""
    with pytest.raises(BadInput, match="只守一个文件夹"):
        take_in(own_archive, Wish(watch=tmp_path, **more))


def test_a_locked_database_is_called_locked_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where another program has been writing since before this one began."""
    path = tmp_path / "dafu.db"
    database.writer(path).dispose()
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable, match="另一个程序"):
            database.writer(path)
    finally:
        other.close()


def test_a_folder_that_is_not_there_is_not_watched(own_archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件夹"):
        take_in(own_archive, Wish(watch=tmp_path / "无"))


def test_asked_to_stop_a_run_stores_what_it_has_read(own_archive: Archive, tmp_path: Path) -> None:
    for number in range(30):
        letter(tmp_path / "in", f"{number:02}.txt", number=f"{number:03}")
    asked: list[int] = []

    def stopping() -> bool:
        asked.append(1)
        return len(asked) > 3

    report = ingest_jobs(own_archive, jobs([tmp_path / "in"]), "", stopping=stopping)
    assert (report.stopped, report.ok, report.counts["added"]) == (True, False, 4)
    assert ingest(own_archive, [tmp_path / "in"]).counts["added"] == 26


def test_a_locked_database_is_a_sentence(own_archive: Archive, tmp_path: Path) -> None:
    path = letter(tmp_path / "in", "a.txt")
    with own_archive.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(own_archive.folder / "dafu.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable, match="另一个程序"):
            take_in(own_archive, Wish((str(path),)))
    finally:
        other.close()
    assert take_in(own_archive, Wish((str(path),)))


def test_a_full_disk_is_a_sentence_and_leaves_the_archive_whole(
    own_archive: Archive, tmp_path: Path
) -> None:
    first, second = letter(tmp_path / "in", "a.txt"), letter(tmp_path / "in", "b.txt", number="8")
    assert take_in(own_archive, Wish((str(first),)))
    with own_archive.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    second.write_text(second.read_text(encoding="utf-8") + "我局继续改造。\n" * 5_000, "utf-8")
    with pytest.raises(Unavailable, match="磁盘满了"):
        take_in(own_archive, Wish((str(second),)))
    assert rows(own_archive, "PRAGMA integrity_check") == [("ok",)]
    assert reply(own_archive).id == ID


def test_two_runs_of_one_process_share_their_children(own_archive: Archive, seeds: Path) -> None:
    before = threading.active_count()
    ingest(own_archive, [seeds])
    ingest(own_archive, [seeds])
    assert threading.active_count() <= before + 8


@pytest.mark.parametrize(
    "command",
    [
        ["correct", ID, "dated=2025-05-01", "--by", "张三", "--why", "核对"],
        ["withdraw", ID, "--reason", "发布机关要求撤下"],
        ["reindex"],
    ],
    ids=lambda command: command[0],
)
def test_what_the_database_refuses_is_a_sentence(
    own_archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Only `ingest` said it; the other commands that write ended in the lines of a program."""
    ingest(own_archive, [letter(tmp_path / "in", "a.txt")])
    with own_archive.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE UPDATE ON archive"
            " BEGIN SELECT RAISE(ABORT, 'on purpose'); END"
        )
    monkeypatch.setenv("DAFU_DATA", str(own_archive.folder))
    told = CliRunner().invoke(app, command)
    assert isinstance(told.exception, Unavailable)
    said = f"{own_archive.folder}: 数据库出错（on purpose）；请运行 ./run check。"
    assert told.exception.detail == said
    assert reply(own_archive).dossier.reply.dated is not None
