"""The words that are cut from a clause, lean on another thing, or say how one has changed.

They are data in metrics.toml; the patterns made of them are compiled on first use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("metrics.toml")


class Ending(NamedTuple):
    """A pattern for the end of a clause, and the signs that the end may have."""

    pattern: re.Pattern[str]
    last: frozenset[str]

    def cut(self, said: str) -> str:
        """Return the clause without the ending."""
        return self.pattern.sub("", said) if said[-1:] in self.last else said


class Trail(NamedTuple):
    """Words that may close a clause, one behind another, each but where certain signs precede it.

    Gone through from the end: a pattern would be tried at each sign of the clause.
    """

    guards: dict[str, frozenset[str]]
    lengths: dict[str, tuple[int, ...]]  # of the words, by their last sign

    def cut(self, said: str) -> str:
        """Return the clause without the longest row of such words at its end."""
        reached = [len(said)]
        for end in reached:
            for length in self.lengths.get(said[end - 1 : end], ()):
                begin = end - length
                guard = self.guards.get(said[begin:end]) if begin >= 0 else None
                if guard is None or (begin and said[begin - 1] in guard):
                    continue
                if begin not in reached:
                    reached.append(begin)
        return said[: min(reached)]


class Words(NamedTuple):
    """The patterns made of metrics.toml."""

    leading: re.Pattern[str]
    acting: re.Pattern[str]
    trailing: Trail
    idle: frozenset[str]
    attribute: re.Pattern[str]
    attribute_tail: Ending
    rate: re.Pattern[str]
    act: re.Pattern[str]
    opening_act: re.Pattern[str]
    change: Ending
    against: re.Pattern[str]
    people: re.Pattern[str]
    no_thing: re.Pattern[str]
    thing_ends: re.Pattern[str]
    thing_verbs: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the patterns, read and compiled once."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    leading, acting = (
        [
            *map(re.escape, data[side].get("words", "").split()),
            *(f"{word}(?![{signs}])" for word, signs in _guarded(data[side].get("guarded", ""))),
            *data[side].get("patterns", "").split(),
        ]
        for side in ("leading", "acting")
    )
    change, attribute = data["change"], _any(data["attribute"]["words"].split())
    act = _any(data["act"]["words"].split())
    how, against = _any(change["words"].split()), change["against"].split()
    compared = (
        r"(?:按[^，]{2,6}计算)?(?:(?:较|(?<![同环占])比|与|同(?!比))[^，]{0,8}?)?"
        r"(?P<as>(?:同比|环比|年均|累计|平均|名义|实际)*)(?:分别|再|均|又|约)*"
    )
    return Words(
        leading=re.compile(f"(?:{_any(leading)})+"),
        acting=re.compile(f"(?:{_any([*leading, *acting])})+"),
        trailing=_trail(data["trailing"]),
        idle=frozenset(data["trailing"]["idle"].split()),
        attribute=re.compile(
            f"^(?:总体|综合|整体|估算|概算|年均|月均|日均|平均)?(?:{attribute}|(?:{act})率|每.{{1,5}}补[贴助]|[惠涉]及.{{0,6}}|受益.{{0,4}})"
            f"(?:同比)?(?:{how})?$"
        ),
        attribute_tail=Ending(
            re.compile(f"(?<=..)(?:年均|日均|户均|人均|平均)?(?:{attribute}|率)$"),
            frozenset("率") | {word[-1] for word in data["attribute"]["words"].split()},
        ),
        rate=re.compile(data["rate"]["pattern"]),
        act=re.compile(f"^(?:{act})(?:{act})?$"),
        opening_act=re.compile(f"^(?:{_any(data['act']['opening'].split())})(?=..)"),
        change=Ending(
            re.compile(
                f"^(?P<of>.*?){compared}(?:(?P<how>{how})(?:了|约|近|幅度)?$"
                f"|(?P<against>(?:{_any(against)}).*)$)"
            ),
            frozenset("了约近度") | {word[-1] for word in change["words"].split()},
        ),
        against=re.compile(_any(against)),
        people=re.compile(_any(data["people"]["words"].split())),
        no_thing=re.compile(_any(data["things"]["no"].split())),
        thing_ends=re.compile(_any(data["things"]["ends"].split())),
        thing_verbs=re.compile(_any(data["things"]["verbs"].split())),
    )


def _any(alternatives: Iterable[str]) -> str:
    return "|".join(sorted(alternatives, key=len, reverse=True))


def _guarded(entries: str) -> Iterator[tuple[str, str]]:
    # 在:校园孵 is cut but in 在校, 在园, 在孵
    for entry in entries.split():
        word, signs = entry.split(":")
        yield word, signs


def _trail(data: dict[str, str]) -> Trail:
    guards = {word: frozenset(signs) for word, signs in _guarded(data["guarded"])}
    shifted = (word + sign for word in data["shifted"].split() for sign in "到至为")
    guards |= dict.fromkeys((*data["words"].split(), *shifted), frozenset())
    lengths: dict[str, set[int]] = {}
    for word in guards:
        lengths.setdefault(word[-1], set()).add(len(word))
    return Trail(guards, {last: tuple(group) for last, group in lengths.items()})
