"""What each figure measures, whose it is, and as of when.

Chinese puts the thing counted before the number (在校学生11.6万名) or right after it (35家孵化器).
Where a clause names nothing of its own (提升4.7个百分点, 竣工五万两千套), what the clause before it
spoke of is carried on. No segmenter: a clause is short enough to strip from both ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from app.analyse.bounds import Bounded, delta_of, role_of
from app.analyse.quantities import Reading
from app.model import Delta, FigureKind, FigureRole

CLAUSE_END = re.compile(r"[，,。；;！？!?\n：:（()）]")
SENTENCE_SIGNS = frozenset("。！？!?\n")
# words that open a clause before the thing itself: 「其中」「我区共有」「目前已累计建成」「2024年」
LEADING = re.compile(
    r"(?:[、和及与的等]|其中|同时|此外|另外|目前|现|还|也|再|又|并|且|仅|均|已经|已|共计|共有|共|累计|总计|合计|全年|当年|今年以来|今年|去年|近年来|以来|以来|年度|以上|以下|以内|左右|"
    r"截至|截止|自|到|前|在|为|对|将|我[省市区县州局委办厅院校部镇]|全[国省市区县州镇局]|本[省市区县]|各[区县市]|先后|成功|最终|最高|平均|超过|计划|力争|预计|拟|迄今|"
    r"完成|实现|建成|拥有|举办了?|召开了?|开展了?|安装|划定|提供|发放|设立|组织|达到|达|有|组织了|策划组织|进一步|持续|积极|了|年|月|日|底|期间|通过)+"
)
# words that lead from the thing to its number: 「占比达到」「标准由每人每月」「班额控制在」
TRAILING = re.compile(
    r"(?:达到了?|达|高达|多达|为|是|有|共有|已有|现有|共计?|合计|总计|约|近|超过?|突破|分别|普遍|一般|平均|最高|最低|最多|最快|最|不|已|均|仅|只|的|了|年|每年|每月|每日|每天|每人每[年月次餐天]|每人次?|每生每年|"
    r"每户|每平方米|控制在|控制到|保持在|稳定在|维持在|提[高升][到至]|增[加长][到至]?|[升降增减压缩调][到至为]|扩大到|缩[短小减][到至]|压[缩减][到至]|下降[到至]|上升[到至]|上调[到至为]|下调[到至为]|"
    r"优化[到至]|调整[到至为]|升级[到至]|加密[到至]|由|从|按|可|可达|可享|以|在|到|至|于|比|较|也|将|就|还|全部|全年|累计|力争|预计|将达|不足|设|率先)+$"
)
CHANGE = re.compile(
    r"^(?:(?:较|比)[^，]{0,8}?)?(?:同比|环比|分别|年均|累计|平均|又|再|均|也|名义|实际|每年|又)*"
    r"(?:增长|提[高升]|下降|减少|增加|上升|降低|缩短|压缩|压减|上浮|下浮|扩大|改善|增幅|降幅|增速|回升|回落|上涨|下跌|优于|低于|高于|上调|下调|净增|翻|快于|增|降|升)"
)
# an attribute that says nothing without its thing: 「建筑面积」「总投资」「金额」
ATTRIBUTE = re.compile(
    r"^(?:总)?(?:建筑面积|总?面积|总?投资|总?金额|交易金额|涉及金额|补贴金额|规模|总?长度?|全长|占比|比例|比重|增速|增幅|降幅|通过率|合格率|满意率|办结率|整改率|签约率|覆盖率|完成率|"
    r"数量|人数|户数|件数|价值|总估值|总?产量|产值|单价|费用|补贴|补助|奖励|每\S{1,5}补[贴助]|年限|期限|周期|合作金额|保费|贷款余额|余额|库容|容量|时长|频次|间隔|投用|竣工|开工|立项|通过|出栏|签约|"
    r"获得贷款|撬动.{0,8}|带动.{0,6}|惠及.{0,6}|受益.{0,4}|涉及.{0,4}|服务.{0,4}|"
    r"落户.{0,4}|覆盖.{0,4}|发放.{0,6}|兑现.{0,4})$"
)
SHARE = re.compile(
    r"^(?P<of>.*?)(?:约|已|均|仅|只|超|近)*占(?P<whole>[^，。；]*?)(?:总数|比重|比例|比)?的?$"
)
# what follows a number and is not the thing counted
NOT_THING = re.compile(
    r"[以并和与及或提增升降减缩压扩优调到至用执发办给由从在是为比较较不未已将可即则就也都全内外左右上下前后、的起升]|支持|纳入|入驻|通过|落户|参加|参与|完成|建成|实现|"
    r"覆盖|开工|投用|竣工|入库|办结|得到|获得?|均|分别|达|超"
)
THING_ENDS = re.compile(
    r"[，,。；;！？!?\n：:（()）、]|的|并|已|均|均已|分别|进行|实现|得到|纳入|通过|以及|来|等|为"
)
QUOTES = re.compile(r"[《》]")
SCOPE = re.compile(r"全[国省市区县州球]|我[国省市区县州]|本[省市区县]|新区|国内")
NOW = re.compile(r"目前|现有|现已|如今|当前")
SINCE = re.compile(r"[^，。；]{0,12}?以来|起(?!步|点|草)")
PLAN_SINCE = re.compile(r"[“\"]?十(?P<n>[二三四五])五[”\"]?(?:时期|期间)?以来")
COMPARED = frozenset("比较与同")
CARRIES = re.compile(r"已|其中|累计|全年|当年|共")
RESPECTIVELY = "分别"
LIMIT = 40
MOST = 24


class Setting(NamedTuple):
    """What the words around a figure say of it."""

    metric: str | None = None
    as_of: str | None = None
    role: FigureRole = FigureRole.ACTUAL
    delta: Delta | None = None
    subject: str | None = None


class Clauses:
    """Where clauses and sentences end in one text."""

    def __init__(self, text: str) -> None:
        """Find every end once; looking one up is a bisection."""
        self.text = text
        self.ends = [found.start() for found in CLAUSE_END.finditer(text)]
        self.stops = [end for end in self.ends if text[end] in SENTENCE_SIGNS]

    def start_of_clause(self, place: int) -> int:
        """Return where the clause that holds `place` begins."""
        index = bisect_right(self.ends, place - 1)
        return self.ends[index - 1] + 1 if index else 0

    def end_of_clause(self, place: int) -> int:
        """Return where the clause that holds `place` ends."""
        index = bisect_right(self.ends, place - 1)
        return self.ends[index] if index < len(self.ends) else len(self.text)

    def start_of_sentence(self, place: int) -> int:
        """Return where the sentence that holds `place` begins."""
        index = bisect_right(self.stops, place - 1)
        return self.stops[index - 1] + 1 if index else 0


def settings(text: str, spread: Sequence[Bounded]) -> list[Setting]:
    """Return, for each figure in order, what the words around it say."""
    clauses = Clauses(text)
    clock = Clock(text)
    topic = Topic(text, clauses)
    found: list[Setting] = []
    for index, bound in enumerate(spread):
        sentence = clauses.start_of_sentence(bound.start)
        clock.move(sentence)
        if bound.reading.kind is FigureKind.DATE:
            clock.set(bound.reading)
            topic.pass_date(bound)
            found.append(Setting())
            continue
        following = spread[index + 1].start if index + 1 < len(spread) else len(text)
        metric = topic.metric_of(bound, sentence, following)
        said = text[sentence : bound.start]
        clause = text[clauses.start_of_clause(bound.start) : bound.start]
        found.append(
            Setting(
                metric,
                clock.as_of(bound.start),
                role_of(said),
                delta_of(clause, bound.reading.kind),
                _scope(said),
            )
        )
    return found


def _scope(said: str) -> str | None:
    scopes = SCOPE.findall(said)
    return scopes[-1] if scopes else None


class Clock:
    """As of when: the last date of the sentence, until 目前 or the sentence's end."""

    def __init__(self, text: str) -> None:
        """Begin without a date."""
        self.text = text
        self.sentence = -1
        self.dated: str | None = None
        self.at = 0
        self.once = False
        self.until = False

    def move(self, sentence: int) -> None:
        """Go to the sentence that begins at `sentence`; 截至 carries over into 已… and 其中…."""
        if sentence == self.sentence:
            return
        self.sentence = sentence
        kept = self.dated is not None and CARRIES.match(self.text, sentence)
        fresh = self.text.find("\n", self.at, sentence) >= 0
        if not kept or fresh or not (self.until or self.text.startswith("全年", sentence)):
            self.dated, self.until = None, False
        self.at = sentence

    def set(self, reading: Reading) -> None:
        """Take a date over, unless it is only compared with."""
        before = self.text[reading.start - 1 : reading.start]
        after = self.text[reading.end : reading.end + 1]
        if before in COMPARED or not isinstance(reading.value, str) or reading.value[0] == "X":
            return
        if after == "的" and before in ("到", "至"):
            return
        self.once = after == "的" and before in ("从", "由")
        self.until = self.text[reading.start - 2 : reading.start] in ("截至", "截止")
        since = SINCE.match(self.text, reading.end)
        self.dated = f"{reading.value}/" if since and "/" not in reading.value else reading.value
        self.at = reading.end

    def as_of(self, place: int) -> str | None:
        """Return the date that holds for the figure at `place`."""
        plan = PLAN_SINCE.search(self.text, self.at, place)
        if plan:
            self.dated = f"{ {'二': 2011, '三': 2016, '四': 2021, '五': 2026}[plan['n']] }/"
        if self.dated and NOW.search(self.text, self.at, place):
            self.dated = None
        dated = self.dated
        if self.once:
            self.dated, self.once = None, False
        self.at = place
        return dated


