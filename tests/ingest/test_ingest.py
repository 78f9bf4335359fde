"""Taking files in: the second run, bad input, new versions, other agencies."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from app.ingest.check import findings
from app.ingest.files import candidates
from app.ingest.reindex import reindex
from app.ingest.run import Archive, ingest

LETTER = """上海市松江区水务局
对松江区政协六届四次会议第{number}号提案的答复
沈亦舟委员：
您提出的《关于整治小区雨污混接的建议》的提案收悉，现将办理情况答复如下：
一、我局已完成{count}个小区的雨污混接改造。
二、下一步，我局将于2025年底前再完成12个小区的改造。
{agency}
2025年4月18日
"""


def letter(folder: Path, name: str, **fields: object) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    values = {"number": "077", "count": 30, "agency": "上海市松江区水务局"} | fields
    path.write_text(LETTER.format(**values), encoding="utf-8")
    return path


def rows(archive: Archive, statement: str) -> list[tuple[object, ...]]:
    with archive.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def content(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the record of runs; of the text index its own tables' rows."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
    names = [str(name) for (name,) in rows(archive, tables)]
    shadow = ("run", "run_file", "sqlite_sequence")
    return {n: rows(archive, f'SELECT * FROM "{n}"') for n in names if n not in shadow}


def test_the_second_run_changes_nothing(own_archive: Archive, seeds: Path) -> None:
    """Five letters given twice are five replies, and no table but the run record changes."""
    assert ingest(own_archive, [seeds]).counts["added"] == 5
    before = content(own_archive)
    assert ingest(own_archive, [seeds]).counts == {
        "added": 0,
        "replaced": 0,
        "unchanged": 5,
        "failed": 0,
    }
    assert content(own_archive) == before


def test_each_bad_file_gets_its_sentence_and_the_good_ones_go_in(
    own_archive: Archive, seeds: Path, tmp_path: Path
) -> None:
    """No such path, an empty folder, a binary and an empty file each name what to do."""
    (tmp_path / "none").mkdir()
    (tmp_path / "zero.txt").write_bytes(b"")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 40)
    bad = [tmp_path / name for name in ("missing.txt", "none", "zero.txt", "noise.bin")]
    report = ingest(own_archive, [bad[0], bad[1], seeds, bad[2], bad[3]])
    assert report.counts["added"] == 5
    assert report.counts["failed"] == 4
    assert not report.ok
    for path, failure in zip(bad, report.failures, strict=True):
        assert path.name in (failure.reason or "")
        assert "请" in (failure.reason or "")
    recorded = rows(own_archive, "SELECT reason FROM run_file WHERE outcome = 'failed'")
    assert [reason for (reason,) in recorded] == [failure.reason for failure in report.failures]


def test_what_systems_and_browsers_leave_is_passed_over(tmp_path: Path) -> None:
    """A saved page comes without its scripts and icons, but with the scan of a letter in it."""
    page = tmp_path / "答复_files"
    page.mkdir()
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "别的_files").mkdir()
    for name in ("答复.html", "答复_files/s.JS", "答复_files/s.css", "别的_files/s.css"):
        (tmp_path / name).write_text("…", encoding="utf-8")
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "~$答复.docx", "__MACOSX/答复.docx"):
        (tmp_path / name).write_bytes(b"\0\0")
    (page / "logo.png").write_bytes(bytes(3_000))
    (page / "第1页.png").write_bytes(bytes(60_000))
    (page / "断.png").symlink_to("没有.png")
    found = {str(one.path.relative_to(tmp_path)) for one in candidates([tmp_path])}
    assert found == {"别的_files/s.css", "答复.html", "答复_files/第1页.png"}


def test_a_folder_without_permission_is_named(seeds: Path) -> None:
    """An ordinary user who may not open a folder gets a sentence, and the rest is still found."""
    with tempfile.TemporaryDirectory() as name:  # not below tmp_path: that is closed to others
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "closed").mkdir(mode=0)
        (folder / "open.txt").touch()
        mine = os.geteuid()
        if mine == 0:
            os.seteuid(65534)  # root may open everything
        try:
            found = list(candidates([folder / "closed", folder / "closed" / "in", folder]))
        finally:
            os.seteuid(mine)
        (folder / "closed").chmod(0o700)
    closed = folder / "closed"
    assert [candidate.problem for candidate in found] == [
        f"{closed}: 打不开这个文件夹；请检查权限。",
        f"{closed / 'in'}: 没有权限看这个路径；请检查上级文件夹的权限。",
        None,
        f"{closed}: 打不开这个文件夹；请检查权限。",
    ]


def test_a_check_of_a_good_archive_finds_nothing(own_archive: Archive, seeds: Path) -> None:
    """All findings of a fresh archive are good; a lost original is named, and an altered one."""
    ingest(own_archive, [seeds])
    assert all(finding.ok for finding in findings(own_archive))
    next((own_archive.folder / "originals").glob("*/*")).unlink()
    assert [f.sentence for f in findings(own_archive) if not f.ok] == [
        "原始文件：完好 4，损坏 0，缺少 1"
    ]
    kept = next((own_archive.folder / "originals").glob("*/*"))
    kept.write_bytes(kept.read_bytes() + b" ")
    assert [f.sentence for f in findings(own_archive) if not f.ok] == [
        "原始文件：完好 3，损坏 1，缺少 1"
    ]


def test_reindex_reads_the_same_again(own_archive: Archive, seeds: Path) -> None:
    """Reading everything anew changes the revision and nothing a reader sees."""
    ingest(own_archive, [seeds])
    before = rows(own_archive, "SELECT id, text, dossier FROM reply ORDER BY id")
    assert reindex(own_archive).startswith("重读 5 件，失败 0 件")
    assert rows(own_archive, "SELECT id, text, dossier FROM reply ORDER BY id") == before
