"""Search as page and API see it, over the sample letters: what comes first, snippets, help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from app.errors import BadInput
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import Sort, facet, matching, search
from app.search.similar import similar
from app.search.suggest import suggest
from app.store.database import reader
from tests.archives import database_in
from tests.search.judging import judged, ndcg


@pytest.fixture(scope="module")
def engine(letters_folder: Path) -> Iterator[Engine]:
    """A read-only engine over the five seeds and thirty letters of other places."""
    engine = reader(letters_folder / "dafu.db")
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def first(connection: Connection, typed: str) -> str:
    hits = search(connection, parse(typed), facets=False).hits
    return hits[0].id if hits else "nothing"


def test_the_judged_queries_are_answered_well(connection: Connection) -> None:
    """Words, phrases, numbers, names, questions, everyday wordings, slips, traditional forms."""
    scores: dict[str, list[float]] = defaultdict(list)
    for case in judged():
        found = search(connection, parse(case.query), facets=False)
        names = [Path(hit.source_name).name for hit in (*found.hits, *found.near)]
        scores[case.kind].append(ndcg(names, case.relevant))
    every = [score for kind in scores.values() for score in kind]
    assert sum(every) / len(every) >= 0.95, {k: sum(v) / len(v) for k, v in scores.items()}
    assert min(sum(kind) / len(kind) for kind in scores.values()) >= 0.85


@pytest.mark.parametrize("column", ["title", "document_number"])
def test_a_title_or_document_number_brings_its_letter_first(
    connection: Connection, column: str
) -> None:
    """Known items stand at rank 1."""
    rows = connection.execute(text(f"SELECT id, {column} FROM reply WHERE {column} IS NOT NULL"))
    known = rows.fetchall()
    assert len(known) > 15
    assert [(typed, first(connection, typed)) for _, typed in known] == [
        (typed, id) for id, typed in known
    ]


def test_a_number_brings_its_letter_among_the_first_three(connection: Connection) -> None:
    """Written 第…号; a number that two letters carry brings both."""
    statement = "SELECT r.id, n.number FROM reply r JOIN reply_number n ON n.reply = r.rowid"
    for id, number in connection.execute(text(statement)).fetchall():
        hits = search(connection, parse(f"第{number}号"), facets=False).hits
        assert id in [hit.id for hit in hits[:3]], number


def test_a_proposer_brings_the_letter_first(connection: Connection) -> None:
    """A person's name alone is enough."""
    statement = """SELECT min(r.id), p.name FROM reply r JOIN reply_proposer p ON p.reply = r.rowid
                   GROUP BY p.name HAVING count(*) = 1"""
    for id, name in connection.execute(text(statement)).fetchall():
        assert first(connection, name) == id, name


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2000)
def test_no_input_makes_search_fail(engine: Engine, typed: str) -> None:
    """Every string is a query; hits are as many as the total says, marks give back the text."""
    with engine.connect() as connection:
        found = search(connection, parse(typed), size=100)
        assert len(found.hits) == found.total
        for hit in found.hits:
            assert "".join(piece.text for piece in hit.marked_heading) == hit.heading
            for snippet in hit.snippets:
                joined = "".join(piece.text for piece in snippet.pieces)
                assert len(joined) == snippet.end - snippet.start <= 60


@pytest.mark.parametrize("typed", ["融资", "孵化器 或 停车", "“下一步”", "", "2025"])
def test_total_rows_and_tallies_are_one_set(connection: Connection, typed: str) -> None:
    """What a list shows, a CSV holds and a filter counts cannot differ."""
    query = parse(typed)
    found = search(connection, query, size=100)
    assert found.total == len(found.hits) == len(matching(connection, query))
    for group in found.facets:
        for tally in group.values:
            narrowed = Filters().with_value(group.name, tally.value)
            assert search(connection, query, narrowed, facets=False).total == tally.count


def test_a_snippet_shows_the_hit_and_its_paragraph(connection: Connection) -> None:
    """The best paragraph is named, so that the page can lead there."""
    hit = search(connection, parse("概念验证中心")).hits[0]
    assert any(p.marked and p.text == "概念验证中心" for s in hit.snippets for p in s.pieces)
    whole = connection.execute(text("SELECT text FROM reply WHERE id = :id"), {"id": hit.id})
    lines = str(whole.scalar()).split("\n")
    assert hit.paragraph is not None
    assert "概念验证中心" in lines[hit.paragraph - 1]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("孵化器 -浦东 -上海", ["孵化器"]),
        ("标题:揭榜挂帅", ["揭榜挂帅"]),
        ("单位:没有这个单位", []),
        ("日期:2025-02-30", []),
    ],
)
def test_conditions_that_leave_nothing_are_offered_without_them(
    connection: Connection, typed: str, offered: list[str]
) -> None:
    """What is excluded, or the field, is the likely reason; its name is not looked for."""
    helped = search(connection, parse(typed)).help
    assert helped is not None
    assert [one.text for one in helped.words] == offered
    assert helped.longest is None


@pytest.mark.parametrize("typed", ["dengling", "https://www.example.gov.cn/art_13.html", "xyz19"])
def test_no_shred_of_a_latin_word_or_number_is_offered(connection: Connection, typed: str) -> None:
    """“ng” and “.gov” stand in some letter, and help nobody."""
    helped = search(connection, parse(typed)).help
    assert helped is not None
    assert helped.longest is None


