"""Numerals as letters print them: the wording, then value, low, high and vagueness."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.text.numerals import SIGNS, exact, in_words, numeral_at, worth
from tests.rows import each_row

D = Decimal


def read(text):
    numeral = numeral_at(text, 0)
    return None if numeral is None else (numeral.value, numeral.low, numeral.high, numeral.approx)


@each_row(
    ("wording", "value"),
    [
        ("35", 35),
        ("1,056", 1056),
        ("1,865,300", 1865300),
        ("3.8万", 38000),
        ("1.2万亿", 1_200_000_000_000),
        ("2.18亿", 218_000_000),
        ("3亿5000万", 350_000_000),
        ("1亿2千万", 120_000_000),
        ("3千4百万", 34_000_000),
        ("2亿5千3百万", 253_000_000),
        ("2万3千5百", 23_500),
        ("2千", 2000),
        ("5百万", 5_000_000),
        ("十", 10),
        ("十五", 15),
        ("一百二十", 120),
        ("一百零五", 105),
        ("一百二", 120),
        ("一千零十五", 1015),
        ("三万五", 35000),
        ("两千零二十四", 2024),
        ("九千四百", 9400),
        ("五万两千", 52000),
        ("二十八万", 280_000),
        ("十五亿六千万", 1_560_000_000),
        ("三万亿", 3_000_000_000_000),
        ("二〇二四", 2024),
        ("一九九八", 1998),
        ("二〇", 20),
        ("三六五", 365),
        ("三万五千亿", 3_500_000_000_000),
        ("四点六亿", 460_000_000),
        ("七十六点五", "76.5"),
        ("三点〇五", "3.05"),
        ("廿", 20),
        ("卅六", 36),
        ("壹佰贰拾万", 1_200_000),
        ("伍拾", 50),
        ("叁仟", 3000),
    ],
)
def test_a_plain_numeral_has_an_exact_value(wording, value):
    """The whole wording is one numeral and its value is exact."""
    assert read(wording) == (D(value), None, None, False)
    assert len(numeral_at(wording, 0).surface) == len(wording)


@each_row(
    ("wording", "low"),
    [
        ("10余", 10),
        ("1000余", 1000),
        ("1.7万余", 17000),
        ("3亿多", 300_000_000),
        ("10余万", 100_000),
        ("一百二十余", 120),
        ("三百五十多万", 3_500_000),
        ("两千多万", 20_000_000),
        ("十几万", 100_000),
        ("二十几", 20),
        ("千余", 1000),
        ("万余", 10_000),
        ("廿余", 20),
        ("三十来", 30),
    ],
)
def test_yu_duo_and_ji_inside_make_a_vague_lower_bound(wording, low):
    """10余 is ten or more, about."""
    assert read(f"{wording}家") == (D(low), D(low), None, True)


@each_row(
    ("wording", "low", "high"),
    [
        ("几十", 20, 100),
        ("数百", 200, 1000),
        ("数十亿", 2_000_000_000, 10_000_000_000),
        ("数十余万", 200_000, 1_000_000),
        ("三四万", 30000, 40000),
        ("八九百", 800, 900),
        ("二三十", 20, 30),
        ("十五六", 15, 16),
        ("三五", 3, 5),
        ("两三", 2, 3),
    ],
)
def test_numerals_that_name_only_a_range_have_no_value(wording, low, high):
    """数十亿 lies between two and ten times its scale, 三四万 between its two digits."""
    assert read(wording) == (None, D(low), D(high), True)


@each_row("wording", ["", "家", "千克", "千米", "千瓦时", "百分点", "拾", "陆", "数", "几"])
def test_no_numeral_begins_here(wording):
    """The head of a unit, a formal digit in a word and a bare 数 are no numerals."""
    assert numeral_at(wording, 0) is None


@pytest.mark.parametrize("wording", ["二五", "四二", "一二五百", "九" * 41, "9" * 41, "9" * 20])
def test_signs_that_make_no_number_are_refused(wording):
    """Two digits side by side that are not neighbours, and what no person reads."""
    assert numeral_at(wording, 0) is None


@pytest.mark.parametrize(
    ("wording", "numeral"),
    [
        ("5千克", "5"),
        ("120千瓦", "120"),
        ("3千米", "3"),
        ("4.7百分点", "4.7"),
        ("186万千瓦", "186万"),
    ],
)
def test_the_head_of_a_unit_is_never_a_scale(wording, numeral):
    """千 of 千克 and 千米 belongs to the unit."""
    assert numeral_at(wording, 0).surface == numeral


@pytest.mark.parametrize(
    ("wording", "numeral"), [("3多样", "3"), ("5多方", "5"), ("3亿多元", "3亿多")]
)
def test_duo_of_a_word_is_left_to_the_word(wording, numeral):
    """多样 and 多方 are words; in 3亿多元 the 多 is vague."""
    assert numeral_at(wording, 0).surface == numeral


@pytest.mark.parametrize(
    ("wording", "scale"),
    [("3.8万", 10**4), ("35", 1), ("三十五", 1), ("三百", 100), ("2亿多", 10**8)],
)
def test_the_scale_after_the_mantissa_is_told(wording, scale):
    """5至8万 shares its scale, so a reader must know it."""
    assert numeral_at(wording, 0).scale == scale


@pytest.mark.parametrize(
    ("wording", "printed"), [("2.50万", "25000"), ("1.20", "1.2"), ("1亿2.50千万", "125000000")]
)
def test_a_value_ends_with_no_zeros_that_say_nothing(wording, printed):
    """2.50万 is 25000 and not 25000.00, however it is printed afterwards."""
    assert str(read(wording)[0]) == printed


@pytest.mark.parametrize(("wording", "chinese"), [("3万", False), ("三万", True), ("三四万", True)])
def test_the_signs_it_is_printed_in_are_told(wording, chinese):
    """三个 may be a manner of speaking, 3个 is a count."""
    assert numeral_at(wording, 0).chinese is chinese


def test_the_longest_numeral_is_read_wherever_it_stands():
    """Forty signs are still one, also far from the beginning of a text; forty-one are none."""
    longest = "0" * 22 + "1" * 18
    assert numeral_at("家" * 50 + longest, 50).value == D("1" * 18)
    assert numeral_at("0" + longest, 0) is None


@given(st.text(alphabet=SIGNS, min_size=1, max_size=6))
@example("十〇")
def test_any_run_of_signs_is_worth_a_whole_number_or_nothing(signs):
    """十〇, 万百 and other heaps are read or refused, and never fail."""
    numeral = numeral_at(signs, 0)
    for value in numeral[:3] if numeral else ():
        assert value is None or value == int(value) >= 0


@each_row(
    ("value", "words"),
    [
        (0, "零"),
        (10, "一十"),
        (105, "一百零五"),
        (1234, "一千二百三十四"),
        (1005, "一千零五"),
        (10500, "一万零五百"),
        (11000, "一万一千"),
        (1_1000_0000, "一亿一千万"),
        (100_000_000, "一亿"),
        (200_030_000, "二亿零三万"),
        (1_0000_0000_0001, "一万亿零一"),
    ],
)
def test_canonical_words_put_ling_where_places_are_empty(value, words):
    """零 stands once for any run of empty places."""
    assert in_words(value) == words


def test_exact_leaves_no_trailing_zero_and_no_exponent():
    """27000.0 is 27000, 2.50 is 2.5, and a number beyond reading is left alone."""
    assert str(exact(D("27000.0"))) == "27000"
    assert str(exact(D("2.50"))) == "2.5"
    assert exact(D(10) ** 20) == D(10) ** 20


def test_worth_of_no_numeral_is_none():
    """Digits that contradict each other are worth nothing."""
    assert worth("二五百") is None
    assert worth("二五点三") is None


@pytest.mark.parametrize("wording", ["9" * 30, "1" + "0" * 400, "9万亿亿"])
def test_a_number_beyond_all_counting_is_none(wording):
    """What no letter means as a number is not made one."""
    assert numeral_at(wording, 0) is None


@pytest.mark.parametrize("wording", ["三五百", "四六千"])
def test_two_digits_before_a_scale_are_no_single_number(wording):
    """三五百 is a range or a slip, not 三百 or 五百 alone."""
    assert worth(wording) is None
