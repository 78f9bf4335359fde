"""The metrics that people found in more than one sample letter, and those that only look alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from app.ledger.series.disagreements import disagreements
from app.ledger.series.reading import Point, SeriesFilters, find, load
from app.ledger.series.rows import of_reply
from app.store.tables import REPLY
from tests.archives import archive_in
from tests.ledger.letters import HEADS, filled, raw_places

METRICS = json.loads((Path(__file__).parent / "seeds_crossdoc.json").read_text(encoding="utf-8"))
SAME = [metric for metric in METRICS if metric["relation"] == "same"]
APART = [metric for metric in METRICS if metric["relation"] != "same"]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    archive = archive_in(tmp_path_factory.mktemp("ledger"))
    with filled(archive) as opened:
        yield opened
    archive.engine.dispose()


def place_of(member: dict[str, Any]) -> tuple[str, int]:
    """The letter and the position of its figure that a member names by its place in the file."""
    doc = member["doc"][:3]
    return f"letter-{doc}", raw_places(doc).index(member["start"])


def series_of(connection: Connection, member: dict[str, Any]) -> str:
    id, position = place_of(member)
    rowid = connection.scalar(REPLY.select().with_only_columns(REPLY.c.rowid).filter_by(id=id))
    assert rowid is not None
    return of_reply(connection, rowid)[position]


@pytest.mark.parametrize("metric", SAME, ids=lambda metric: metric["metric"])
def test_a_series_holds_exactly_its_members(connection: Connection, metric: dict[str, Any]) -> None:
    """One metric written in three ways is one series, and nothing else is in it."""
    id = series_of(connection, metric["members"][0])
    held = {(point.letter.id, point.position) for point in load(connection, id).points}
    assert held == {place_of(member) for member in metric["members"]}


@pytest.mark.parametrize("metric", APART, ids=lambda metric: metric["metric"])
def test_what_only_looks_alike_is_kept_apart(
    connection: Connection, metric: dict[str, Any]
) -> None:
    """Other funds, places, denominators and stages are other series."""
    ids = [series_of(connection, member) for member in metric["members"]]
    assert len(set(ids)) == len(ids)


def test_exactly_two_disagreements_are_shown(connection: Connection) -> None:
    """450 against 352 posted tasks, and 7 against 5 incubators; no growth, bound or part."""
    found = {
        tuple(sorted({point.surface for point in found.points}))
        for found in disagreements(connection)
    }
    assert found == {("352个", "450项"), ("5家", "7家")}


def test_a_disagreement_says_what_may_be_the_reason(connection: Connection) -> None:
    """Other words for what is counted are quoted as a possible difference of scope."""
    notes = {found.label: found.note for found in disagreements(connection)}
    assert "口径可能不同（上海市高质量孵化器 / 建成高质量孵化器" in notes["高质量孵化器"]


def test_the_program_itself_finds_them(archive: Engine) -> None:
    """The same series come of the figures that the program reads in the letters' files."""
    heads = {head.number: doc for doc, head in HEADS.items()}
    with archive.connect() as opened:
        rows = find(opened, SeriesFilters(many=True)).rows
        found = {
            tuple(sorted(_read_as(point, heads) for point in load(opened, row.id).points))
            for row in rows
        }
        told = [{point.surface for point in each.points} for each in disagreements(opened)]
    assert found == {
        tuple(sorted((m["doc"][:3], m["value"]) for m in metric["members"])) for metric in SAME
    }
    assert sorted(map(sorted, told)) == [["352个", "450项"], ["5家", "7家"]]


def _read_as(point: Point, heads: dict[str, str]) -> tuple[str, float | None]:
    number = next(number for number in heads if number in point.letter.short)
    return heads[number], point.value


def test_only_the_shared_metrics_are_in_several_letters(connection: Connection) -> None:
    """No two letters share a series that people did not find."""
    assert find(connection, SeriesFilters(many=True)).total == len(SAME)


def test_pages_of_a_series_joined_are_the_series(connection: Connection) -> None:
    """The first page holds the latest points, each page is in order of time, none is lost."""
    for row in find(connection, SeriesFilters(many=True)).rows:
        whole = load(connection, row.id)
        pages = [load(connection, row.id, page, 2).points for page in (3, 2, 1)]
        assert tuple(point for page in pages for point in page) == whole.points
        assert load(connection, row.id, 9, 2).points == ()
