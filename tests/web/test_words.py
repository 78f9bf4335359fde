"""The small functions behind a page: pieces, citations, changes, numbers in words, charts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.tallies import PlaceTally
from app.web.card import counted
from app.web.changes import changes
from app.web.charts import amount, bars
from app.web.citation import citations
from app.web.figuretable import spoken
from app.web.letter import layer, parts, pieces, traditional
from app.web.outline import outline
from app.web.pager import pager
from app.web.pages.info import coverage_page
from tests.web import samples

LETTERS = list(samples.letters())
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(st.text(max_size=60), SPANS, SPANS)
def test_pieces_joined_give_back_the_text(
    text: str, ones: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    """However spans of two layers overlap, nothing is lost or doubled."""
    layers = [
        layer([(a, min(b, len(text)), "x", "") for a, b in spans], marks=True)
        for spans in (ones, others)
    ]
    assert "".join(piece.text for piece in pieces(text, 0, len(text), layers)) == text


def test_of_two_overlapping_marks_the_longer_wins() -> None:
    """累计发榜项目450项 with 450项 inside it is one mark."""
    kept = layer([(2, 4, "short", "a"), (0, 6, "long", "b"), (8, 9, "other", "c")], marks=True)
    assert [span[2] for span in kept.spans] == ["long", "other"]


@pytest.mark.parametrize("dossier", LETTERS, ids=lambda dossier: dossier.source.name)
def test_a_letter_is_shown_whole(dossier: samples.Dossier) -> None:
    """The lines of a page are the clean text, character by character."""
    shown = [
        "\t".join("".join(piece.text for piece in cell) for cell in line.cells)
        if line.cells
        else "".join(piece.text for item in line.items for piece in item.pieces)
        for part in parts(dossier)
        for line in part.lines
    ]
    assert "\n".join(shown) == dossier.text


def test_the_outline_follows_the_letters_own_numbering() -> None:
    """一、 and （一） are listed, also where the heading runs into its paragraph; 1. is not."""
    entries = [(entry.label, entry.level) for entry in outline(LETTERS[0])]
    assert ("一、办理概述", 1) in entries
    assert ("（一）扩大助餐服务覆盖面", 2) in entries
    assert not any(label.startswith("1.") for label, _ in entries)
    assert [label for label, _ in entries][-2:] == ["下一步承诺（3）", "落款"]


def test_first_second_third_stand_on_lines_of_their_own() -> None:
    """一是, 二是, 三是 of one paragraph keep its ¶ and get ids of their own."""
    items = [
        item.id
        for part in parts(LETTERS[0])
        for line in part.lines
        for item in line.items
        if item.id
    ]
    assert [id.rpartition("-")[2] for id in items] == ["1", "2", "3"] * 2


def test_traditional_letters_are_told_from_simplified_ones() -> None:
    """The article's language follows its characters."""
    told = {d.source.name: traditional(d.text) for d in LETTERS}
    assert told["輪渡.txt"]
    assert not told["第130号.txt"]


def test_a_citation_names_who_what_when_and_where() -> None:
    """Plain, with the paragraph, and by GB/T 7714 with the day of access."""
    reply = LETTERS[0].reply
    plain, exact, standard = citations(reply, "https://x/r/a", 6, date(2026, 1, 2))
    assert plain.text == (
        "上海市浦东新区养老发展局：《对浦东新区政协七届四次会议第130号提案的答复》，"
        "浦养老〔2025〕12号，2025年5月14日。https://x/r/a"
    )
    assert exact.text.endswith("，第6段。https://x/r/a#p6")
    assert standard.text == (
        "上海市浦东新区养老发展局. 对浦东新区政协七届四次会议第130号提案的答复: "
        "浦养老〔2025〕12号[EB/OL]. (2025-05-14)[2026-01-02]. https://x/r/a."
    )


