"""What a figure measures, in a form that compares: `core` of its metric phrase.

Two letters name one thing in other orders and with other small words: 平台累计发榜 and
揭榜挂帅累计发榜项目.
Words that name nothing are dropped and synonyms made one by metrics.toml; what is left is compared
as a *set of characters*. That forgets the order of words without trusting a segmenter to cut both
phrases alike; two phrases of different meaning and the same characters have not been met.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from app.text.segment import words

DATA = Path(__file__).with_name("metrics.toml")

# What a heading does without at its beginning.
LEADING = ("现有", "共有", "已有", "累计", "目前", "其中", "共", "已")
# Whatever is neither a letter, a digit nor a Chinese character parts nothing in a phrase.
SIGNS = re.compile(r"[^\w%]+|_")
# 「任意门、达观数据、阅文集团等企业的大模型」: names given as examples; what counts is the class
# after 等. Another word there (技术、资源等对接活动) is the metric itself.
EXAMPLES = re.compile(
    r"^.{1,80}、.{1,80}等(?P<rest>(?:企业|单位|机构|公司|学校|医院|部门|园区|小区|街镇|场所).*)$"
)
# 「第一批」「第2期」: which batch is counted is scope for a person to judge, not another metric
BATCH = re.compile(r"第[一二三四五六七八九十\d]+[批期轮]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """metrics.toml, made ready: longest words first."""

    synonyms: tuple[tuple[str, str], ...]
    implied: tuple[tuple[str, tuple[str, ...]], ...]
    anywhere: tuple[str, ...]
    starts: tuple[str, ...]  # of a phrase: these and those of its edges
    ends: tuple[str, ...]
    ends_of_money: tuple[str, ...]
    money: tuple[str, ...]
    silent: frozenset[str]  # words that say nothing of what is measured, and those of ends
    silent_of_money: frozenset[str]
    bare: tuple[str, ...]
    delta: tuple[tuple[str, str], ...]
    rewritten: re.Pattern[str]  # any word that is rewritten: most texts hold none
    dropped: re.Pattern[str]  # any word that is dropped anywhere
    bare_characters: frozenset[str]


@cache
def entries() -> dict[str, list[dict[str, Any]]]:
    """Return metrics.toml as it is written, with its examples."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """Return the words of metrics.toml by what is done with them."""
    data = entries()
    pairs = [(old, entry["to"]) for entry in data["synonym"] for old in entry["from"]]
    dropped = {entry["where"]: _longest(entry["words"]) for entry in data["dropped"]}
    silent = (*dropped["word"], *dropped["edges"], *dropped["end"])
    bare = _longest(word for entry in data["bare"] for word in entry["words"])
    first = [*(old for old, _ in pairs), *(entry["word"] for entry in data["implied"])]
    return Vocabulary(
        synonyms=tuple(sorted(pairs, key=lambda pair: -len(pair[0]))),
        implied=tuple((entry["word"], tuple(entry["by"])) for entry in data["implied"]),
        anywhere=dropped["anywhere"],
        starts=dropped["edges"] + dropped["start"],
        ends=dropped["edges"] + dropped["end"],
        ends_of_money=dropped["edges"] + dropped["end"] + dropped["money"],
        money=dropped["money"],
        silent=frozenset(silent),
        silent_of_money=frozenset((*silent, *dropped["money"])),
        bare=bare,
        delta=tuple((word, entry["to"]) for entry in data["delta"] for word in entry["words"]),
        rewritten=re.compile("|".join(map(re.escape, sorted(first)))),
        dropped=re.compile("|".join(map(re.escape, dropped["anywhere"]))),
        bare_characters=frozenset("".join(bare)),
    )


@lru_cache(maxsize=8192)
def core(phrase: str, money: bool = False, own: tuple[str, ...] = ()) -> str:
    """Return what is left of a metric phrase without the words that name nothing.

    `own` are the names of the letter's own place (浦东, 新区, 上海市): they only say whose it is.
    Empty if nothing is left.
    """
    known = vocabulary()
    text = _rewritten(BATCH.sub("", SIGNS.sub("", phrase)), known)
    for word in own:
        text = text.replace(word, "")
    if known.dropped.search(text):
        for word in known.anywhere:
            text = text.replace(word, "")
    text = _rewritten(text, known)
    text = _trimmed(text, known, money)
    # of words inside a phrase those at its ends say nothing: 企业发布产品的数量 and
    # 发布产品数量的企业 are the same words in another order
    silent = known.silent_of_money if money else known.silent
    kept = [word for word in words(text) if word not in silent]
    if money:
        kept = [_without_money(word, known) for word in kept]
    return _trimmed("".join(kept), known, money)


def label(phrase: str, own: tuple[str, ...] = ()) -> str:
    """Return a metric phrase as a heading: without the place, the batch and verbs of having."""
    text = BATCH.sub("", phrase)
    for word in own:
        text = text.replace(word, "")
    if text.startswith(LEADING):
        for word in LEADING:
            text = text.removeprefix(word)
    return _trimmed(text, vocabulary(), money=False)


def characters(core: str) -> str:
    """Return the characters of a core in one order: what two phrases have in common, or not."""
    return "".join(sorted(set(core)))


def without_examples(phrase: str) -> str:
    """Return a class without the names listed before it; any other phrase as it is."""
    found = EXAMPLES.match(phrase)
    return found["rest"] if found else phrase


def without_delta(phrase: str) -> tuple[str, str | None]:
    """Return the phrase without its word of increase (新增, 同比增长), and what that word says."""
    for word, delta in vocabulary().delta:
        if word in phrase:
            return phrase.replace(word, ""), delta
    return phrase, None


def is_bare(core: str) -> bool:
    """Whether a core says nothing without what stands before it (企业, 其中市级)."""
    known = vocabulary()
    if core[:1] not in known.bare_characters or not known.bare_characters.issuperset(core):
        return not core
    for word in known.bare:
        core = core.replace(word, "")
    return not core


def _rewritten(text: str, known: Vocabulary) -> str:
    if not known.rewritten.search(text):
        return text
    for old, new in known.synonyms:
        if old in text and not (new in text and old in new):
            text = text.replace(old, new)
    for word, by in known.implied:
        rest = text.replace(word, "")
        if rest != text and any(other in rest for other in by):
            text = rest
    return text


def _without_money(word: str, known: Vocabulary) -> str:
    """Return what a word says besides that money is measured."""
    if not word.endswith(known.money):
        return word
    return next(word.removesuffix(end) for end in known.money if word.endswith(end))


def _trimmed(text: str, known: Vocabulary, money: bool) -> str:
    """Strip words of having and counting from both ends until none is left."""
    starts, ends = known.starts, known.ends_of_money if money else known.ends
    while text.endswith(ends) or text.startswith(starts):
        for word in ends:
            text = text.removesuffix(word)
        for word in starts:
            text = text.removeprefix(word)
    return text


def _longest(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=len, reverse=True))
