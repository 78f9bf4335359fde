"""Letters to take in: the sample letters told anew, each of another place, year and number.

Deterministic. A place has words of its own for the matter of each sample, so that letters of two
places share little but their form; its letters of several years differ in number, names, figures
and some words, so that the ledger finds series, disagreements and promises kept. Form, length and
density stay as printed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.config import ROOT
from app.parse.gazetteer import Unit, gazetteer
from app.text.segment import words

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
LETTERS = sorted((ROOT / "tests" / "parse" / "gold").glob("*.txt"))
PLACES = 400  # counties that letters come from
YEARS = 8
OF_PLACE, OF_LETTER = 0.85, 0.1  # of the words of the matter, those that a place or letter changes
OF_FORM = """
建议 提案 答复 委员 代表 办理 情况 联系 公开 主动 抄送 印发 地址 电话 邮编 下一步 政协 人大 会议
关于 收悉 现将 如下 经研究 提出 根据 感谢 针对 为了 以及 通过 进行 结合 同时 目前 截至 累计 其中
办公室 上海市 上海 浦东 浦东新区 长宁区 长宁 新区 全区 工作 推进 意见
"""
FORM = frozenset(OF_FORM.split())
PLAIN = re.compile(r"[\u4e00-\u9fff]{2,4}")
SMALL = re.compile(r"[一二三四五六七八九十是我您你们等年月万亿元家个]")
HOMES = re.compile(r"上海市(?:浦东新区|长宁区)|浦东新区|长宁区|浦东|长宁|上海市|上海")
NUMBER = re.compile(r"(?<=第)(\s?)\d+(\s?)(?=号)")
YEAR = re.compile(r"20[12]\d(?=\s?年|〕)")
FIGURE = re.compile(r"(?<![\d.〔])[1-9]\d*(?:\.\d+)?(?!\d|\s?[-—–年月日号〕]|\s?次会议)")
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
    sample, place = number % len(SEEDS), chance.randrange(PLACES)
    text = _retold(_of_place(sample, place), OF_LETTER, chance)
    text = NUMBER.sub(rf"\g<1>{number + 1:04}\2", text)
    later = chance.randrange(YEARS)
    text = YEAR.sub(lambda found: str(int(found[0]) - later), text)
    text = FIGURE.sub(lambda found: _figure(found[0], chance), text)
    return SALUTED.sub(lambda found: f"{found[1]}{_names(chance)}{found[2]}：", text, count=1)


@cache
def _of_place(sample: int, place: int) -> str:
    """Return a sample as an office of one place would have written it."""
    text = SEEDS[sample].read_text(encoding="utf-8")
    text = _retold(text, OF_PLACE, random.Random(f"{sample} in {place}"))
    return _moved(text, _places()[place])


@cache
def _matter() -> re.Pattern[str]:
    """Return what finds the words of the samples that are not of a letter's form."""
    found = {word for path in SEEDS for word in _words(path)}
    return re.compile("|".join(sorted(found, key=lambda word: (-len(word), word))))


@cache
def _vocabulary() -> dict[int, list[str]]:
    """Return words of matter from letters about everything, by their length."""
    found: dict[int, list[str]] = {}
    for word in sorted({word for path in (*SEEDS, *LETTERS) for word in _words(path)}):
        found.setdefault(len(word), []).append(word)
    return found


def _words(path: Path) -> set[str]:
    found = set(words("".join(path.read_text(encoding="utf-8").split())))
    return {w for w in found - FORM if PLAIN.fullmatch(w) and not SMALL.search(w)}


def _retold(text: str, share: float, chance: random.Random) -> str:
    """Return a text with other words for some of those that carry its matter."""
    others: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if word not in others:
            known = _vocabulary()[len(word)]
            others[word] = chance.choice(known) if chance.random() < share else word
        return others[word]

    return _matter().sub(other, text)


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
