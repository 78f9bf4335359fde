"""A numeral and its unit: money, counts, measures, periods, percentages in signs, and their ranges.

The numeral is read first, then the unit after it decides the kind; then the words around decide
whether it is a figure at all. A range is one figure (3-5家, 5至8万元, 80%-100%); 从45%到62% is two.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from app.analyse.units import PERCENT_UNITS, Unit, unit_at
from app.model import FigureKind
from app.text.numerals import SCALES, Numeral, exact, numeral_at

TO = re.compile(r"——|--|[-—–－―‐‑−~～〜至到]")
FROM = frozenset("从由自")
# 「120元/月」「0.8元/平方米·月」「4.5批次/千人」「25元每平方米」
PER = re.compile(
    r"(?:[/／]|每(?=[^，。；、年月日天\s]))(?:[百千万]|\d{2,3})?(?:学年|学期|年度|年|个月|月|日|天|小时|时|分钟|秒|人次|人|户|亩|平方公里|平方千米|平方米|平米|"
    r"公顷|立方米|立方|吨|千克|公斤|斤|次|张|床位|床|辆次|辆|台套|台|套|件|千瓦时|千瓦|度|公里|千米|米|升|毫升|个|家|例|头|"
    r"只|羽|株|棵|生|课时|学时|班|岗|份|餐|班次|村|站|处|所|项|箱|标箱|间|栋|单|条|m³|m²|㎡|m3|m2|km²|km|kWh|kg|mL|ml|L|h|s|t|d)"
    r"(?:[·・•./](?:学年|年|月|日|天|小时|次|人|户|期))?"
)
# 「2.5倍」 has no 个; 「一个半小时」「两个多月」「三个半月」
AND_HALF = re.compile(r"个(?P<how>半|多)(?P<unit>月|小时|钟头|星期|世纪)")
# 25元每平方米, 31.5微克每立方米; after an age or a count 每 begins the next words
SPREAD = frozenset({FigureKind.MONEY, FigureKind.MEASURE})
AGES = frozenset({"周岁", "岁"})
BEFORE_REFUSED = frozenset("第届+＋×〔#＃.&@_")
AFTER_REFUSED = frozenset("+＋×")
SERIAL = re.compile(
    r"(?:电话|传真|邮编|邮政编码|编号|证号|账号|号码|共印|印数|索引号|浏览次数|浏览量?|点击率?|点击量?|阅读次数|文号|字号|字体|热线|手机)[:：为]?$"
)
# 「20时30分」 is a clock time; 「市政府督查室（2份）」 counts copies sent
NUMBERING = {"分": frozenset("时点"), "份": frozenset("（(")}
DASHES = frozenset("-—－")
SERIAL_UNITS = frozenset("份次人页")
# 「7级以上大风」「5.6级地震」; 三级医院 and 3A级 are names
GRADED = re.compile(r"(?:以上|左右)?(?:大风|强风|阵风|风|地震|余震|台风)")
# 「两个确立」「三个方面」「四点建议」: the writer's own list, or a slogan, not a quantity
LISTED = re.compile(
    r"项补贴|类(?:主要)?(?:刑事)?案件|次(?:产业|能源|元|分配|污染|创业)|(?:个|点|项|条|大|种|类|步)?(?:主要|重点|重要|关键|基本|突出)?(?:方面|建议|意见|维度|层面|环节|要点|确立|意识|自信|维护|代表(?![团人性作])|最严|一(?![千百])|必须|坚持|中心|毫不|百年|"
    r"结合|统筹|转变|聚焦|到位|导向|不变|统一|文明|突破口|优势|问题|步骤|阶段走|角度|原则|思路|举措如下|一律|严禁|不得|面向|务必|走在前|率先|更加|确保|全覆盖|提升行动|清零)"
)
NOT_YEARS = re.compile(
    r"(?:行动|规划|计划|攻坚|滚动|义务教育|一贯|级|制|提升|倍增|方案|大计|磨一剑)"
)
UNDER = re.compile(r"(?:以?内|之内|以上|以下|左右|期|多|之久|为限)")
# 「举办三期培训班」 counts, 「三期工程」 does not
HELD = re.compile(r"(?:办了?|开展了?|组织了?|开设了?|推出|连续|累计|共|刊发|编发)$")
MEETING = re.compile(r"(?:全体|全会|会议|常委|大会|主席|党代)")
BODIES = re.compile(r"(?:届|人大|政协|委员会|大会|代表大会|中央)$")
MONEY_CUE = re.compile(
    r"[资金款税费贷额值]|投入|投产|收入|营收|产出|利润|销售|GDP|融|补贴|补助|奖|债|预算|成本|经费|总盘子|投放|授信|拨付|募集"
)
COEFFICIENT = re.compile(
    r"(?:[降升增减]至|[降升增减提]到|提高到|下降到|优化到|[达为])$|(?:系数|倍率|指数|容积率|入比|比例?|率|值|得分|评分|评价|弹性|密度|强度|指标|均分|基尼)[^，。；、]{0,14}$"
)
SHIFT = re.compile(
    r"[，。；、）)！？\s]|$|提[高升]|[降升调优缩扩增减]|的|以[上下内]|左右|和|与|上[调升]|下[调降]"
)
DEVICES = frozenset("台套辆架")
LAND = frozenset({"亩", "吨", "公里", "公顷", "平方米", "千瓦", "斤", "立方米", "千瓦时"})
# 「十万火急」「十万大山」「百万庄」
IDIOM = re.compile(r"火急|大山|庄|八千里|雄师|青年下乡")
STRONG = frozenset("超近逾上过破达")


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
            r"(?:缩短?|压[减缩]|减少?|降|延长?)[至到为]?$|提前|(?:时限|期限|周期|工期)[为由从]?$|不[超少多][过于]$"
        ),
        re.compile(r"以?内|之内|[缩压减降延]"),
    ),
}
# 「百万吨死亡率」「万元GDP能耗」: per so much, in the name of a rate
PER_SCALE = re.compile(
    r"(?:GDP|地区生产总值|生产总值|工业增加值|增加值|产值)?(?:能耗|水耗|电耗|死亡率|用水量|碳排放)"
)


class Reading(NamedTuple):
    """What stands at [start, end): a figure before its modifiers and its meaning."""

    start: int
    end: int
    kind: FigureKind
    value: Decimal | str | None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    approx: bool = False


class Amount(NamedTuple):
    """A numeral and the unit that follows it, if one does."""

    numeral: Numeral
    unit: Unit | None
    word: str | None  # the unit as it is kept: 元/月, 百分点
    end: int
    half: bool = False  # 两年半
    vague: bool = False  # 两个多月


def amount_at(text: str, start: int) -> Amount | None:
    """Return the numeral at `start` with its unit."""
    numeral = numeral_at(text, start)
    if numeral is None:
        return None
    more = AND_HALF.match(text, numeral.end)
    if more:
        period = Unit(f"个{more['unit']}", FigureKind.PERIOD)
        half = more["how"] == "半"
        return Amount(numeral, period, _kept(period), more.end(), half, not half)
    unit = unit_at(text, numeral.end)
    if unit is None:
        return Amount(numeral, None, None, numeral.end)
    end = numeral.end + len(unit.word)
    half = unit.kind is FigureKind.PERIOD and text.startswith("半", end)
    if half:
        return Amount(numeral, unit, _kept(unit), end + 1, half)
    word = _kept(unit)
    per = PER.match(text, end)
    if per and (per[0][0] != "每" or (unit.kind in SPREAD and unit.word not in AGES)):
        word, end = word + per[0], per.end()
    return Amount(numeral, unit, word, end)


def _kept(unit: Unit) -> str:
    # 5个工作日 is kept as 工作日, 4.7个百分点 as 百分点; 个月 stays, for 月 is a month of the year
    if unit.kind is FigureKind.PERIOD and unit.word[0] == "个" and unit.word != "个月":
        return unit.word[1:]
    return PERCENT_UNITS.get(unit.word, unit.word)


def quantity_at(text: str, start: int) -> Reading | None:
    """Return the quantity that starts at `start`, if a figure does."""
    first = amount_at(text, start)
    if first is None or _refused_around(text, start, first):
        return None
    spread = _range(text, start, first)
    if spread:
        return spread
    if first.unit is None:
        return _unitless(text, start, first.numeral)
    if _refused(text, start, first):
        return None
    numeral = first.numeral
    value, low, high = numeral.value, numeral.low, numeral.high
    if first.half and value is not None:
        value += Decimal("0.5")
    if _below_zero(text, start, first) and value is not None:
        start, value = start - 1, -value
    if first.vague:
        low = value
    return Reading(
        start,
        first.end,
        first.unit.kind,
        value,
        first.word,
        low,
        high,
        numeral.approx or first.vague,
    )


def _below_zero(text: str, start: int, amount: Amount) -> bool:
    """Say whether a minus stands before degrees: -18℃, but not 2-8℃."""
    if amount.word not in ("℃", "°C", "摄氏度") or start == 0 or text[start - 1] not in "-－−":
        return False
    return start == 1 or not text[start - 2].isalnum() or "\u4e00" <= text[start - 2] <= "\u9fff"


def _refused_around(text: str, start: int, amount: Amount) -> bool:
    before = text[start - 1 : start]
    numeral = amount.numeral
    if before in BEFORE_REFUSED and before and not (before in "+＋" and _strong(amount)):
        return True
    if before.isascii() and before.isalpha() and not _strong(amount):
        return True
    if text[amount.end : amount.end + 1] in AFTER_REFUSED and amount.end < len(text):
        return True
    if numeral.chinese:
        return numeral.surface in ("零", "〇") or (before == "每" and _bare(numeral))
    if before in DASHES and text[start - 2 : start - 1].isdigit():  # 0632-5555041
        return True
    if numeral.surface[0] == "0" and numeral.surface[1:2].isdigit():
        return True
    if before == "每" and numeral.surface in ("100", "1000", "10000"):
        return True
    named = amount.unit is None or amount.unit.word in SERIAL_UNITS
    return named and SERIAL.search(text, max(0, start - 6), start) is not None


def _strong(amount: Amount) -> bool:
    # GDP6.5% and CT1台 are figures, G60 and 3A are not
    if amount.unit is None:
        return False
    return amount.unit.kind in (FigureKind.PERCENT, FigureKind.MONEY) or amount.unit.word in DEVICES


def _bare(numeral: Numeral) -> bool:
    # 百, 千万, 亿: a scale without a digit
    return numeral.chinese and numeral.surface[0] in SCALES and numeral.surface[0] not in "十拾"


def _range(text: str, start: int, first: Amount) -> Reading | None:
    """Return the range that `first` opens; without a unit of its own it takes the second's."""
    joint = TO.match(text, first.end)
    if joint is None or (joint[0] in "至到" and text[start - 1 : start] in FROM):
        return None
    second = amount_at(text, joint.end())
    if second is None or second.unit is None:
        return None
    if first.unit is not None and first.unit.word != second.unit.word:
        return None
    low, high = first.numeral.value, second.numeral.value
    if low is None or high is None:
        return None
    if second.numeral.scale > 1 and first.numeral.scale == 1 and low * second.numeral.scale <= high:
        low *= second.numeral.scale
    if low >= high or _refused(text, joint.end(), second):
        return None
    approx = first.numeral.approx or second.numeral.approx
    return Reading(
        start, second.end, second.unit.kind, None, second.word, exact(low), exact(high), approx
    )


