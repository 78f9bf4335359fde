"""What each figure of a text measures, read in order: the thing that its clause names.

Chinese puts the thing counted before the number (在校学生11.6万名) or right after it (35家孵化器).
Where a clause names nothing of its own (提升4.7个百分点, 竣工五万两千套), what the clause before it
spoke of is carried on. No segmenter: a clause is short enough to strip from both ends.
"""

from __future__ import annotations

import re

from app.analyse.measuring.clauses import CLAUSE_SIGNS, Clauses
from app.analyse.measuring.dealing import ONE_MORE, RESPECTIVELY, dealt
from app.analyse.measuring.metric_words import words
from app.analyse.measuring.phrases import (
    ANY_SIBLING,
    DOING,
    EACH,
    EACH_BEGINS,
    EACH_OF,
    JUDGED,
    KIND_OF,
    LONGEST_HEAD,
    LONGEST_SIBLING,
    LYING,
    MOST,
    NO_NAME,
    PER_HEAD,
    PER_MEMBER,
    PREPOSED_ENDS,
    PREPOSED_LAST,
    after_another,
    column,
    given,
    preposed,
    sibling,
)
from app.analyse.measuring.shares import GAVE, OF_GOAL, SCOPE_LAST, ranked, share
from app.analyse.measuring.spoken import Spoken
from app.analyse.measuring.wholes import Wholes
from app.analyse.numbers.amounts import AGES
from app.analyse.numbers.bounds import Bounded
from app.analyse.numbers.quantities import Reading
from app.model import FigureKind

# 「用两年时间完成」「3年内新增」: how long it takes is no part of the name
USED = re.compile(r"时间|[以之]?内")
# 「2025年底前」「7月1日起」: what still belongs to the date
PAST_DATE = re.compile(r"(?:之前|以前|前|起|以来|内|期间|间)?")
CLOSING_SIGNS = ("）", ")")
AND = frozenset("、和及与，")
COLONS = frozenset("：:")
GIFTS = AND | {"的"}  # 「贡献了50%的税收、60%的GDP和80%的就业」
ABOVE = ("以上", "以下", "以内", "及以上", "及以下")
# 「支出方面，」
FIELD = re.compile(r"(?:[一二三四五六七八九]是)?(?P<of>[^，。；：\d\s]{2,10})方面[，：]")
# 「220千伏变电站36座」
VOLTS = frozenset({"千伏", "kV", "KV"})
AGED = re.compile(r"^[\d—–~～至-]+(?:周岁|岁)(?:及?以[上下])?")
# 「（含7个点）、省级19处」
CLOSED = re.compile(r"[^（(]{0,12}[）)]")
# 「44个以水稻、食用菌为主导产业的产业强镇」
LED_BY = re.compile(r"以[^，。；\n]{1,16}为[^，。；\n]{1,8}的")
SHARING = "约占"  # printed as one, as a modifier
COPULAS = frozenset(["为", "是", "达", "达到"])
ENUMERATION = ("、", "和", "与", "及", "以及")
# looked up once: a member found through its class takes six times as long
COUNT, RANK, PERIOD = FigureKind.COUNT, FigureKind.RANK, FigureKind.PERIOD
SHARES = (FigureKind.PERCENT, FigureKind.RATIO)
LIMIT = 40
FARTHEST = 300  # how far on 分别 may deal out


