"""When two printed values may be the same number, and when two times are the same."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger.measure.times import label, read_time, same_time
from app.ledger.measure.values import Written, agree, read_value
from tests.rows import each_row

M = 1e4
E = 1e8


def written(surface: str, number: float | None, **more: object) -> Written:
    facts = {"low": None, "high": None, "approx": False, "modifier": None} | more
    return Written(surface, number, **facts)  # type: ignore[arg-type]  # a test's shorthand


AGREE = [
    ("equal", written("450项", 450), written("450个", 450)),
    ("rounded", written("2.18亿元", 2.18 * E), written("21812万元", 21812 * M)),
    ("cut off", written("2.18亿元", 2.18 * E), written("21889万元", 21889 * M)),
    ("rounded share", written("75.3%", 75.3), written("75.26%", 75.26)),
    ("above a bound", written("40家", 40, low=40, approx=True), written("45家", 45)),
    ("two bounds", written("40家", 40, low=40), written("60家", 60, low=60)),
    ("余", written("230余家", 230, low=230, approx=True), written("236家", 236)),
    ("近", written("4000家", 4000, high=4000, approx=True), written("3960家", 3960)),
    ("约", written("150万平方米", 150 * M, approx=True), written("152.5万平方米", 152.5 * M)),
    (
        "two approximations",
        written("150万", 150 * M, approx=True),
        written("90万", 90 * M, approx=True),
    ),
    ("range", written("3-5家", None, low=3, high=5), written("4家", 4)),
]
DIFFER = [
    ("counts", written("450项", 450), written("352个", 352)),
    ("one more", written("450项", 450), written("451项", 451)),
    ("same precision", written("2.18亿元", 2.18 * E), written("2.19亿元", 2.19 * E)),
    (
        "below a bound",
        written("13亿元", 13 * E, low=13 * E, approx=True),
        written("12.2亿元", 12.2 * E),
    ),
    ("beyond 余", written("230余家", 230, low=230, approx=True), written("260家", 260)),
    ("above 近", written("4000家", 4000, high=4000, approx=True), written("4210家", 4210)),
    ("far from 约", written("150万", 150 * M, approx=True), written("90万", 90 * M)),
    ("outside a range", written("3-5家", None, low=3, high=5), written("7家", 7)),
]


@each_row(("one", "other"), [row[1:] for row in AGREE], ids=[r[0] for r in AGREE])
def test_may_be_the_same(one: Written, other: Written) -> None:
    """Bounds, roundings and approximations that meet do not disagree, either way round."""
    a, b = read_value(one), read_value(other)
    assert a is not None
    assert b is not None
    assert agree(a, b)
    assert agree(b, a)


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in DIFFER], ids=[r[0] for r in DIFFER])
def test_cannot_both_be_so(one: Written, other: Written) -> None:
    """Values that exclude each other disagree, either way round."""
    a, b = read_value(one), read_value(other)
    assert a is not None
    assert b is not None
    assert not agree(a, b)
    assert not agree(b, a)


MAY = date(2025, 5, 14)
JUNE = date(2025, 6, 1)
NEXT_YEAR = date(2026, 5, 14)


@each_row(
    ("one", "other", "same"),
    [
        (("2024", MAY), ("2024-12-31", JUNE), True),
        (("2024", MAY), ("2023", MAY), False),
        (("2025-03", MAY), ("2025-03-31", JUNE), True),
        ((None, MAY), (None, JUNE), True),
        ((None, MAY), (None, NEXT_YEAR), False),
        ((None, MAY), ("2024", MAY), False),
        (("2023/2025", MAY), ("2025", MAY), False),
        (("2024-11/", MAY), ("2024-11/", JUNE), True),
        (("2024-11/", MAY), ("2023-11/", MAY), False),
        (("2024-13", MAY), ("2024-13", MAY), False),
    ],
    ids=str,
)
def test_same_time(
    one: tuple[str | None, date], other: tuple[str | None, date], same: bool
) -> None:
    """The end of a year is that year; letters' own dates are compared within a season."""
    assert same_time(read_time(*one), read_time(*other)) is same


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2024", "2024年"),
        ("2024-12-31", "2024年底"),
        ("2025-03-31", "2025年3月底"),
        ("2025-03", "2025年3月"),
        ("2024-11/", "2024年11月以来"),
        ("2023/2025", "2023年至2025年"),
        (None, "2025-05-14（答复日期）"),
    ],
)
def test_a_time_in_words(as_of: str | None, words: str) -> None:
    """A time is shown as letters write it, and the letter's date is marked as such."""
    assert label(as_of, MAY) == words
