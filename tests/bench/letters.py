"""Letters to take in: the sample letters told anew, each of another place, year and number.

Deterministic. What tells letters apart is changed: number, place, names, figures, years, and a
third of the words that carry the matter, so that ids differ, no passage is a copy of many, and the
ledger finds series, promises and disagreements to keep. Form, length and density stay as printed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from app.config import ROOT
from app.parse.places import Unit, gazetteer
from app.text.segment import words

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
PLACES = 400  # counties and cities that letters come from
YEARS = 8
CHANGED = 0.33  # of the words of the matter
OFTEN = 3  # times that a word stands in the samples to be taken for one
OF_FORM = """
建议 提案 答复 委员 代表 办理 情况 联系 公开 主动 抄送 印发 地址 电话 邮编 下一步 政协 人大 会议
办公室 上海市 上海 浦东 浦东新区 长宁区 长宁 新区 全区 工作 推进 意见
"""
FORM = frozenset(OF_FORM.split())
PLAIN = re.compile(r"[\u4e00-\u9fff]{2,4}")
SMALL = re.compile(r"[一二三四五六七八九十是我您你们等年月万亿元家个]")
HOMES = re.compile(r"上海市(?:浦东新区|长宁区)|浦东新区|长宁区|浦东|长宁|上海市|上海")
NUMBER = re.compile(r"(?<=第)(\s?)\d+(\s?)(?=号)")
YEAR = re.compile(r"20[12]\d(?=\s?年|〕)")
FIGURE = re.compile(r"(?<![\d.〔])[1-9]\d*(?:\.\d+)?(?!\d|\s?[年月日号〕]|\s?次会议)")
SALUTED = re.compile(r"^(#* ?)[\u4e00-\u9fff、]{2,30}?(委员|代表)[：:]", re.M)
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超兰霞平刚",
)


def letters(count: int, start: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of letters, the same every time."""
    for number in range(start, start + count):
        yield f"{number:06}.txt", letter(number)


def letter(number: int) -> str:
    """Return one letter."""
    chance = random.Random(number)
    text = _samples()[number % len(SEEDS)]
    text = _retold(text, chance)
    text = _moved(text, chance.choice(_places()))
    text = NUMBER.sub(rf"\g<1>{number + 1:04}\2", text)
    later = chance.randrange(YEARS)
    text = YEAR.sub(lambda found: str(int(found[0]) - later), text)
    text = FIGURE.sub(lambda found: _figure(found[0], chance), text)
    return SALUTED.sub(lambda found: f"{found[1]}{_names(chance)}{found[2]}：", text, count=1)


@cache
def _samples() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in SEEDS]


@cache
def _matter() -> dict[int, list[str]]:
    """Return the words of the samples that are not of a letter's form, by length."""
    often = Counter(word for text in _samples() for word in words("".join(text.split())))
    found: dict[int, list[str]] = {}
    for word, count in sorted(often.items()):
        matter = PLAIN.fullmatch(word) and not SMALL.search(word) and word not in FORM
        if matter and count >= OFTEN:
            found.setdefault(len(word), []).append(word)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    known = [word for found in _matter().values() for word in found]
    return re.compile("|".join(sorted(known, key=lambda word: (-len(word), word))))


def _retold(text: str, chance: random.Random) -> str:
    """Return a text with other words for a third of those that carry its matter."""
    others: dict[str, str] = {}
    for found in _matter().values():
        for word in found:
            others[word] = chance.choice(found) if chance.random() < CHANGED else word
    return _pattern().sub(lambda found: others[found[0]], text)


@cache
def _places() -> list[Unit]:
    """Return counties whose name is theirs alone, from all over the country."""
    units = [u for units in gazetteer().full.values() for u in units if len(units) == 1]
    counties = sorted((u for u in units if u.district and u.city), key=lambda unit: unit.code)
    return random.Random(0).sample(counties, PLACES)


def _moved(text: str, place: Unit) -> str:
    """Return a text of Shanghai as one of another place."""
    city, county = place.city or "", place.district or ""
    short = county[:-1] if len(county) > 2 else county
    named = {
        "上海市": city, "上海": city[:-1], "浦东": short, "长宁": short,
        "浦东新区": county, "长宁区": county,
    }  # fmt: skip
    return HOMES.sub(lambda found: named.get(found[0], f"{city}{county}"), text)


def _figure(printed: str, chance: random.Random) -> str:
    """Return another figure of as many digits; one in three stays."""
    if chance.random() < 1 / 3:
        return printed
    return "".join(digit if digit == "." else str(chance.randrange(1, 10)) for digit in printed)


def _names(chance: random.Random) -> str:
    people = range(chance.randrange(1, 4))
    return "、".join(
        chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(2)) for _ in people
    )