class Topic:
    """What each figure measures, by its clause and by what the figures so far have spoken of."""

    def __init__(self, text: str, clauses: Clauses) -> None:
        """Begin with nothing spoken of."""
        self.text = text
        self.clauses = clauses
        self.words = words()
        self.tabular = any(sign in text for sign in CLOSING_SIGNS)  # whether it may hold a table
        self.done = 0  # the end of the figure before
        self.taken = 0  # the end of the thing that stood right after it
        self.preposed = False  # whether a preposition leads to it: 对412个路口
        self.alike = False  # whether it is a share as the one before is
        self.gave = False  # whether it was a share of what a thing gives
        self.part = False  # whether it was a part (其中) of another
        self.before: Bounded | None = None  # that figure
        self.metric: str | None = None  # and what it measures
        self.date: tuple[int, int] = (0, 0)
        self.sentence = 0
        self.clause = 0  # where the clause of this figure begins
        self.spoken = Spoken()
        self.shared: list[str] = []  # what 分别 deals out
        self.wholes = Wholes()

    def pass_date(self, bound: Bounded) -> None:
        """Go past a date."""
        past = PAST_DATE.match(self.text, bound.end)
        self.date = (bound.start, past.end() if past else bound.end)

    def metric_of(self, bound: Bounded, following: int) -> str | None:
        """Return what the figure measures, and remember it."""
        if bound.reading.kind is PERIOD and self.text.startswith("前", bound.end):
            self.date = (bound.start, bound.end + 1)  # 「由三年前的28%」
            return None
        metric = self._metric(bound, following)
        self.done, self.before, self.metric = bound.end, bound, metric
        return metric[-LIMIT:] if metric else None

    def begin(self, sentence: int) -> None:
        """Begin the sentence that begins at `sentence`."""
        paragraph = self.text.find("\n", self.done, sentence) >= 0
        self.spoken.begin(paragraph=paragraph)
        self.wholes.begin(paragraph=paragraph)
        self.sentence, self.shared = sentence, []

    def _said(self, bound: Bounded) -> str:
        """Return the clause before the figure, from the figure before on, without its date."""
        clause = self.clause = self.clauses.start_of_clause(bound.start)
        text, at = self.text, bound.start
        begin = first = max(clause, at - LIMIT)
        if self.done > first:
            begin = first if self._modifies(bound) else self.done
        if begin < self.taken <= at and text[self.taken] in AND:
            begin = self.taken
        if text.find("）", begin, at) >= 0:
            closed = CLOSED.match(text, begin, at)
            begin = closed.end() if closed else begin
        start, end = self.date
        if begin <= start and end <= at:
            return text[begin:start] + text[end:at]
        return text[begin:at]

    def _modifies(self, bound: Bounded) -> bool:
        # 80岁以上老人2.4万, 120电话10秒接通率, 产值超百亿元企业6家: one thing
        if self.before is None:
            return False
        between = self.text[self.before.end : bound.start]
        if self.before.reading.unit in VOLTS and between[:1] not in AND:
            return True
        if self.before.reading.kind is COUNT:
            return False
        if self.before.reading.kind is PERIOD and USED.match(between):
            return False
        own = self.words.stripped(between)
        if self.words.changed(own):
            return False
        if self.before.reading.kind is PERIOD:
            return len(own) > 1
        return 0 < len(own) <= 2 and between[0] not in AND and between[-1] not in AND

    def _metric(self, bound: Bounded, following: int) -> str | None:
        said = self._said(bound)
        if self.clause < self.done and self._shifts(bound, said):
            return self.metric
        own = self.words.stripped(said)
        # 「对52家企业、9座加油站开展检查」
        leads = said[-1:] in PREPOSED_LAST and preposed(said)
        self.preposed = leads or (self.preposed and said in ENUMERATION)
        reading = bound.reading
        self.alike = reading.kind in SHARES and self._like(reading)
        self.part = (
            said.startswith("其中")
            or (self.done > self.sentence and self.clauses.in_brackets(bound.start, self.sentence))
            or reading.kind is PERIOD
            or (self.part and said.startswith("、"))
        )
        if reading.unit in AGES:
            return self._aged(bound, own, following)
        if reading.kind is RANK:
            return ranked(said, own, self.spoken)
        metric = self._dealt(bound, said) if self.shared or RESPECTIVELY.search(said) else None
        metric = metric or self._changed(own)
        if metric is None and reading.kind in SHARES:
            metric = self._share(bound, said, own, following)
        return metric or self._older(bound) or self._counted(bound, own, said, following)

    def _like(self, reading: Reading) -> bool:
        before = self.before.reading if self.before else None
        return before is not None and (before.kind, before.unit) == (reading.kind, reading.unit)

    def _shifts(self, bound: Bounded, said: str) -> bool:
        """Say whether the figure is what the one before becomes: 由12亩扩大到建成区的68亩."""
        before = self.before
        if not self.metric or before is None or before.reading.unit != bound.reading.unit:
            return False
        return before.start > self.clause and self.words.shifted.match(said) is not None

    def _counted(self, bound: Bounded, own: str, said: str, following: int) -> str | None:
        reading = bound.reading
        unit = reading.unit if reading.kind is COUNT else None
        told = self._told() if said in COPULAS else None
        if told:  # 「最大点雨量在河口站，为547.3毫米」
            return self.spoken.keep(told)
        thing = self._after(bound, following)
        part = None if thing else self._part_of(own, reading.unit)
        if part:
            return self.spoken.keep(part, part=True)
        metric = self._joined(own, said, thing, unit)
        if self.tabular and reading.unit and (not own or said.endswith(CLOSING_SIGNS)):
            metric = column(self.text, bound.start, reading.unit) or metric
        if metric is None and reading.kind is not PERIOD:
            told = self._told()
            metric = self.spoken.keep(told) if told else self._doing(bound, following)
        if metric and not self.part:
            if reading.kind is COUNT:
                self.spoken.counted[unit] = metric
            self.wholes.keep(metric, reading.unit)
        return metric

    def _part_of(self, own: str, unit: str | None) -> str | None:
        """Return the name of a part by its whole: 其中水稻, or what 标准： counts up."""
        at = self.clause
        if at and self.text[at - 1] in COLONS:
            begun = max(self.clauses.start_of_clause(at - 1), at - 1 - LONGEST_HEAD)
            if self.done <= begun:
                led = self.words.leading.match(self.text, begun, at - 1)
                self.wholes.head(self.text[led.end() if led else begun : at - 1])
        listed = self.wholes.listed(own)
        if listed or not self.wholes.shared:
            return listed
        among = self.part or self.text.find("其中", self.sentence, at) >= 0
        return self.wholes.named(own, unit) if among else None

    def _doing(self, bound: Bounded, following: int) -> str | None:
        """Return what those do who are only counted: 共有3126人次参加献血."""
        end = min(following, self.clauses.end_of_clause(bound.end), bound.end + MOST)
        done = DOING.match(self.text, bound.end, end)
        return self.spoken.keep(done[0]) if done else None

    def _older(self, bound: Bounded) -> str | None:
        """Return what a bare 80岁以上 or 500年以上 singles out: 树龄500年以上83株."""
        before, spoken = self.before, self.spoken
        if before is None or not spoken.last:
            return None
        if before.reading.unit in AGES and before.end == bound.start and spoken.things:
            people = AGED.sub("", spoken.latest())  # 90-99岁老人4120人，80-89岁2.6万人
            return spoken.keep(self.text[before.start : before.end] + people, part=True)
        if before.modifier not in ABOVE:
            return None
        above = self.text[before.start : bound.start].removesuffix("的")
        if len(above) > before.end - before.start:
            return None
        return spoken.keep(above + (spoken.base or ""), part=True)

    def _changed(self, own: str) -> str | None:
        """Return the thing that has changed and how: 近视率较2019年下降, 同比增长, 低于目标."""
        change = self.words.changed(own)
        if change is None:
            return None
        how = change["as"] + (change["how"] or change["against"])
        of = change["of"]
        if not of:
            return self.spoken.latest() + how if self.spoken.things else None
        if len(of) < 2 or change["against"]:
            return None
        base = self.spoken.base
        if base and self.spoken.leans(of):
            of = after_another(base, of)
        return self.spoken.keep(of) + how

    def _joined(self, own: str, said: str, thing: str, unit: str | None) -> str | None:
        spoken = self.spoken
        if thing:
            whole = thing if self.preposed else own + thing
            base = spoken.base
            if base and self.words.act.match(whole):  # 其余2条正在整改
                return spoken.keep(after_another(base, whole), part=True)
            return spoken.keep(given(whole[-MOST:]), part=self.part)
        if not own or (own[0] in EACH_BEGINS and EACH.match(own)):
            return self._bare(own, said, unit)
        short = self._short(own)
        if short:
            return spoken.keep(short, part=True)
        if not self.part and spoken.leans(own):
            base = self._leant_on(own, unit)
            if base:
                return spoken.keep(after_another(base, own), part=True)
        if len(own) <= 2:
            own = self.words.stripped(said, acts=False) or own
        per = PER_HEAD.match(own) if "每" in own else None
        return spoken.keep(per["per"] + per["of"] if per else given(own), part=self.part)

    def _short(self, own: str) -> str | None:
        """Return the whole name of what is only printed short beside what came before."""
        spoken = self.spoken
        if len(own) <= LONGEST_SIBLING and spoken.things and ANY_SIBLING.fullmatch(own):
            if self.metric and self.alike:  # 师生比1∶17.4，其中小学1∶18.1
                return sibling(own, self.metric, self.metric)
            return sibling(own, spoken.latest(), spoken.base)
        base = spoken.base if self.part else None
        # 服务站118个，其中示范型67个; 承办46件，其中主办29件
        if base and (KIND_OF.search(own) or self.words.act.match(own)):
            return own + base
        return None

    def _leant_on(self, own: str, unit: str | None) -> str | None:
        """Return the thing that a clause speaks of which names none of its own: 户均54万元."""
        if own.startswith(PER_MEMBER) and self.spoken.things:
            return self.spoken.latest()
        return self.spoken.base or self._field() or self._told() or self.spoken.earlier(own, unit)

    def _bare(self, own: str, said: str, unit: str | None) -> str | None:
        """Return what a clause measures that only says 户均, or nothing."""
        if self.metric and said and not said.strip("、和与及"):
            return self.metric
        each = EACH_OF.search(said.rstrip("约近超不足"))
        if each and not own and unit and len(unit) == 1:  # 平均每个网格300户
            return f"{each['each']}{unit}数"
        thing = self.spoken.latest() or self.spoken.base or self.spoken.by_unit(unit)
        return own + thing if thing else own or None

    def _field(self) -> str | None:
        """Return the field that a sentence opens with: 农业保险方面，承保率达86%，赔付1123万元."""
        field = FIELD.match(self.text, self.sentence, self.clause)
        return field["of"] if field else None

    def _part_told(self) -> str | None:
        """Return the part that the clause before has named: 其中煤炭居首，占总量的63%."""
        start = max(self.sentence, self.done, self.date[1])
        before = self.text[start : self.clause].rstrip("，").rpartition("，")[2]
        return self._told() if before.startswith("其中") else None

    def _told(self) -> str | None:
        """Return what a short clause before, without a figure, has named: 实施特聘计划，…."""
        start = max(self.sentence, self.done, self.date[1])
        before = self.text[start : self.clause].rstrip("，").rpartition("，")[2]
        told = NO_NAME.sub("", self.words.stripped(JUDGED.sub("", LYING.sub("", before))))
        told = self.words.opening_act.sub("", told)
        return told if 2 < len(told) <= 10 and "、" not in told else None

    def _aged(self, bound: Bounded, own: str, following: int) -> str:
        people = self.words.people.search(self.text, bound.end, min(following, bound.end + 10))
        if people:
            return f"{people[0]}年龄"
        if not own:
            latest = self.spoken.latest()
            return latest if latest.endswith("年龄") else "年龄"
        return self.spoken.keep(own.removesuffix("年龄") + "年龄")

    def _dealt(self, bound: Bounded, said: str) -> str | None:
        """Return the part of 分别 that is this figure's, if there was one."""
        if RESPECTIVELY.search(said):
            end = min(self.clauses.end_of_clause(bound.end), bound.end + FARTHEST)
            more = 1 + len(ONE_MORE.findall(self.text, bound.end, end))
            self.shared = dealt(said, more, self.spoken)
            self.spoken.things.extend(self.shared)
        return self.shared.pop(0) if self.shared else None

    def _share(self, bound: Bounded, said: str, own: str, following: int) -> str | None:
        """Return what a share is a share of."""
        goal = said.endswith("的") and OF_GOAL.match(said)
        led = None if goal else self.words.leading.match(said)
        told = said[led.end() :] if led else said
        if told.startswith("占") and (named := self._part_told()):
            told = named + told
        if bound.modifier and bound.modifier.startswith(SHARING):
            told += "占"
        if told[:1] == "占" and not self.spoken.things and (named := self._told()):
            told = named + told
        metric = share(told, self.spoken, part=said.startswith("其中"))
        if metric or not self.text.startswith("的", bound.end):
            return metric
        scope = SCOPE_LAST.search(own)
        if scope:
            return self.spoken.keep(f"{self._after(bound, following)}占{scope[0]}比重")
        base = self.spoken.base
        self.gave = GAVE.search(told) is not None or (
            self.gave and self.alike and said[-1:] in AND and said[:1] in GIFTS
        )
        return f"{base}{self._after(bound, following)}占比" if base and self.gave else None

    def _after(self, bound: Bounded, following: int) -> str:
        """Return the thing that stands right after the number: 35家【孵化器】."""
        start = bound.end
        if self.text.startswith("的", start):
            start += 1
        if self.text.startswith("以", start) and (led := LED_BY.match(self.text, start)):
            start = led.end()
        if self.text[start : start + 1] in CLAUSE_SIGNS:
            self.taken = start
            return ""
        if self.words.no_thing.match(self.text, start):
            return ""
        end = min(following, self.clauses.end_of_clause(start), start + MOST)
        if self.preposed:
            cut = PREPOSED_ENDS.search(self.text, start + 2, end)
            end = cut.start() if cut else end
        elif self.words.thing_verbs.search(self.text, start, end):
            return self.text[start:end]
        found = self.words.thing_ends.search(self.text, start, end)
        self.taken = found.start() if found else end
        return self.words.stripped(self.text[start : self.taken])
