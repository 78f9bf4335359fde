"""The commands as a person at a terminal meets them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from app.cli import app, main
from app.config import ROOT
from app.errors import BadInput, Unreadable
from tests.rows import each_row

COMMANDS = [
    (command.name or command.callback.__name__).replace("_", "-")
    for command in app.registered_commands
    if command.callback
]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@each_row("command", COMMANDS)
def test_help_shows_every_word_that_was_written(command: str) -> None:
    """Square brackets are markup to what prints the help: 「需要安装 [ocr]」 lost its last word."""
    told = CliRunner().invoke(app, [command, "--help"])
    assert told.exit_code == 0
    (written,) = [
        c.callback.__doc__
        for c in app.registered_commands
        if c.callback and (c.name or c.callback.__name__).replace("_", "-") == command
    ]
    assert written
    shown = "".join(told.output.split())
    assert "".join(written.split()) in shown


def test_a_port_that_is_taken_is_said_before_anything_begins(taken: int) -> None:
    """One sentence with the way out, and not a promise of an address that is another's."""
    told = CliRunner().invoke(app, ["serve", "--port", str(taken)])
    assert isinstance(told.exception, BadInput)
    assert told.exception.detail == (
        f"127.0.0.1:{taken}: 不能在这里提供网站（已经有程序在用）；请用 --host、--port 换一个。"
    )
    assert told.output == ""


def test_an_address_that_is_none_is_said_before_anything_begins() -> None:
    """A host name that leads nowhere."""
    told = CliRunner().invoke(app, ["serve", "--host", "nowhere.invalid", "--port", "8000"])
    assert isinstance(told.exception, BadInput)


@pytest.mark.parametrize("port", ["-1", "65536", "eighty"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    """Exit status 2, as for every option that cannot be meant."""
    assert CliRunner().invoke(app, ["serve", "--port", port]).exit_code == 2


def test_a_correction_without_a_value_is_not_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`dated` alone emptied the date; that is said with the sign, `dated=`."""
    monkeypatch.setenv("DAFU_DATA", str(tmp_path / "data"))
    told = CliRunner().invoke(app, ["correct", "x", "dated", "--by", "张三", "--why", "核对"])
    assert isinstance(told.exception, BadInput)
    assert told.exception.detail.startswith("dated: 要写成“项=值”")


def test_what_the_system_refuses_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An export to below a file ended in the lines of a program."""
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("DAFU_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("sys.argv", ["dafu", "export", str(tmp_path / "file" / "out")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"{tmp_path}/file/out: 没有做成（上级不是文件夹）；请检查路径、权限和磁盘空间。\n"
    )


def test_looking_at_an_archive_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letters in a ZIP were unpacked into the program's own folder, and stayed there."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    with ZipFile(tmp_path / "two.zip", "w") as held:
        for path in sorted((ROOT / "seeds").glob("*.txt"))[:2]:
            held.write(path, path.name)
    before = {path.name for path in ROOT.iterdir()}
    told = CliRunner().invoke(app, ["inspect", str(tmp_path / "two.zip")])
    assert isinstance(told.exception, Unreadable)
    assert "ZIP" in told.exception.detail
    assert {path.name for path in ROOT.iterdir()} == before
    assert list((tmp_path / "scratch").iterdir()) == []
