"""What each figure measures, whose it is, and as of when.

Chinese puts the thing counted before the number (在校学生11.6万名) or right after it (35家孵化器).
Where a clause names nothing of its own (提升4.7个百分点, 竣工五万两千套), what the clause before it
spoke of is carried on. No segmenter: a clause is short enough to strip from both ends.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.analyse.bounds import Bounded, delta_of, role_of
from app.analyse.quantities import Reading
from app.model import Delta, FigureKind, FigureRole

TABLE = Path(__file__).with_name("metrics.toml")
CLAUSE_END = re.compile(r"[，,。；;！？!?\n：:（()）]")
SENTENCE_SIGNS = frozenset("。！？!?\n")
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
NOW = re.compile(r"目前|现有|现已|如今|当前")
SINCE = re.compile(r"[^，。；]{0,12}?以来|起(?!步|点|草)")
PLAN_SINCE = re.compile(r"[“\"]?十(?P<n>[二三四五])五[”\"]?(?:时期|期间)?以来")
PLANS = {"二": "2011/", "三": "2016/", "四": "2021/", "五": "2026/"}
COMPARED = frozenset("比较与同")
CARRIES = re.compile(r"已|其中|累计|共")
SAME_YEAR = re.compile(r"全年|当年")
# 「婴幼儿托位数达到每千人口4.6个」
PER_HEAD = re.compile(r"^(?P<of>.+?)(?:达到|达|为)?(?P<per>每[百千万]\S{0,4})$")
AGES = frozenset({"周岁", "岁"})
BUILT = re.compile(r"建成|新建|建设|打造|培育")
RESPECTIVELY = "分别"
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
        for side, around in (("leading", "{word}(?![{signs}])"), ("trailing", "(?<![{signs}]){word}"))
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
        thing_ends=re.compile(_any(map(re.escape, data["things"]["ends"].split()))),
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
        self.last: str | None = None  # the last date of the paragraph, for 全年
        self.at = 0
        self.once = False
        self.until = False

    def move(self, sentence: int) -> None:
        """Go to the sentence that begins at `sentence`; 截至 carries over into 已… and 其中…."""
        if sentence == self.sentence:
            return
        self.sentence = sentence
        if self.text.find("\n", self.at, sentence) >= 0:
            self.last = self.dated = None
        if SAME_YEAR.match(self.text, sentence):
            self.dated = self.last
        elif not (self.until and CARRIES.match(self.text, sentence)):
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
        self.last = self.dated
        self.at = reading.end

    def as_of(self, place: int) -> str | None:
        """Return the date that holds for the figure at `place`."""
        plan = PLAN_SINCE.search(self.text, self.at, place)
        if plan:
            self.dated = PLANS[plan["n"]]
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
        self.date = (bound.start, bound.end)

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
        # 80岁以上老人2.4万, 120电话10秒接通率, 产值超百亿元企业6家: the number before belongs to the thing
        if self.before is None:
            return False
        between = self.text[self.before.end : bound.start]
        if self.before.reading.kind is FigureKind.PERIOD:
            return len(self._stripped(between)) > 1
        if between.startswith(("以上", "以下")) and self.before.reading.unit in AGES:
            return True
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
        """Say whether a thing says nothing alone: 竣工, 保费, 建筑面积, not 建成冷库, not 、绿道."""
        if self.words.attribute.match(own):
            return True
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
        return f"{of}占{share['whole']}比重"

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