def test_changes_are_told_sentence_by_sentence() -> None:
    """One sentence differs: it is taken out and put in, its neighbours stand around it."""
    before = "一。二。三。新建26家。四。五。六。"
    kinds = [(c.kind, c.text) for c in changes(before, before.replace("26", "27"))]
    assert ("del", "新建26家。") in kinds
    assert ("ins", "新建27家。") in kinds
    assert changes(before, before) == ()


@given(st.text("甲乙。\n", max_size=30), st.text("甲乙。\n", max_size=30))
def test_changes_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    """Nothing is told where nothing changed, and something where something did."""
    assert bool(changes(before, after)) == (before != after)


@pytest.mark.parametrize(
    ("number", "word"), [(4, "四"), (10, "十"), (15, "十五"), (20, "二十"), (121, "121")]
)
def test_meetings_are_counted_in_words(number: int, word: str) -> None:
    """七届四次, 十五届, 二十次."""
    assert counted(number) == word


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2024", "2024年"), ("2024-12-31", "2024年12月31日"), ("2023/2025", "2023年至2025年")],
)
def test_times_are_spoken(iso: str, words: str) -> None:
    """ISO times read as running text."""
    assert spoken(iso) == words


def test_pages_name_first_last_and_two_on_each_side() -> None:
    """1 … 8 9 [10] 11 12 … 50."""
    found = pager(10, 20, 1000, str)
    assert found is not None
    assert [link.label for link in found.links] == ["1", "…", "8", "9", "10", "11", "12", "…", "50"]
    assert pager(1, 20, 20, str) is None


def test_a_chart_of_one_value_is_no_chart() -> None:
    """One value is told by a sentence."""
    assert bars("件数", [("2025年", 3)]) is None
    drawn = bars("件数", [("2024年", 1), ("2025年", 3)])
    assert drawn is not None
    assert drawn.bars[1].width == pytest.approx(3 * drawn.bars[0].width, abs=0.2)


@pytest.mark.parametrize(
    ("value", "label"),
    [(450, "450"), (218_000_000, "2.18亿"), (54_620_000, "5462万"), (0.5, "0.5")],
)
def test_axes_speak_in_ten_thousands(value: float, label: str) -> None:
    """亿 and 万, as the letters do."""
    assert amount(value) == label


def test_the_coverage_table_names_its_gaps() -> None:
    """A year without a reply between two with one is a gap; a place without any date is no row."""
    place = {"level": "区县", "province": "上海市", "city": "上海市"}
    rows = [
        PlaceTally("310115", **place, district="浦东新区", year=2022, replies=3),
        PlaceTally("310115", **place, district="浦东新区", year=2025, replies=1),
        PlaceTally(None, None, None, None, None, None, 2),
    ]
    told = coverage_page(rows)
    assert told.years == ("2025年", "2024年", "2023年", "2022年")
    assert [line.counts for line in told.lines] == [(1, 0, 0, 3)]
    assert told.gaps == ("浦东新区缺 2023年、2024年",)
    assert told.undated == 2


def test_the_coverage_table_calls_no_gap_what_lies_outside_of_a_places_years() -> None:
    """Before a place's first reply and after its last nothing is missed; the nation is first."""
    place = {"level": "区县", "province": "上海市", "city": "上海市"}
    nation = {"level": "国家", "province": None, "city": None}
    rows = [
        PlaceTally("310115", **place, district="浦东新区", year=2022, replies=3),
        PlaceTally("310115", **place, district="浦东新区", year=2024, replies=1),
        PlaceTally(None, None, None, None, None, 2024, 2),
        PlaceTally(None, **nation, district=None, year=2025, replies=1),
    ]
    told = coverage_page(rows)
    assert [(line.name, line.counts) for line in told.lines] == [
        ("国家部委", (1, None, None, None)),
        ("浦东新区", (None, 1, 0, 3)),
        ("地区未写明", (None, 2, None, None)),
    ]
