"""The words that are cut from a clause, lean on another thing, or say how one has changed.

They are data in metrics.toml; the patterns made of them are compiled on first use. A pattern of
many words is a tree of their characters, asked for only where one of them may begin: trying each
word by itself would take most of the time of reading a figure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.analyse.heads import headed

TABLE = Path(__file__).with_name("metrics.toml")
# 「将单部补贴由15万元提高到20万元」
DISPOSED = re.compile(r"^.{0,16}[将把](?=.{2,})")
INNER_MOST = re.compile(r"最(?<=.最)[高低多少](?=补|奖|可|支|给)")
VARIOUS = re.compile(r"各[类项级种]")
BARE = 2  # 财政每年补贴: who pays is not what is paid
SHORT = 4  # 各级林长 says less without 各级
PER_ONE = re.compile(r"每(?<=...)[^百千万十，、\d每]{1,3}$")
PAID = re.compile("[补获奖增缴].?$|自?[付担]$")  # 「平均每户获赔4300元」 says what each gets
# 「供销社系统现有基层社58家」「公证处去年办证1.68万件」: who has it is not what is counted
HOLDER = re.compile(r"^[^，、的每]{2,12}?(?:现有|现存|共有|拥有|去年|今年)(?=..)")
ON_AVERAGE = frozenset({"年均", "日均", "户均", "人均", "平均"})
# 「同比增长了5%」「增长约5%」「增长幅度5%」: how much may stand between the change and its number
AFTER_CHANGE = {"了": 1, "约": 1, "近": 1, "度": len("幅度")}


@dataclass(frozen=True, slots=True)
class Tail:
    """Words that may close a clause, each but where certain signs precede it."""

    guards: dict[str, frozenset[str]]
    lengths: dict[str, tuple[int, ...]]  # of the words, by their last sign, longest first

    def begins(self, said: str, end: int) -> list[int]:
        """Return where the words that end at `end` begin, the longest word first."""
        found = []
        for length in self.lengths.get(said[end - 1 : end], ()):
            begin = end - length
            guard = self.guards.get(said[begin:end]) if begin >= 0 else None
            if guard is not None and not (begin and said[begin - 1] in guard):
                found.append(begin)
        return found

    def cut(self, said: str) -> str:
        """Return the clause without the longest row of such words at its end."""
        if said[-1:] not in self.lengths:
            return said
        reached = [len(said)]
        for end in reached:
            reached += [begin for begin in self.begins(said, end) if begin not in reached]
        return said[: min(reached)]


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns made of metrics.toml."""

    leading: re.Pattern[str]
    acting: re.Pattern[str]
    trailing: Tail
    idle: frozenset[str]
    attribute: re.Pattern[str]
    attribute_tail: Tail
    divided: Tail
    rate: re.Pattern[str]
    act: re.Pattern[str]
    opening_act: re.Pattern[str]
    change: re.Pattern[str]
    change_tail: Tail
    shifted: re.Pattern[str]
    against: re.Pattern[str]
    people: re.Pattern[str]
    no_thing: re.Pattern[str]
    thing_ends: re.Pattern[str]
    thing_verbs: re.Pattern[str]

    def stripped(self, said: str, *, acts: bool = True) -> str:
        """Return what a clause names, without what leads to it and what trails behind."""
        said = said.strip()
        if not said:
            return said
        led = (self.acting if acts else self.leading).match(said)
        said = said[led.end() :] if led else said
        if said.endswith(("由", "从")):
            said = DISPOSED.sub("", said)
        said = self.trailing.cut(said)
        if "每" in said:
            shorter = self.trailing.cut(PER_ONE.sub("", said))
            said = said if len(shorter) <= BARE and PAID.search(said) else shorter
        if "最" in said:
            said = INNER_MOST.sub("", said)
        if "各" in said and len(said) > SHORT:
            said = VARIOUS.sub("", said)
        if "有" in said or "年" in said:
            said = HOLDER.sub("", said)
        return "" if said in self.idle else said

    def without_attribute(self, thing: str) -> str:
        """Return 水库 of 水库总库容, 企业 of 企业户均投资: two characters are left at least."""
        if thing[-1:] not in self.attribute_tail.lengths:
            return thing
        for begin in self.attribute_tail.begins(thing, len(thing)):
            if begin >= 4 and thing[begin - 2 : begin] in ON_AVERAGE:
                return thing[: begin - 2]
            if begin >= 2:
                return thing[:begin]
        return thing

    def changed(self, said: str) -> re.Match[str] | None:
        """Return what a clause says of a change: of what, how, against what."""
        last, closed = said[-1:], False
        if last in self.change_tail.lengths:
            closed = bool(self.change_tail.begins(said, len(said)))
        if not closed and last in AFTER_CHANGE:
            closed = bool(self.change_tail.begins(said, len(said) - AFTER_CHANGE[last]))
        return self.change.match(said) if closed or self.against.search(said) else None


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the patterns, read and compiled once."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    cut = {side: _leading(data[side]) for side in ("leading", "acting")}
    patterns = data["leading"]["patterns"].split()
    attribute, act = data["attribute"]["words"].split(), data["act"]["words"].split()
    change, against = data["change"]["words"].split(), data["change"]["against"].split()
    how = headed(_any(change))
    compared = (
        r"(?:按[^，]{2,6}计算)?(?:(?:较|(?<![同环占])比|与|同(?!比))[^，]{0,8}?)?"
        r"(?P<as>(?:同比|环比|年均|累计|平均|名义|实际)*)(?:分别|再|(?<![户人亩日月年])均|又|约)*"
    )
    average = _any(data["attribute"]["average"].split())
    of_a_thing = _any([*attribute, *(f"{word}率" for word in act)])
    return Words(
        leading=re.compile(f"(?:{headed(_any(cut['leading'], patterns))})+"),
        acting=re.compile(f"(?:{headed(_any(cut['leading'] | cut['acting'], patterns))})+"),
        trailing=_trailing(data["trailing"]),
        idle=frozenset(data["trailing"]["idle"].split()),
        attribute=re.compile(
            headed(
                f"(?:{average})?(?:{of_a_thing}|每.{{1,5}}(?:补[贴助]|奖[励补])|[惠涉]及.{{0,6}}|受益.{{0,4}})"
                f"(?:同比)?(?:{how})?$"
            )
        ),
        attribute_tail=_tail(dict.fromkeys([*attribute, "率"], frozenset())),
        divided=_tail(dict.fromkeys(data["attribute"]["divided"].split(), frozenset())),
        rate=re.compile(data["rate"]["pattern"]),
        act=re.compile(f"{headed(_any(act))}(?:{_any(act)})?$"),
        opening_act=re.compile(f"^{headed(_any(data['act']['opening'].split()))}(?=..)"),
        change=re.compile(
            f"^(?P<of>.*?){compared}(?:(?P<how>{how})(?:了|约|近|幅度)?$"
            f"|(?P<against>(?:{_any(against)}).*)$)"
        ),
        change_tail=_tail(dict.fromkeys(change, frozenset())),
        shifted=re.compile(
            f"(?:统一|逐步|进一步|[再又])?{headed(_any(data['trailing']['shifted'].split()))}[到至为]"
        ),
        against=re.compile(_any(against)),
        people=re.compile(_any(data["people"]["words"].split())),
        no_thing=re.compile(headed(_any(*_parted(data["things"]["no"].split())))),
        thing_ends=re.compile(_any(*_parted(data["things"]["ends"].split()))),
        thing_verbs=re.compile(_any(data["things"]["verbs"].split())),
    )


