"""What each figure measures, whose it is, and as of when.

Chinese puts the thing counted before the number (在校学生11.6万名) or right after it (35家孵化器).
Where a clause names nothing of its own (提升4.7个百分点, 竣工五万两千套), what the clause before it
spoke of is carried on. No segmenter: a clause is short enough to strip from both ends.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.analyse.amounts import AGES
from app.analyse.bounds import Bounded, delta_of, role_of
from app.analyse.clauses import Clauses
from app.analyse.clock import Clock
from app.model import Delta, FigureKind, FigureRole

TABLE = Path(__file__).with_name("metrics.toml")
# 「占全市企业总数的75.7%」「其中快充桩占三分之一」
SHARE = re.compile(
    r"^(?P<of>.*?)(?:约|已|均|仅|只|超|近)*占(?P<whole>[^，。；]*?)(?:总数|比重|比例|比)?的?$"
)
# 「见习补贴按当地最低工资标准的80%」: the share is of what stands before 按
ACCORDING = re.compile(r"^(?P<of>.{2,}?)按.+的$")
# 「完成年度目标的106.1%」: a share of the goal
OF_GOAL = re.compile(r"^(?P<of>.*?)(?P<goal>(?:完成|达到|相当于|恢复到)[^的]{1,10})的$")
# 「旅游总收入列全省第3位」「总数居全国第二」
RANKING = re.compile(
    r"^(?P<of>.*?)(?:连续|稳|跃|并|已|也|均|在)*(?:位居|位列|名列|占据|跃居|稳居|排在|排名|排|居|列|升至)"
    r"(?P<among>.*)$"
)
INNER_MOST = re.compile(r"(?<=.)最[高低多少](?=补|奖|可|支|给)")
SCOPE = re.compile(r"全[国省市区县州球]|我[国省市区县州]|本[省市区县]|新区|国内")
SCOPE_LAST = re.compile(r"(?:全[国省市区县州球]|国内)$")
# 「2025年底前」「7月1日起」: what still belongs to the date
PAST_DATE = re.compile(r"(?:之前|以前|前|起|以来|内|期间|间)?")
# 「婴幼儿托位数达到每千人口4.6个」
PER_HEAD = re.compile(r"^(?P<of>.+?)(?:达到|达|为)?(?P<per>每[百千万]\S{0,4})$")
BUILT = re.compile(r"建成|新建|建设|打造|培育|举办|召开|开展|组织|安装|新增|提供")
RESPECTIVELY = "分别"
REACH = 160  # how far back a sentence may say what is aimed at and whose it is
LIMIT = 40
MOST = 24


class Words(NamedTuple):
    """The patterns made of metrics.toml."""

    leading: re.Pattern[str]
    trailing: re.Pattern[str]
    attribute: re.Pattern[str]
    change: re.Pattern[str]
    people: re.Pattern[str]
    no_thing: re.Pattern[str]
    thing_ends: re.Pattern[str]
    thing_verbs: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the patterns, read and compiled once."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    leading, trailing = (
        [*map(re.escape, data[side]["words"].split()), *_guarded(data[side]["guarded"], around)]
        for side, around in (
            ("leading", "{word}(?![{signs}])"),
            ("trailing", "(?<![{signs}]){word}"),
        )
    )
    change = data["change"]
    compared = r"(?:(?:较|比|与)[^，]{1,8}?)?(?:同比|环比|年均|累计|平均|名义|实际|再|均|又)*"
    return Words(
        leading=re.compile(f"(?:{_any(leading)})+"),
        trailing=re.compile(f"(?:{_any(trailing)})+$"),
        attribute=re.compile(
            f"^(?:{_any(data['attribute']['words'].split())}|每.{{1,5}}补[贴助]|惠及.{{0,6}}|受益.{{0,4}})"
            f"(?:同比)?(?:{_any(change['words'].split())})?$"
        ),
        change=re.compile(
            f"^{compared}(?:(?:{_any(change['words'].split())})[了约]?$|"
            f"(?:{_any(change['against'].split())}).*$)"
        ),
        people=re.compile(_any(data["people"]["words"].split())),
        no_thing=re.compile(_any(data["things"]["no"].split())),
        thing_ends=re.compile(_any(data["things"]["ends"].split())),
        thing_verbs=re.compile(_any(data["things"]["verbs"].split())),
    )


def _any(alternatives: Iterable[str]) -> str:
    return "|".join(sorted(alternatives, key=len, reverse=True))


def _guarded(entries: str, around: str) -> Iterator[str]:
    # 在:校园孵 is cut but in 在校, 在园, 在孵
    for entry in entries.split():
        word, signs = entry.split(":")
        yield around.format(word=word, signs=signs)


class Setting(NamedTuple):
    """What the words around a figure say of it."""

    metric: str | None = None
    as_of: str | None = None
    role: FigureRole = FigureRole.ACTUAL
    delta: Delta | None = None
    subject: str | None = None


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
        said = text[max(sentence, bound.start - REACH) : bound.start]
        clause = text[max(clauses.start_of_clause(bound.start), bound.start - LIMIT) : bound.start]
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


class Topic:
    """What the figures so far have spoken of: the thing that a bare clause carries on."""

    def __init__(self, text: str, clauses: Clauses) -> None:
        """Begin with nothing spoken of."""
        self.text = text
        self.clauses = clauses
        self.words = words()
        self.done = 0  # the end of the figure before
        self.before: Bounded | None = None  # that figure
        self.date: tuple[int, int] = (0, 0)
        self.sentence = -1
        self.things: list[str] = []  # what this sentence has measured, in order
        self.base: str | None = None  # the last thing that is not a part (其中) of another
        self.shared: list[str] = []  # what 分别 deals out

    def pass_date(self, bound: Bounded) -> None:
        """Go past a date."""
        past = PAST_DATE.match(self.text, bound.end)
        self.date = (bound.start, past.end() if past else bound.end)

    def metric_of(self, bound: Bounded, sentence: int, following: int) -> str | None:
        """Return what the figure measures, and remember it."""
        if sentence != self.sentence:
            self.sentence, self.things, self.shared, self.base = sentence, [], [], None
        metric = self._metric(bound, following)
        self.done, self.before = bound.end, bound
        return metric[-LIMIT:] if metric else None

    def _said(self, bound: Bounded) -> str:
        """Return the clause before the figure, from the figure before on, without its date."""
        clause = self.clauses.start_of_clause(bound.start)
        begin = max(clause, self.done, bound.start - LIMIT)
        if begin == self.done > clause and self._modifies(bound):
            begin = max(clause, bound.start - LIMIT)
        start, end = self.date
        if begin <= start and end <= bound.start:
            return self.text[begin:start] + self.text[end : bound.start]
        return self.text[begin : bound.start]

    def _modifies(self, bound: Bounded) -> bool:
        # 80岁以上老人2.4万, 120电话10秒接通率, 产值超百亿元企业6家: one thing
        if self.before is None:
            return False
        between = self.text[self.before.end : bound.start]
        if between.startswith(("以上", "以下", "以内")) and (
            self.before.reading.kind in (FigureKind.PERIOD, FigureKind.MEASURE)
        ):
            return True
        if self.before.reading.kind is FigureKind.PERIOD:
            return len(self._stripped(between)) > 1
        return 0 < len(self._stripped(between)) <= 2 and between[0] not in "、和及与，"

    def _stripped(self, said: str) -> str:
        led = self.words.leading.match(said)
        said = said[led.end() :] if led else said
        return INNER_MOST.sub("", self.words.trailing.sub("", said))

    def _metric(self, bound: Bounded, following: int) -> str | None:
        said = self._said(bound)
        own = self._stripped(said)
        reading = bound.reading
        if reading.unit in AGES:
            return self._aged(bound, own, following)
        if reading.kind is FigureKind.RANK:
            return self._ranked(said, own)
        dealt = self._dealt(said)
        if dealt:
            return dealt
        if self.things and (change := self.words.change.match(own)):
            return self.things[-1] + change[0]
        if reading.kind in (FigureKind.PERCENT, FigureKind.RATIO):
            share = self._part(bound, said, own, following)
            if share:
                return share
        return self._joined(own, said, self._after(bound, following))

    def _joined(self, own: str, said: str, thing: str) -> str | None:
        part = said.startswith("其中")
        if not own and not thing:
            return self.things[-1] if self.things else self.base
        if thing:
            own = (own + thing)[-MOST:]
        elif self.base and not part and self._leans(own, said):
            return self._keep((self.base + own)[-MOST:], part=True)
        elif len(own) <= 2:
            own = said[-6:].lstrip("、和与及")
        per = PER_HEAD.match(own)
        return self._keep(per["per"] + per["of"] if per else own, part=part)

    def _leans(self, own: str, said: str) -> bool:
        """Say whether a thing says nothing alone: 竣工, 保费, 建筑面积; 建成冷库 does."""
        if self.words.attribute.match(own):
            return not (own.endswith("率") and (self.base or "").endswith("率"))
        return len(own) <= 2 and said[:1] not in "、和与及" and not BUILT.search(said)

    def _keep(self, thing: str, *, part: bool = False) -> str:
        self.things.append(thing)
        if not part:
            self.base = thing
        return thing

    def _aged(self, bound: Bounded, own: str, following: int) -> str:
        people = self.words.people.search(self.text, bound.end, min(following, bound.end + 10))
        if people:
            return f"{people[0]}年龄"
        return f"{self._keep(own)}年龄" if own else "年龄"

    def _ranked(self, said: str, own: str) -> str:
        found = RANKING.match(said)
        of, among = (found["of"], found["among"]) if found else (own, "")
        of = self._stripped(of)
        if len(of) <= 2 and self.things:
            of = self.things[-1] + of
        return f"{of}{among}排名"

    def _dealt(self, said: str) -> str | None:
        # 分别增长12.5%和9.8%: each of the two things before gets its own
        if RESPECTIVELY in said and not self._stripped(said.split(RESPECTIVELY)[0]):
            how = self._stripped(said.split(RESPECTIVELY)[1])
            self.shared = [thing + how for thing in self.things[-2:]]
        return self.shared.pop(0) if self.shared else None

    def _part(self, bound: Bounded, said: str, own: str, following: int) -> str | None:
        """Return what a share is a share of."""
        led = self.words.leading.match(said)
        told = said if not led or "完成" in led[0] else said[led.end() :]
        goal = OF_GOAL.match(told)
        if goal:
            of = self._stripped(goal["of"]) or (self.things[-1] if self.things else "")
            return f"{of}{goal['goal']}"
        according = ACCORDING.match(told)
        if according:
            return self._keep(according["of"])
        share = SHARE.match(told) if "占" in told else None
        if share:
            return self._share(share, part=said.startswith("其中"))
        scope = SCOPE_LAST.search(own)
        if scope and self.text.startswith("的", bound.end):
            return self._keep(f"{self._after(bound, following)}占{scope[0]}比重")
        return None

    def _share(self, share: re.Match[str], *, part: bool) -> str:
        of = self._stripped(share["of"])
        if of:
            self._keep(of, part=part)
        elif self.things:
            of = self.things[-1]
        whole = share["whole"]
        return f"{of}占{whole}比重" if whole else f"{of}占比"

    def _after(self, bound: Bounded, following: int) -> str:
        """Return the thing that stands right after the number: 35家【孵化器】."""
        start = bound.end
        if self.text.startswith("的", start):
            start += 1
        if self.words.no_thing.match(self.text, start):
            return ""
        end = min(following, self.clauses.end_of_clause(start), start + MOST)
        verb = self.words.thing_verbs.search(self.text, start, end)
        if verb:
            return self.text[start:end]
        found = self.words.thing_ends.search(self.text, start, end)
        return self._stripped(self.text[start : found.start() if found else end])