class Topic:
    """What the figures so far have spoken of: the thing that a bare clause carries on."""

    def __init__(self, text: str, clauses: Clauses) -> None:
        """Begin with nothing spoken of."""
        self.text = text
        self.clauses = clauses
        self.done = 0  # the end of the figure before
        self.sentence = -1
        self.things: list[str] = []  # metrics of this sentence, in order
        self.base: str | None = None  # the last metric that named its thing itself
        self.shared: list[str] = []  # what 分别 deals out

    def pass_date(self, bound: Bounded) -> None:
        """Go past a date."""
        self.done = max(self.done, bound.end)

    def metric_of(self, bound: Bounded, sentence: int, following: int) -> str | None:
        """Return what the figure measures, and remember it."""
        if sentence != self.sentence:
            self.sentence, self.things, self.shared = sentence, [], []
        begin = max(self.clauses.start_of_clause(bound.start), self.done, bound.start - LIMIT)
        metric = self._named(bound, begin, following)
        self.done = bound.end
        if metric:
            metric = QUOTES.sub("", metric)[-LIMIT:]
            self.things.append(metric)
        return metric

    def _named(self, bound: Bounded, begin: int, following: int) -> str | None:
        said = self.text[begin : bound.start]
        if bound.reading.unit in ("周岁", "岁"):
            return self._aged(bound, said, following)
        if RESPECTIVELY in said or self.shared:
            dealt = self._dealt(said)
            if dealt:
                return dealt
        own = TRAILING.sub("", LEADING.sub("", said, count=1) if LEADING.match(said) else said)
        change = CHANGE.match(own) or CHANGE.match(said)
        if change and self.base:
            return self.base + change[0]
        share = SHARE.match(own) if "占" in own else None
        if share and bound.reading.kind in (FigureKind.PERCENT, FigureKind.RATIO):
            return self._share(share)
        thing = self._after(bound, following)
        return self._joined(own, thing, bound)

    def _joined(self, own: str, thing: str, bound: Bounded) -> str | None:
        if thing:
            own = (own + thing)[-MOST:]
            self.base = own
            return own
        if not own:
            return self.base
        if ATTRIBUTE.match(own) and self.base:
            return (self.base + own)[-MOST:]
        self.base = own
        return own

    def _aged(self, bound: Bounded, said: str, following: int) -> str | None:
        after = self._after(bound, following)
        return (
            f"{after}年龄" if after else TRAILING.sub("", LEADING.sub("", said, count=1)) or "年龄"
        )

    def _dealt(self, said: str) -> str | None:
        if RESPECTIVELY in said:
            self.shared = list(self.things[-2:])
        return self.shared.pop(0) if self.shared else None

    def _share(self, share: re.Match[str]) -> str:
        of = share["of"] or self.base or ""
        if share["of"]:
            self.base = of
        return f"{of}占{share['whole']}比重"

    def _after(self, bound: Bounded, following: int) -> str:
        """Return the thing that stands right after the number: 35家【孵化器】."""
        start = bound.end
        if self.text.startswith("的", start):
            start += 1
        if NOT_THING.match(self.text, start) or CLAUSE_END.match(self.text, start):
            return ""
        end = min(following, start + MOST)
        found = THING_ENDS.search(self.text, start, end)
        return self.text[start : found.start() if found else end]