def test_the_same_words_are_offered_once(connection: Connection) -> None:
    """The longest part that is found may be a word that is offered already."""
    helped = search(connection, parse("“孵化器嵩阳坪”")).help
    assert helped is not None
    offers = [*helped.words, *([helped.longest] if helped.longest else [])]
    assert [one.text for one in offers] == ["孵化器"]


def test_what_nothing_holds_is_helped_along(connection: Connection) -> None:
    """Without the filters, each word, the longest part: each with its count."""
    nothing = Filters().with_value("year", "1999")
    helped = search(connection, parse("孵化器"), nothing).help
    assert helped is not None
    assert helped.without_filters == search(connection, parse("孵化器")).total
    longest = search(connection, parse("“嵩阳公园停机坪”")).help
    assert longest is not None
    assert longest.longest is not None
    assert (longest.longest.text, longest.longest.count) == ("嵩阳公园", 1)


def test_letters_that_hold_every_word_come_before_those_that_hold_most(
    connection: Connection,
) -> None:
    """The second group stands apart and is not counted."""
    found = search(connection, parse("海外仓"))
    assert found.total == len(found.hits) == 1
    assert not found.loose
    assert not {hit.id for hit in found.near} & {hit.id for hit in found.hits}
    asked = search(connection, parse("公园里找不到厕所怎么办"))
    assert asked.loose
    assert asked.near_line
    assert asked.hits[0].title == "关于在嵩阳公园周边增设公共厕所的提案"


def test_pages_follow_by_cursor_in_every_order(connection: Connection) -> None:
    """The cursor of a page leads to the next; a foreign one is a bad request."""
    for sort in Sort:
        whole = matching(connection, parse("的"), sort=sort)
        rows, cursor = [], None
        while True:
            page = search(connection, parse("的"), sort=sort, size=7, cursor=cursor)
            rows += [hit.rowid for hit in page.hits]
            cursor = page.cursor
            if cursor is None:
                break
        assert tuple(rows) == whole
    with pytest.raises(BadInput):
        search(connection, parse("的"), cursor="not-a-cursor")


def test_a_cursor_of_another_list_is_refused(connection: Connection) -> None:
    """Words, conditions and order make a list; in which order conditions stand does not."""
    places = Filters(district=("310115", "310105"))
    cursor = search(connection, parse("的"), places, size=1).cursor
    assert cursor
    turned = Filters(district=("310105", "310115"))
    assert search(connection, parse("的"), turned, size=1, cursor=cursor).hits
    others = (("了", places, Sort.RELEVANCE), ("的", Filters(), Sort.RELEVANCE))
    for typed, filters, sort in (*others, ("的", places, Sort.NEWEST)):
        with pytest.raises(BadInput):
            search(connection, parse(typed), filters, sort=sort, size=1, cursor=cursor)


def test_the_box_suggests_titles_people_and_numbers(connection: Connection) -> None:
    """Each suggestion is a search that gives something; initials stand for a name."""
    for typed, kind, wanted in (
        ("海外仓", "title", "关于支持海外仓服务中小外贸企业的建议"),
        ("汪", "person", "汪泓"),
        ("wh", "person", "汪泓"),
        ("054", "number", "第0541号"),
        ("仓", "title", "关于支持海外仓服务中小外贸企业的建议"),
        ("浦", "agency", "上海市浦东新区科技和经济委员会"),
    ):
        made = [s for s in suggest(connection, typed) if s.kind == kind and s.text == wanted]
        assert len(made) == 1, typed
        assert search(connection, parse(made[0].address)).total >= 1


def test_similar_letters_share_the_words_they_are_shown_with(connection: Connection) -> None:
    """Letters on small firms in Pudong are alike; courtesy is no reason."""
    rowid = search(connection, parse("第130号")).hits[0].rowid
    found = similar(connection, rowid)
    assert found
    assert "272" in found[0].hit.numbers
    for other in found:
        assert other.reasons
        assert not {"收悉", "答复", "感谢", "提案"} & set(other.reasons)


def test_what_is_kept_of_a_letter_answers_for_no_other(connection: Connection) -> None:
    """Seen again, a letter has the neighbours it had; another letter has its own."""
    rowids = [hit.rowid for hit in search(connection, parse("")).hits]
    first = {rowid: similar(connection, rowid) for rowid in rowids}
    assert {rowid: similar(connection, rowid) for rowid in rowids} == first
    assert len({found for found in first.values() if found}) > len(rowids) // 2


def test_a_facet_can_be_listed_whole_and_searched(connection: Connection) -> None:
    """更多 shows all values of a group, or those holding some letters."""
    whole = facet(connection, parse(""), Filters(), "agency")
    some = facet(connection, parse(""), Filters(), "agency", contains="科技")
    assert 0 < len(some.values) < len(whole.values)
    assert all("科技" in value.label for value in some.values)


def test_an_archive_without_an_index_finds_nothing_and_says_so(tmp_path: Path) -> None:
    """No question fails before the first letter has come."""
    engine = reader(database_in(tmp_path))
    with engine.connect() as connection:
        for typed in ("企业融资", "共亨单车", ""):
            assert search(connection, parse(typed)).total == 0
    engine.dispose()


@pytest.mark.parametrize("said", ["310115", "浦东新区", "上海市浦东新区", "上海市 浦东新区"])
def test_a_place_is_chosen_by_code_or_by_any_of_its_names(
    connection: Connection, said: str
) -> None:
    """A program knows the code, a person the name, short or whole."""
    asked = matching(connection, parse(""), Filters(district=(said,)))
    by_code = matching(connection, parse(""), Filters(district=("310115",)))
    assert list(asked) == list(by_code) != []