def _unitless(text: str, start: int, numeral: Numeral) -> Reading | None:
    """Return a number without a unit: 24.37亿 is money, 412.6万 a count, 1.37 a coefficient."""
    kind, unit = FigureKind.COUNT, None
    if numeral.chinese and IDIOM.match(text, numeral.end):
        return None
    if numeral.scale >= 10**4 and not (_bare(numeral) and not _led(text, start, numeral)):
        clause = text[max(0, start - 12) : start].rsplit("，", 1)[-1]
        after = text[numeral.end : numeral.end + 6]
        if text[numeral.end : numeral.end + 1] == "级":
            return None
        if MONEY_CUE.search(clause) or MONEY_CUE.search(re.split("[，。；、]", after)[0]):
            kind, unit = FigureKind.MONEY, "元"
    elif "." in numeral.surface and not numeral.chinese:
        if not (
            COEFFICIENT.search(text, max(0, start - 20), start) and SHIFT.match(text, numeral.end)
        ):
            return None
        kind = FigureKind.RATIO
    elif not _counted(text, start, numeral):
        return None
    return Reading(
        start, numeral.end, kind, numeral.value, unit, numeral.low, numeral.high, numeral.approx
    )


def _led(text: str, start: int, numeral: Numeral) -> bool:
    return text[start - 1 : start] in STRONG or numeral.approx


