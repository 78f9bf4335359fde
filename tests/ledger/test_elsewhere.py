"""The same matter in other places, and last year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.config import Settings
from app.ingest.run import Archive
from app.ledger.matters.elsewhere import elsewhere, last_year
from app.model import Block, BlockKind, Dossier, ThemeHit
from app.search import indexing
from app.store.tables import REPLY
from app.web.main import create_app
from tests.archives import archive_in
from tests.ledger.letters import CHANGNING, CITY, letter, store

MEALS = "关于增设社区食堂方便老年人就餐的建议"
THEME = ThemeHit("elderly", "养老与民政", (), 0.9, ("食堂",))


def wishing(id: str, title: str, text: str, **more: object) -> Dossier:
    """A letter of one paragraph about this wish."""
    dossier = letter("000")
    reply = replace(dossier.reply, id=id, title=title, **more)  # type: ignore[arg-type]  # shorthand
    return replace(
        dossier,
        source=replace(dossier.source, sha256=id.ljust(64, "0")),
        text=text,
        blocks=(Block(BlockKind.PARAGRAPH, 0, len(text)),),
        reply=reply,
        themes=(THEME,),
        figures=(),
        pledges=(),
        citations=(),
    )


LETTERS = (
    wishing("here", MEALS, "我区增设社区食堂12家，老年人就餐有补贴。", agencies=("甲",)),
    wishing(
        "next-door",
        "关于推动社区食堂建设解决老年人就餐难的提案",
        "感谢您的建议。长宁区2024年新增社区食堂8家，老年人就餐打八折。营商环境不断优化。",
        place=CHANGNING,
        agencies=("乙",),
    ),
    wishing("same-place", MEALS, "我区社区食堂建设情况如下，老年人就餐更便利。", agencies=("丙",)),
    wishing(
        "other-wish",
        "关于优化营商环境支持企业融资的建议",
        "我们优化了融资服务，社区食堂另行答复。",
        place=CITY,
        agencies=("丁",),
    ),
    wishing(
        "last-year",
        "关于发展社区食堂的建议",
        "去年我区启动社区食堂建设，方便居民。",
        agencies=("甲",),
        dated=date(2024, 5, 10),
    ),
    wishing(
        "last-year-else",
        "关于口袋公园的建议",
        "去年我区建设口袋公园，改善绿化环境。",
        agencies=("甲",),
        dated=date(2024, 6, 1),
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    archive = archive_in(tmp_path_factory.mktemp("ledger"))
    with archive.engine.begin() as opened:
        indexing.put_many(opened, store(opened, LETTERS))
    yield archive
    archive.engine.dispose()


@pytest.fixture(scope="module")
def connection(archive: Archive) -> Iterator[Connection]:
    with archive.engine.connect() as opened:
        yield opened


def row(connection: Connection, id: str) -> int:
    found: int = connection.execute(REPLY.select().where(REPLY.c.id == id)).one().rowid
    return found


def test_other_districts_that_were_asked_the_same(connection: Connection) -> None:
    """Nearly the same wish in another district is found; the own district and other wishes not."""
    found = elsewhere(connection, row(connection, "here"))
    assert [each.letter.id for each in found] == ["next-door"]
    assert "食堂" in "".join(found[0].shared)


def test_its_answer_is_quoted_whole(connection: Connection) -> None:
    """The sentence that speaks most of the wish is quoted from the other letter."""
    found = elsewhere(connection, row(connection, "here"))[0]
    assert found.quote == "长宁区2024年新增社区食堂8家，老年人就餐打八折。"
    text = LETTERS[1].text
    assert text[found.start : found.end] == found.quote


def test_a_wish_that_no_one_else_had(connection: Connection) -> None:
    """Nothing is shown where nothing is alike."""
    assert elsewhere(connection, row(connection, "other-wish")) == ()


def test_last_years_letter_of_the_same_agency(connection: Connection) -> None:
    """Of last year's letters of the agency the one about the same matter is chosen."""
    found = last_year(connection, row(connection, "here"))
    assert found is not None
    assert found.id == "last-year"


def test_no_letter_of_last_year(connection: Connection) -> None:
    """An agency without a letter of the year before has none to compare with."""
    assert last_year(connection, row(connection, "next-door")) is None


def test_the_page_leads_to_last_years_letter_and_the_comparison(archive: Archive) -> None:
    """A reply shows its agency's reply of the year before, and both side by side."""
    with TestClient(create_app(Settings(data=archive.folder))) as client:
        page = client.get("/r/here").text
        assert 'href="/r/last-year"' in page
        assert 'href="/compare?a=last-year&amp;b=here"' in page
        assert "去年我区启动社区食堂建设" in client.get("/compare?a=last-year&b=here").text
        assert "去年的答复" not in client.get("/r/next-door").text
