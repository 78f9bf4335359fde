"""The words around a figure that bound or relate it: 超 近 约 以上 · 新增 累计 同比."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.analyse.numbers.quantities import Reading
from app.model import Delta, FigureKind

TABLE = Path(__file__).with_name("bounds.toml")
SIDES = {"low_vague": "low", "high_vague": "high", "vague": "", "low": "low", "high": "high"}


class Bound(NamedTuple):
    """Which side a modifier bounds, and whether it is vague (超) or a set limit (不低于)."""

    side: str
    vague: bool


def _words(place: str) -> dict[str, Bound]:
    groups = tomllib.loads(TABLE.read_text(encoding="utf-8"))[place]
    return {
        word: Bound(SIDES[name], name.endswith("vague"))
        for name, group in groups.items()
        for word in group["words"].split()
    }


@dataclass(frozen=True, slots=True)
class Modifiers:
    """The modifiers before and after a figure, and the characters they may end or begin with."""

    before: dict[str, Bound]
    after: dict[str, Bound]
    longest: int
    last: frozenset[str]
    first: frozenset[str]


@lru_cache(maxsize=1)
def modifiers() -> Modifiers:
    """Return the table of modifiers, read once."""
    before, after = _words("before"), _words("after")
    return Modifiers(
        before,
        after,
        max(map(len, before)),
        frozenset(word[-1] for word in before),
        frozenset(word[0] for word in after),
    )


# 上 and 过 bound only bare scales: 上千场, 过百家, and 过七成; 加上3家 and 经过3年 do not
BARE_ONLY = frozenset("上过")
# 签约, 节约, 附近, 最近, 侦破 only end like a bound
INNER = {
    "约": frozenset("签节合预特条违履契租"),
    "破": frozenset("侦告查攻打击突"),
    "近": frozenset("附最邻临就"),
}
BARE_SCALES = frozenset("百千万亿十")
# 内容, 多种, 许可: the word after the figure only begins like a bound
NO_BOUND = re.compile(
    r"内[容部外生涵科地陆环河镜置设]|多[种样个元次地方项家维层]|许[可多]|起[来草步点因到]|余[家名人]"
)

# 「每辆车最高补贴2万元」: a limit that does not touch its figure, so the full span leaves it out
AT_MOST = re.compile(r"最[高多]可?(?:补贴|补助|奖[励补]|资助|支持|给予|享受?|贷款|报销|获得)$")
# 「每个县区至少建成1家」
AT_LEAST = re.compile(
    r"至少(?:要|再)?(?:建成|建设|新建|建|配备|配|开展|组织|举办|安排|设立|培训|打造|有|培育|完成)$"
)
_NEW = "新增|新建|新认定|新引进|新培育|新设|新开|新植|净增"
_CUMULATIVE = "累计|累积|总计"
_YEARLY = "同比|较上年|比上年|较去年|比去年|较同期|比同期"
_CHANGED = (
    "提高|提升|增长|增加|上升|下降|减少|降低|"
    "缩短|压缩|压减|上浮|下浮|扩大|翻|降幅|增幅|增速|优于|上调|下调|回落"
)
NEW, CUMULATIVE, YEARLY, CHANGED = map(re.compile, (_NEW, _CUMULATIVE, _YEARLY, _CHANGED))
RELATING = re.compile(f"{_YEARLY}|{_CHANGED}|{_CUMULATIVE}|{_NEW}")  # most clauses hold none
# looked up once: a member found through its class takes six times as long
MONEY = FigureKind.MONEY
BOUNDLESS = frozenset({FigureKind.DATE, FigureKind.RANK})
CHANGING = (FigureKind.PERCENT, FigureKind.MULTIPLE, FigureKind.RATIO)


class Bounded(NamedTuple):
    """A figure's bounds, the modifier as printed and the span with it."""

    reading: Reading
    modifier: str | None
    start: int
    end: int


def bounded(text: str, reading: Reading) -> Bounded:
    """Return the reading with what 超, 近, 以上 … around it say."""
    start, end = reading.start, reading.end
    if reading.kind in BOUNDLESS:
        return Bounded(reading, None, start, end)
    words = modifiers()
    lead = _before(text, start, end, words) if text[start - 1 : start] in words.last else ""
    trail = _after(text, reading, words) if text[end : end + 1] in words.first else ""
    if not lead and not trail:
        if reading.kind is MONEY and AT_MOST.search(text, max(0, start - 6), start):
            reading = _apply(reading, Bound("high", False))
        elif AT_LEAST.search(text, max(0, start - 6), start):
            reading = _apply(reading, Bound("low", False))
        return Bounded(reading, None, start, end)
    for bound in (words.before.get(lead), words.after.get(trail)):
        if bound:
            reading = _apply(reading, bound)
    return Bounded(reading, lead + trail, start - len(lead), end + len(trail))


def _before(text: str, start: int, end: int, words: Modifiers) -> str:
    for length in range(min(words.longest, start), 0, -1):
        word = text[start - length : start]
        if word in words.before:
            bare = word in BARE_ONLY and text[start] not in BARE_SCALES and text[end - 1] != "成"
            inner = word in INNER and text[start - 2 : start - 1] in INNER[word]
            return "" if bare or inner else word
    return ""


def _after(text: str, reading: Reading, words: Modifiers) -> str:
    end = reading.end
    if NO_BOUND.match(text, end):
        return ""
    for length in (3, 2):
        word = text[end : end + length]
        if word in words.after:
            return word
    one = text[end : end + 1]
    if one == "起" and reading.kind is not MONEY:
        return ""
    return one if one in words.after else ""


def _apply(reading: Reading, bound: Bound) -> Reading:
    value = reading.value if not isinstance(reading.value, str) else None
    low, high = reading.low, reading.high
    if value is not None and bound.side == "low":
        low = value
    if value is not None and bound.side == "high":
        high = value
    return reading._replace(low=low, high=high, approx=reading.approx or bound.vague)


def delta_of(text: str, clause: int, start: int, kind: FigureKind) -> Delta | None:
    """Return how the figure at `start` relates to another, as its clause says before it."""
    if not RELATING.search(text, clause, start):
        return None
    if YEARLY.search(text, clause, start):
        return Delta.YEAR_ON_YEAR
    if kind in CHANGING and CHANGED.search(text, clause, start):
        return Delta.CHANGE
    if CUMULATIVE.search(text, clause, start):
        return Delta.CUMULATIVE
    if NEW.search(text, clause, start):
        return Delta.NEW
    return None
