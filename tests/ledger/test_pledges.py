"""The register of promises, and the later letters that speak of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from app.ledger.promises.filters import PledgeFilters
from app.ledger.promises.register import every, following, of_reply, register
from app.model import Block, BlockKind, Dossier, Pledge, Strength
from app.store.tables import REPLY
from tests.archives import archive_in
from tests.ledger.letters import letter, store, take_out

TODAY = date(2026, 11, 1)
CENTRES = "推动建立3-5家概念验证中心"
PLATFORM = "实施浦东国际揭榜挂帅公共服务平台2.0迭代升级"


def promising() -> Dossier:
    """Letter 130 with three of its promises marked, one of them due at the end of 2025."""
    dossier = letter("000")
    text = dossier.text
    spans = [_sentence(text, CENTRES), _sentence(text, PLATFORM), _sentence(text, "6000家")]
    targets = [i for i, figure in enumerate(dossier.figures) if figure.role.value == "target"]
    dues = ["2025-12-31", None, "2027"]
    pledges = tuple(
        Pledge(
            start,
            end,
            due,
            Strength.DATED if due else Strength.PLANNED,
            tuple(i for i in targets if start <= dossier.figures[i].start < end),
        )
        for (start, end), due in zip(spans, dues, strict=True)
    )
    return replace(dossier, pledges=pledges)


def _sentence(text: str, part: str) -> tuple[int, int]:
    at = text.index(part)
    return text.rindex("。", 0, at) + 1, text.index("。", at) + 1


def next_years() -> Dossier:
    """A letter of the year after that says what came of the platform, in nearly the same words."""
    said = "2026年，浦东国际揭榜挂帅公共服务平台2.0迭代升级已经实施完成。"
    dossier = letter("002")
    end = dossier.blocks[-1].end
    block = Block(BlockKind.PARAGRAPH, end + 1, end + 1 + len(said))
    reply = replace(dossier.reply, id="letter-next", dated=date(2026, 5, 20))
    source = replace(dossier.source, sha256="1" * 64)
    text = f"{dossier.text[:end]}\n{said}"
    blocks = (*dossier.blocks, block)
    return replace(dossier, text=text, blocks=blocks, figures=(), reply=reply, source=source)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    archive = archive_in(tmp_path_factory.mktemp("ledger"))
    with archive.engine.begin() as opened:
        store(opened, [promising(), letter("001"), next_years()])
    with archive.engine.connect() as opened:
        yield opened
    archive.engine.dispose()


def found(connection: Connection, **filters: object) -> list[str]:
    filtered = PledgeFilters(**filters)  # type: ignore[arg-type]  # a test's shorthand
    items = register(connection, filtered, TODAY).items
    return [next(p for p in (CENTRES, PLATFORM, "6000家") if p in i.sentence) for i in items]


def test_a_promise_is_quoted_whole(connection: Connection) -> None:
    """One item is one sentence of the letter, from its first to its last character."""
    row = connection.execute(REPLY.select().where(REPLY.c.id == "letter-000")).one()
    for promise in of_reply(connection, row.rowid, TODAY):
        assert row.text[promise.start : promise.end] == promise.sentence


def test_targets_are_shown_as_printed(connection: Connection) -> None:
    """A promise carries what it counts on, in the letter's own words."""
    targets = {promise.targets for promise in every(connection, PledgeFilters(), TODAY)}
    assert ("3-5家", "2家") in targets


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [CENTRES, PLATFORM, "6000家"]),
        ({"q": "概念验证 高质量"}, [CENTRES]),
        ({"q": "没有这样的词"}, []),
        ({"has": ("target",)}, [CENTRES, "6000家"]),
        ({"has": ("due",)}, [CENTRES, "6000家"]),
        ({"district": ("310115",)}, [CENTRES, PLATFORM, "6000家"]),
        ({"district": ("浦东新区",)}, [CENTRES, PLATFORM, "6000家"]),
        ({"district": ("长宁区",)}, []),
        ({"year": ("2024",)}, []),
        ({"agency": ("上海市科学技术委员会",)}, []),
        ({"reply": "letter-001"}, []),
    ],
    ids=str,
)
def test_filters(connection: Connection, filters: dict[str, object], expected: list[str]) -> None:
    """Each filter leaves what it says."""
    assert found(connection, **filters) == expected


