"""The draft checker: what differs from what was published is told, what agrees is quiet."""

from __future__ import annotations

import logging
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest
from sqlalchemy import Connection, Engine

from app.ledger.draft.checking import check
from app.ledger.draft.proof import lines
from app.store.database import reader
from tests.ledger.drafts import DOCS, TODAY, altered, differing, plain_places, sample


@pytest.fixture(scope="module")
def connection(archive: Engine) -> Iterator[Connection]:
    with archive.connect() as opened:
        yield opened


@pytest.mark.parametrize("doc", DOCS)
def test_a_published_letter_is_quiet(connection: Connection, doc: str) -> None:
    """A letter checked against the archive that holds it differs in nothing."""
    draft = check(connection, sample(doc), TODAY)
    assert draft.figures
    assert [figure.surface for figure in draft.figures if figure.state != "same"] == []


@pytest.mark.parametrize("count", [1, 2, 8, 1000], ids=["one", "two", "eight", "all"])
@pytest.mark.parametrize("doc", DOCS)
def test_altered_figures_are_told_and_no_others(
    connection: Connection, doc: str, count: int
) -> None:
    """Of k figures that were altered all are told, and the rest is quiet."""
    chance, draft = random.Random(7), check(connection, sample(doc), TODAY)
    places = plain_places(draft)
    text, spans = altered(draft.text, chance.sample(places, min(count, len(places))), chance)
    told = differing(check(connection, text, TODAY))
    assert len(told) == len(spans)
    assert all(start <= a and b <= end for (a, b), (start, end) in zip(spans, told, strict=True))


def test_each_figure_comes_with_its_source(connection: Connection) -> None:
    """The last published value is shown with its letter, date and sentence."""
    text = sample("000").replace("累计发榜项目450项", "累计发榜项目460项")
    told = next(f for f in check(connection, text, TODAY).figures if f.surface == "460项")
    assert told.last is not None
    assert (told.state, told.last.surface) == ("differs", "352个")  # the youngest letter's
    assert "揭榜挂帅平台累计发布项目352个" in told.last.sentence
    assert [point.surface for point in told.disagreements[0].points] == ["450项", "352个"]


def test_a_later_figure_is_news_and_no_difference(connection: Connection) -> None:
    """A value of a later time than any published is told as newer, with the last one."""
    text = sample("002").replace(
        "截至2025年3月底,平台累计发榜526项", "截至2025年9月底,平台累计发榜611项"
    )
    told = next(f for f in check(connection, text, TODAY).figures if f.surface == "611项")
    assert told.last is not None
    assert (told.state, told.last.surface) == ("later", "526项")


def test_a_time_before_all_published_is_no_difference(connection: Connection) -> None:
    """A value of a time that no letter spoke of is told as older, with the last one."""
    text = sample("002").replace(
        "截至2025年3月底,平台累计发榜526项", "截至2022年底,平台累计发榜201项"
    )
    told = next(f for f in check(connection, text, TODAY).figures if f.surface == "201项")
    assert told.last is not None
    assert (told.state, told.last.surface) == ("earlier", "526项")


def test_a_number_without_a_day_agrees_with_an_earlier_one_without(connection: Connection) -> None:
    """A draft without a date that repeats either undated number is quiet, months later too."""
    text = "对浦东新区政协七届四次会议第999号提案的答复\n王某委员：\n{}家高质量孵化器已经建成。\n"
    states = {
        number: [f.state for f in check(connection, text.format(number), TODAY).figures]
        for number in (5, 6, 7)
    }
    assert states == {5: ["same"], 6: ["later"], 7: ["same"]}


def test_nearly_equal_sentences_are_linked(connection: Connection) -> None:
    """A sentence taken over with a few words changed is linked to where it was published."""
    said = "推动李政道研究所、张江数学研究院、商飞智能技术公司等新型研发机构加快集聚发展。"
    found = check(connection, f"我委积极推进科技成果转化。{said}", TODAY).sentences
    assert {kin.kin.letter.short for kin in found} <= {"第130号提案的答复", "第272号提案的答复"}


def test_a_plan_whose_period_is_over_is_marked(connection: Connection) -> None:
    """《…（2021-2023年）》 in a draft of 2025 is marked, a plan still running is not."""
    text = "我局落实《某市养老服务发展规划（2021-2023年）》和《某市助餐行动方案（2024-2027年）》。"
    assert [c.over.year for c in check(connection, text, TODAY).citations] == [2023]


def test_an_unknown_place_gets_no_verdict(connection: Connection) -> None:
    """A draft of another district is not measured against the figures of this one."""
    text = "截至2024年底，累计发榜项目999项。"
    states = {f.state for f in check(connection, text, TODAY, "110101").figures}
    assert states <= {"unknown"}


def test_the_terminal_tells_what_differs_first(connection: Connection) -> None:
    """The command prints the differing figure, the published one, and a count at the end."""
    text = sample("000").replace("累计发榜项目450项", "累计发榜项目460项")
    printed = list(lines(check(connection, text, TODAY)))
    assert any("460项：与已公布的不同" in line for line in printed)
    assert printed[-2].startswith("数据 ")


def test_nothing_of_a_draft_is_kept(
    archive_folder: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After a check the draft's words are in no file of the data folder and in no log."""
    secret = "绝不外传的稿子里写着的话"
    engine = reader(archive_folder / "dafu.db")
    with caplog.at_level(logging.DEBUG), engine.connect() as connection:
        check(connection, f"{secret}，2024年共有企业3.8万户。", TODAY)
    engine.dispose()
    assert secret not in caplog.text
    for path in archive_folder.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()


@pytest.mark.slow
def test_no_word_of_a_posted_draft_is_left_anywhere(archive_folder: Path, tmp_path: Path) -> None:
    """Posted to a running server, a draft stands in no file of the data folder (the database's
    log too), in no temporary file and in nothing the server printed."""
    data, scratch, printed = tmp_path / "data", tmp_path / "tmp", tmp_path / "server.log"
    shutil.copytree(archive_folder, data)
    scratch.mkdir()
    secret = "绝不外传的稿子里写着的话"
    text = f"{secret}，截至2024年底，累计发榜项目451项。"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "DAFU_DATA": str(data), "TMPDIR": str(scratch)}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    with printed.open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        answer = _posted(f"http://127.0.0.1:{port}/draft", text)
    finally:
        server.terminate()
        server.wait(20)
    assert secret in answer
    assert printed.stat().st_size > 0
    forms = (secret, quote(secret), quote_plus(text), secret.encode("unicode-escape").decode())
    for path in (*data.rglob("*"), *scratch.rglob("*"), printed):
        if path.is_file():
            held = path.read_bytes()
            assert not any(form.encode() in held for form in forms), path


def _posted(address: str, text: str) -> str:
    for _ in range(300):
        try:
            return httpx.post(address, data={"text": text}, timeout=30).text
        except httpx.ConnectError:
            time.sleep(0.1)
    pytest.fail("the server did not start")