def _counted(text: str, start: int, numeral: Numeral) -> bool:
    """Say whether a number without a scale counts: 1000余企业, 总数达3500。"""
    if numeral.chinese or numeral.value is None:
        return False
    after = text[numeral.end : numeral.end + 1]
    if numeral.approx:
        return numeral.value >= 10 and "\u4e00" <= after <= "\u9fff"
    led = text[start - 1 : start] in STRONG
    return led and after in "，。；、）" and numeral.value >= 10


def _refused(text: str, start: int, amount: Amount) -> bool:
    """Say whether the words around make it a name, an ordinal or an item of a list."""
    unit = amount.unit
    assert unit is not None
    if unit.word == "P" and "算力" not in text[max(0, start - 10) : amount.end + 4]:
        return True
    if (where := ONLY_WHERE.get(unit.word)) and not (
        where.before.search(text, max(0, start - 12), start) or where.behind.match(text, amount.end)
    ):
        return True
    if unit.word == "级":
        return GRADED.match(text, amount.end) is None
    if text[amount.end : amount.end + 1] == "级" and unit.kind is not FigureKind.PERIOD:
        return True
    if unit.word in NUMBERING and text[start - 1 : start] in NUMBERING[unit.word]:
        return True
    if unit.word == "年" and not amount.half and NOT_YEARS.match(text, amount.end):
        return True
    return amount.numeral.chinese and _refused_chinese(text, start, amount, unit)


def _refused_chinese(text: str, start: int, amount: Amount, unit: Unit) -> bool:
    numeral = amount.numeral
    if _bare(numeral):
        return bool(PER_SCALE.match(text, amount.end)) or not (
            _led(text, start, numeral) or _large(numeral, unit)
        )
    if unit.arabic:
        return True
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
        bounded = unit.kind is FigureKind.PERIOD and UNDER.match(text, amount.end)
        return unit.word != "倍" and not amount.half and not bounded
    if unit.word == "期":
        return HELD.search(text, max(0, start - 4), start) is None
    if unit.shy or sign == "二":  # 二次供水, 二级: counts are written 两
        return True
    if unit.word == "次" and MEETING.match(text, amount.end):
        return BODIES.search(text, max(0, start - 4), start) is not None
    return LISTED.match(text, amount.numeral.end) is not None