def test_similar_words_of_a_later_letter_are_linked(connection: Connection) -> None:
    """The next year's letter that speaks of the platform is a follow-up, with its sentence."""
    promise = register(connection, PledgeFilters(q="2.0迭代"), TODAY).items[0]
    assert promise.state == "seen"
    last = promise.followups[-1]
    assert (last.letter.id, last.reason) == ("letter-next", "措辞相近")
    assert last.sentence.startswith("2026年，浦东国际揭榜挂帅公共服务平台2.0")


def test_a_later_figure_of_the_same_metric_is_linked(connection: Connection) -> None:
    """再新增2家以上高质量孵化器 is followed by a letter that gives their number."""
    promise = register(connection, PledgeFilters(q="概念验证中心"), TODAY).items[0]
    assert [(f.letter.id, f.reason) for f in promise.followups] == [("letter-001", "同一指标")]


def test_overdue_means_past_and_nothing_seen(connection: Connection) -> None:
    """A promise whose day is past, and of which a later letter speaks, is not called overdue."""
    assert found(connection, overdue=True) == []
    late = register(connection, PledgeFilters(overdue=True), date(2028, 1, 1)).items
    assert [promise.due for promise in late] == ["2027"]


def test_counts_beside_filters_leave_their_own_group_out(connection: Connection) -> None:
    """The count beside a district says how many if it were ticked instead."""
    page = register(connection, PledgeFilters(district=("长宁区",)), TODAY)
    assert [(choice.value, choice.label, choice.count) for choice in page.districts] == [
        ("310115", "浦东新区", 3)
    ]
    assert page.years == ()


def test_the_order_letters_came_in_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, connection: Connection
) -> None:
    """A promise stored after the letter that follows it up is linked all the same."""
    archive = archive_in(tmp_path_factory.mktemp("ledger"))
    with archive.engine.begin() as opened:
        store(opened, [next_years(), letter("001"), promising()])
        links = [
            (promise.sentence, [(f.letter.id, f.start, f.reason) for f in promise.followups])
            for promise in every(opened, PledgeFilters(), TODAY)
        ]
        assert links == [
            (promise.sentence, [(f.letter.id, f.start, f.reason) for f in promise.followups])
            for promise in every(connection, PledgeFilters(), TODAY)
        ]
        take_out(opened, "letter-next")
        after = register(opened, PledgeFilters(q="2.0迭代"), TODAY).items[0]
        assert after.state_label == "未见后续"
    archive.engine.dispose()


def test_filters_come_back_from_their_address() -> None:
    """An address read gives the filters that wrote it; a bad value is named."""
    filters = PledgeFilters(q="孵化器", year=("2025",), has=("due",), overdue=True, state="seen")
    assert PledgeFilters.read(filters.pairs()) == (filters, ())
    dropped = PledgeFilters.read([("year", "abcd"), ("has", "all"), ("page", "2")])[1]
    assert [(each.name, each.value) for each in dropped] == [("year", "abcd"), ("has", "all")]


def test_each_choice_leaves_exactly_its_count(connection: Connection) -> None:
    """Whatever else is chosen, a value of a filter leaves as many promises as stand beside it."""
    asked = [PledgeFilters(), PledgeFilters(q="推动"), PledgeFilters(year=("2025",), has=("due",))]
    for filters in asked:
        page = register(connection, filters, TODAY)
        choices = {"district": page.districts, "agency": page.agencies, "year": page.years}
        for name, found in choices.items():
            for choice in found:
                chosen = replace(filters, **{name: (choice.value,)})
                left = list(every(connection, chosen, TODAY))
                assert register(connection, chosen, TODAY).total == len(left) == choice.count


@pytest.mark.parametrize(
    "words", ["推进", "孵化器", "长宁", "贴息", "企业 服务", "，推", "没有这话"]
)
def test_words_leave_the_promises_that_hold_them(archive: Engine, words: str) -> None:
    """However few letters may hold the words, and however deep the page, none is left out."""
    with archive.connect() as connection:
        said = [one.sentence for one in every(connection, PledgeFilters(), TODAY)]
        wanted = [text for text in said if all(word in text for word in words.split())]
        filters = PledgeFilters(q=words)
        pages = [register(connection, filters, TODAY, page, size=3) for page in range(1, 40)]
        assert [one.sentence for page in pages for one in page.items] == wanted
        assert {page.total for page in pages} == {len(wanted)}
        assert len(following(connection, filters, TODAY, None, 1000)) == len(wanted)
