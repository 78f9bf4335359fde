"""Which numerals with a unit are no figures: names, numbers of things, items of a list.

Every rule quotes the wording that it is for; the names that figures.toml lists are its tests.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from app.analyse.numbers.amounts import Amount
from app.analyse.numbers.units import LETTERS, Unit
from app.model import FigureKind
from app.text.numerals import SCALES, Numeral

# looked up once: a member found through its class takes six times as long
PERIOD = FigureKind.PERIOD
STRONG_KINDS = frozenset({FigureKind.PERCENT, FigureKind.MONEY})
LISTS = frozenset("、和及")
BEFORE_REFUSED = frozenset("第届±+＋×〔#＃.&@_")
AFTER_REFUSED = frozenset("+＋×")
SERIAL = re.compile(
    r"(?:电话|传真|邮编|邮政编码|编号|证号|账号|号码|共印|印数|索引号|浏览次数|浏览量?|点击率?|点击量?|阅读次数|文号|字号|字体|热线|手机)[:：为]?$"
)
# 「20时30分」 is a clock time; 「市政府督查室（2份）」 counts copies sent
NUMBERING = {"分": frozenset("时点"), "份": frozenset("（(")}
DASHES = frozenset("-—－")
BEFORE_SUSPECT = BEFORE_REFUSED | LISTS | DASHES | LETTERS | {"每"}
SERIAL_UNITS = frozenset("份次人页")
# 「10万吨级码头」 「11人制足球场」 names a class of things
BY_SO_MANY = re.compile(r"级|制(?![度定造作成约订止备])")
# 「7级以上大风」「5.6级地震」; 三级医院 and 3A级 are names
GRADED = re.compile(r"(?:以上|左右)?(?:大风|强风|阵风|风|地震|余震|台风)")
# 「两个确立」「三个方面」「四点建议」: the writer's own list, or a slogan, not a quantity
LISTED = re.compile(
    r"项补贴|项制度改革|类(?:主要)?(?:刑事)?案件|次(?:产业|能源|元|分配|污染|创业)|(?:个|点|项|条|大|种|类|步)?(?:主要|重点|重要|关键|基本|突出)?(?:方面|建议|意见|维度|层面|环节|要点|确立|意识|自信|维护|代表(?![团人性作])|最严|一(?![千百])|必须|坚持|毫不|百年|"
    r"结合|统筹|转变|聚焦|到位|导向|不变|统一|文明|突破口|优势|问题|步骤|阶段走|角度|原则|思路|举措如下|一律|严禁|不得|面向|务必|走在前|率先|更加|确保|全覆盖|提升行动|清零)"
)
NOT_YEARS = re.compile(
    r"(?:行动|规划|计划|攻坚|滚动|义务教育|一贯|级|制|提升|倍增|方案|大计|磨一剑|第\d+号)"
)
UNDER = re.compile(r"(?:以?内|之内|以上|以下|左右|期|多|之久|为限)")
# 「举办三期培训班」 counts, 「三期工程」 does not
# 「质保期二年」「满二年」
LASTING = re.compile(r"[期限满]为?$")
HELD = re.compile(r"(?:办了?|开展了?|组织了?|开设了?|推出|连续|累计|共|刊发|编发)$")
MEETING = re.compile(r"(?:全体|全会|会议|常委|大会|主席|党代)")
BODIES = re.compile(r"(?:届|人大|政协|委员会|大会|代表大会|中央)$")
# 「锦绣家园一期3幢、5幢」「3幢2单元」: buildings by their number
BUILDINGS = frozenset("幢栋")
HOUSED = re.compile(
    r"(?:[苑庭邸湾轩]|家园|花园|新村|公寓|[一二三四五六七八九]期)(?:\d{1,3}[幢栋][、和及]){0,4}$"
)
UNIT_OF_HOUSE = re.compile(r"[\d一二三四五六七八九]{1,6}(?:单元|室|号)")
DEVICES = frozenset("台套辆架")
LAND = frozenset({"亩", "吨", "公里", "公顷", "平方米", "千瓦", "斤", "立方米", "千瓦时"})
STRONG = frozenset("超近逾上过破达")
# 「每100户配建」「每10万人33台」: the base of a rate, no figure
PER_SO_MANY = frozenset(Decimal(10**n) for n in range(2, 7))


# 「第一、二、三档」: the second and third are ordinals as well
ORDINALS = re.compile(
    r"第[\d一二三四五六七八九十]{1,3}(?:[、和及至到][\d一二三四五六七八九十]{1,3}){0,4}[、和及]$"
)


class Where(NamedTuple):
    """What must stand before a numeral or behind its unit for a doubtful unit to count."""

    before: re.Pattern[str]
    behind: re.Pattern[str]


# 71路 is a bus, the 20日 of a month a date: they count only among words such as these
ONLY_WHERE = {
    # 「前端探头3.7万路」「监控视频120路」
    "路": Where(
        re.compile(r"(?:探头|摄像[头机]?|监控|视频|图像|点位|信号)[^，。；、]{0,6}$"),
        re.compile(r"(?:监控|视频|摄像|图像|探头)"),
    ),
    # 「由20日缩为7个工作日」「压减至3日内」「提前5日」
    "日": Where(
        re.compile(
            r"(?:缩短?|压[减缩]|减少?|降|延长?)[至到为]?(?:平均)?$|提前|连续|平均$|(?:时限|期限|周期|工期)[为由从]?$|不[超少多][过于]$"
        ),
        re.compile(r"以?内|之内|[缩压减降延]"),
    ),
}
# and the other units that mostly name something
DOUBTFUL = BUILDINGS | {"单位", "P"} | ONLY_WHERE.keys()
# 「百万吨死亡率」「万元GDP能耗」: per so much, in the name of a rate
PER_SCALE = re.compile(
    r"(?:GDP|地区生产总值|生产总值|工业增加值|增加值|产值)?(?:能耗|水耗|电耗|死亡率|用水量|碳排放)"
)


def surroundings_refuse(text: str, start: int, amount: Amount) -> bool:
    """Say whether the characters around make a name of the numeral: G60, 第3, 1+1+N, 每100户."""
    before = text[start - 1 : start]
    numeral = amount.numeral
    if before in BEFORE_SUSPECT and _sign_refuses(text, start, before, amount):
        return True
    if text[amount.end : amount.end + 1] in AFTER_REFUSED:
        return True
    if numeral.chinese:
        return numeral.surface in ("零", "〇")
    if numeral.surface[0] == "0" and numeral.surface[1:2].isdigit():
        return True
    named = amount.unit is None or amount.unit.word in SERIAL_UNITS
    return named and SERIAL.search(text, max(0, start - 6), start) is not None


def _sign_refuses(text: str, start: int, before: str, amount: Amount) -> bool:
    """Say whether the sign before refuses: 每100户, the 三 of 第一、二、三档, 0632-5555041."""
    numeral = amount.numeral
    if before == "每":
        return numeral.value in PER_SO_MANY or (numeral.chinese and is_bare(numeral))
    if before in LISTS:
        return ORDINALS.search(text, max(0, start - 18), start) is not None
    if before in DASHES:
        return not numeral.chinese and text[start - 2 : start - 1].isdigit()
    return not ((before in "+＋" or before.isalpha()) and _strong(amount))


def _strong(amount: Amount) -> bool:
    # GDP6.5% and CT1台 are figures, G60 and 3A are not
    if amount.unit is None:
        return False
    return amount.unit.kind in STRONG_KINDS or amount.unit.word in DEVICES


def is_bare(numeral: Numeral) -> bool:
    """Say whether a numeral is a scale without a digit: 百, 千万, 亿."""
    return numeral.chinese and numeral.surface[0] in SCALES and numeral.surface[0] not in "十拾"


def is_led(text: str, start: int, numeral: Numeral) -> bool:
    """Say whether 超, 近, 逾 and their like stand before a numeral, or 余 inside it."""
    return text[start - 1 : start] in STRONG or numeral.approx


def is_named(text: str, start: int, amount: Amount) -> bool:
    """Say whether the words around make it a name, an ordinal or an item of a list."""
    unit = amount.unit
    assert unit is not None
    if unit.word == "级":
        return GRADED.match(text, amount.end) is None
    if unit.kind is not PERIOD and BY_SO_MANY.match(text, amount.end):
        return True
    if unit.word in DOUBTFUL and _doubtful(text, start, amount, unit):
        return True
    if unit.word in NUMBERING and text[start - 1 : start] in NUMBERING[unit.word]:
        return True
    if unit.word == "年" and not amount.half and NOT_YEARS.match(text, amount.end):
        return True
    return amount.numeral.chinese and _refused_chinese(text, start, amount, unit)


def _doubtful(text: str, start: int, amount: Amount, unit: Unit) -> bool:
    """Judge the units that mostly name something: 71路, 3幢, 1080P, 12单位."""
    if unit.word == "单位":  # 苗种12.6亿单位
        return amount.numeral.scale < 10**4
    if unit.word in BUILDINGS:
        housed = HOUSED.search(text, max(0, start - 24), start)
        return bool(housed or UNIT_OF_HOUSE.match(text, amount.end))
    if unit.word == "P":
        return "算力" not in text[max(0, start - 10) : amount.end + 4]
    if unit.word == "日" and "." in amount.numeral.surface:
        return False
    where = ONLY_WHERE[unit.word]
    return not (
        where.before.search(text, max(0, start - 12), start) or where.behind.match(text, amount.end)
    )


def _refused_chinese(text: str, start: int, amount: Amount, unit: Unit) -> bool:
    numeral = amount.numeral
    if is_bare(numeral):
        return bool(PER_SCALE.match(text, amount.end)) or not (
            is_led(text, start, numeral) or _large(numeral, unit)
        )
    if unit.arabic:  # 三方协议, but 七十六万方
        return numeral.scale < 10**4
    return len(numeral.surface) == 1 and _refused_small(text, start, amount)


def _large(numeral: Numeral, unit: Unit) -> bool:
    # 百万人, 千亿元; 万亩 and 亿吨, but not 万元, 万人, 百家, 万兆
    if len(numeral.surface) > 1:
        return numeral.surface[-1] in "万亿"
    return numeral.surface in "千万亿" and unit.word in LAND


def _refused_small(text: str, start: int, amount: Amount) -> bool:
    """Judge a Chinese numeral of one character: 四条路线 counts, 四点建议 and 三门峡 do not."""
    unit, sign = amount.unit, amount.numeral.surface
    assert unit is not None
    if sign == "一":
        bounded = unit.kind is PERIOD and UNDER.match(text, amount.end)
        return unit.word != "倍" and not amount.half and not bounded
    if unit.word == "期":
        return HELD.search(text, max(0, start - 4), start) is None
    if sign == "二" and unit.kind is PERIOD and LASTING.search(text, max(0, start - 3), start):
        return False
    if unit.shy or sign == "二":  # 二次供水, 二级: counts are written 两
        return True
    if unit.word == "次" and MEETING.match(text, amount.end):
        return BODIES.search(text, max(0, start - 4), start) is not None
    if sign == "五" and text.startswith("个中心", amount.at):
        return True
    return LISTED.match(text, amount.at) is not None