def _any(words: Iterable[str], patterns: Iterable[str] = ()) -> str:
    """Return a pattern of the longest word that stands, or else of the first of the patterns."""
    tree = _tree(words if isinstance(words, Mapping) else dict.fromkeys(words, ""))
    return "|".join([tree, *patterns])


def _tree(words: Mapping[str, str]) -> str:
    """Return the alternatives as a tree, each word with the pattern that must hold behind it."""
    rests: dict[str, dict[str, str]] = {}
    for word, behind in words.items():
        if word:
            rests.setdefault(word[0], {})[word[1:]] = behind
    branches = [re.escape(head) + _rest(rest) for head, rest in rests.items()]
    return "|".join([*branches, *([words[""]] if "" in words else [])])


def _rest(words: Mapping[str, str]) -> str:
    tree = _tree(words)
    return f"(?:{tree})" if len(words) > 1 else tree


def _parted(alternatives: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the plain words and the patterns: 以[^往] is one."""
    plain: list[str] = []
    patterns: list[str] = []
    for alternative in alternatives:
        (plain if re.escape(alternative) == alternative else patterns).append(alternative)
    return plain, patterns


def _leading(data: dict[str, str]) -> dict[str, str]:
    # 在:校园孵 is cut but in 在校, 在园, 在孵
    guarded = _guarded(data.get("guarded", ""))
    plain = dict.fromkeys(data["words"].split(), "")
    return plain | {word: f"(?![{signs}])" for word, signs in guarded}


def _guarded(entries: str) -> Iterator[tuple[str, str]]:
    for entry in entries.split():
        word, signs = entry.split(":")
        yield word, signs


def _trailing(data: dict[str, str]) -> Tail:
    guards = {word: frozenset(signs) for word, signs in _guarded(data["guarded"])}
    shifted = (word + sign for word in data["shifted"].split() for sign in "到至为")
    return _tail(guards | dict.fromkeys((*data["words"].split(), *shifted), frozenset()))


def _tail(guards: dict[str, frozenset[str]]) -> Tail:
    lengths: dict[str, set[int]] = {}
    for word in guards:
        lengths.setdefault(word[-1], set()).add(len(word))
    longest_first = {last: tuple(sorted(group, reverse=True)) for last, group in lengths.items()}
    return Tail(guards, longest_first)
