"""Figures: the registry walked, and what the words around a figure say of it."""

import re
import tomllib
from itertools import accumulate

import pytest

import app.analyse.numbers.units
from app.analyse.figures import FEW, NUMERALS_A_FIGURE, SIGNS_A_FIGURE, figures, found_in
from app.model import Block, BlockKind, FigureKind
from app.pipeline import process_bytes
from app.text.layout import Layout
from tests.analyse import labelled
from tests.rows import each_row

REGISTRY = tomllib.loads(app.analyse.numbers.units.TABLE.read_text(encoding="utf-8"))
MARKED = re.compile(r"【(?P<core>[^|】]+)(?:\|(?P<value>[^】]+))?】")


def found(text):
    return figures(Layout(text, ()), None)


def printed(figure):
    """The value as an example writes it."""
    if figure.value is not None:
        return str(figure.value)
    return None if figure.low is None else f"{figure.low}~{figure.high}"


EXAMPLES = [(kind, example) for kind in FigureKind for example in REGISTRY[kind]["examples"]]
COUNTER = [(kind, text) for kind in FigureKind for text in REGISTRY[kind]["counter_examples"]]
NAMES = [(name, text) for name, texts in REGISTRY["names"].items() for text in texts]


@each_row(("kind", "example"), EXAMPLES, ids=lambda value: str(value))
def test_every_example_of_a_kind_is_found_with_its_value(kind, example):
    """The marked figures are found, and only they, with kind and value."""
    marked = list(MARKED.finditer(example))
    text = MARKED.sub(lambda match: match["core"], example)
    assert [(f.kind, "".join(f.surface.split()), printed(f)) for f in found(text)] == [
        (kind, "".join(match["core"].split()), match["value"]) for match in marked
    ]


@each_row(("kind", "text"), COUNTER, ids=lambda value: str(value))
def test_no_counter_example_holds_a_figure_of_the_kind(kind, text):
    """What only looks like the kind is not read as it."""
    assert [f.surface for f in found(text) if f.kind is kind] == []


@each_row(("name", "text"), NAMES, ids=lambda value: str(value))
def test_names_and_numbers_are_no_figures(name, text):
    """Section numbers, file numbers, phones, slogans and their like give none."""
    assert [f.surface for f in found(text)] == []


@each_row(
    ("text", "surfaces"),
    [
        ("从45%提高到62%", ["45%", "62%"]),
        ("从5家到8家", ["5家", "8家"]),
        ("3家至5人", ["3家", "5人"]),
        ("数十至一百家", ["一百家"]),
        ("8家至5家", ["8家", "5家"]),
        ("10%-5%", ["10%", "5%"]),
        ("前十强中7家", ["前十强", "7家"]),
        ("5家（占全市5/7）", ["5家", "5/7"]),
        ("60周岁以上老年人口151.2万人", ["60周岁", "151.2万人"]),
        ("2021—2024四年间", ["2021—2024", "四年"]),
        ("五分之六", []),
        ("七成至五成", ["五成"]),
        ("翻3页", ["3页"]),
        ("5GBs", []),
        ("六五折", ["六五折"]),
        ("8.5折至9.5折", ["8.5折至9.5折"]),
        ("GDP增长5.2%，CT1台，LPR+50个基点", ["5.2%", "1台", "50个基点"]),
        ("经百万庄", []),
        ("近百亿级集群", []),
        ("1000余。", []),
        ("投资2024万元、2025余家", ["2024万元", "2025余家"]),
        ("补贴1950-2000元/月", ["1950-2000元/月"]),
        ("2025年至3家", ["2025年", "3家"]),
        ("“雪亮工程”3家、《三年规划》5项", ["3家", "5项"]),
        ("2024，3家", ["2024", "3家"]),
        ("公告2023年第13号", []),
        ("2024垂类大模型、2024版", ["2024"]),
        ("二○二五年，第一、2季度", ["二○二五年", "第一、2季度"]),
        ("“到2025年建成三百家社区食堂，惠及五万人”", ["2025年", "三百家", "五万人"]),
    ],
)
def test_numbers_beside_each_other_are_told_apart(text, surfaces):
    """A range is one figure; what only stands side by side is two, and a name is none."""
    assert [figure.surface for figure in found(text)] == surfaces


def test_a_dump_of_numbers_is_read_up_to_a_bound_and_the_rest_is_named():
    """A text of nothing but figures is no letter: where reading ends, a problem says so."""
    text = "3家，" * 5_000
    read = found_in(Layout(text, ()))
    assert len(read.figures) == FEW + len(text) // SIGNS_A_FIGURE
    assert [(p.code, p.start, p.end) for p in read.problems] == [
        ("figures-crowded", len(read.figures) * len("3家，"), len(text))
    ]


def test_numerals_that_are_no_figures_are_not_tried_without_end():
    """三-三-三- holds no figure, but looking at each costs as much."""
    text = "三-" * 10_000
    read = found_in(Layout(text, ()))
    last = NUMERALS_A_FIGURE * (FEW + len(text) // SIGNS_A_FIGURE)  # from 0: the first too many
    assert read.figures == ()
    assert [(p.code, p.start) for p in read.problems] == [("figures-crowded", last * len("三-"))]


@pytest.mark.parametrize("text", ["3家，" * 250, "三-" * 546 + "。。。"])
def test_what_is_just_as_dense_as_may_be_is_read_whole(text):
    """250 figures in 750 characters, and 546 numerals in 1,095, are one short of too many."""
    most = FEW + len(text) // SIGNS_A_FIGURE
    assert len(text) % SIGNS_A_FIGURE == 0
    assert most in (text.count("家"), text.count("三") / NUMERALS_A_FIGURE)
    read = found_in(Layout(text, ()))
    assert (len(read.figures), read.problems) == (text.count("家"), ())


def test_blocks_that_count_nothing_hold_no_figures_from_their_first_sign_to_their_last():
    """A title may begin and end with one; a signature holds dates; what follows counts again."""
    parts = ["3家企业和5家", "7家", "9家，2025年5月1日", "11家"]
    kinds = [BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.SIGNATURE, BlockKind.PARAGRAPH]
    ends = list(accumulate(map(len, parts)))
    blocks = tuple(map(Block, kinds, [0, *ends], ends))
    read = found_in(Layout("".join(parts), blocks))
    assert [figure.surface for figure in read.figures] == ["7家", "2025年5月1日", "11家"]


def test_letters_as_dense_as_any_are_read_whole():
    """Fifteen thousand characters of our densest paragraphs stay below the bound."""
    every = [p["raw"] for path in labelled.AS_PRINTED for p in labelled.paragraphs(path)]
    read = found_in(Layout("\n".join(every)[:15_000], ()))
    assert read.problems == ()
    assert len(read.figures) > 900


def test_what_was_left_unread_is_a_problem_of_the_letter():
    """The quality page lists such a letter."""
    (dossier,) = process_bytes(("现将数据公布如下：\n" + "3家，" * 5_000).encode(), "dump.txt")
    assert "figures-crowded" in {problem.code for problem in dossier.problems}


@pytest.mark.parametrize("signs", ["3万", "3千", "3千3百", "1亿2千"])
def test_a_numeral_of_many_scales_ends(signs):
    """3万3万3万… is cut into numerals of a person's length, not read to its end at each place."""
    figure = found(signs * 5_000 + "家")
    assert all(len(one.surface) <= 40 for one in figure)
