"""What a promise is about, apart from its being promised, and how much of it a sentence carries.

下一步，我局将力争到2025年底 says when and by whom, and every promise says it: two sentences are of
one thing where what is left is the same, and holds words that say what and not only how.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter

from app.ledger.matters.points import entries
from app.ledger.wording.likeness import pairs_of, sentences
from app.text.segment import words

DAY = r"年(?:度|上半年|下半年|年?底前?|年?末|内)?"
# 「下一步，」「我局将」「力争到2025年底」「会同区教育局在」「继续加快推进」
# Each begins with one known character, by which Python passes quickly over what is none.
PROMISING = re.compile(
    r"下一步|今后|接下来|近期|我们|我[局委办区市县处院校镇]|将|计划|力争|争取|打算|拟|"
    r"会同[^，。；]{2,10}?(?=在|对|为|开展|制定|推|研究)|"
    rf"到(?:20\d\d|今|明|本){DAY}|20\d\d{DAY}|今{DAY}|明{DAY}|本{DAY}|"
    r"年内|年底前?|于(?=启动|开工|建成)|"
    r"积极|继续|进一步|加快|持续|不断|推动|推进|促进|探索|研究|努力|切实|大力|启动|出台"
)
CLAUSES = re.compile(r"[，；。]")
# What for and how often: 「，方便行人歇脚」「，解决职工就餐难问题」「，每季度不少于一次」
AIM = re.compile(r"方便|便于|让|使|为|以|解决|满足|缓解|减少|减轻|避免|防止|确保|保障|提高|提升|每")
SIGNS = str.maketrans("", "", "《》")  # what was promised may since be the title of a document
SEAM = "；\n"  # between sentences: none holds a line's end, and nothing is stripped across a stop
LEAST_WORDS = 2
WORDS = 0.5  # share of the words that say what
KEPT = 1 << 8  # promises: those that a letter is compared with, one after the other
TOLD = 1 << 12  # parts of promises


@dataclass(frozen=True, slots=True)
class Matter:
    """What a promise is about: it whole and by its clauses, each with its pairs of characters."""

    parts: tuple[tuple[str, frozenset[str]], ...]
    pairs: frozenset[str]  # of all parts
    least: int  # pairs that a part has


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a passage: its span, its matter, and the pairs of characters in that."""

    start: int
    end: int
    matter: str
    pairs: frozenset[str]


def spoken(passage: str) -> list[Said]:
    """Return what the sentences of a passage say, to be compared with promises."""
    spans = sentences(passage, 0, len(passage))
    said = matter(SEAM.join([passage[start:end] for start, end in spans])).split(SEAM)
    return [Said(*span, one, pairs_of(one)) for span, one in zip(spans, said, strict=False)]


def carried(promise: str, passage: Iterable[Said], least: float) -> tuple[float, int, int]:
    """Return what share of a promise's matter a sentence of a passage carries, and its span.

    Of several the one that carries most, the first of as many; below `least` none is looked for. A
    later letter seldom repeats what for and how often (，方便行人歇脚), nor all that is done: one
    clause that says what is done will do. What only sounds alike carries nothing.
    """
    found = sorted(_near(_known(promise), passage, least), key=itemgetter(0, 1), reverse=True)
    for share, start, end, part, said in found:  # the first will mostly do
        if _tells(part, said):
            return share, -start, end
    return 0.0, 0, 0


def _near(
    promise: Matter, passage: Iterable[Said], least: float
) -> Iterator[tuple[float, int, int, str, str]]:
    """Yield the parts of a promise and the sentences that have so much in common."""
    for said in passage if promise.parts else ():
        common = promise.pairs & said.pairs
        if len(common) / promise.least < least:
            continue
        for part, pairs in promise.parts:
            share = len(common & pairs) / len(pairs)
            if share >= least:
                yield share, -said.start, said.end, part, said.matter


def _tells(part: str, said: str) -> bool:
    """Tell whether a sentence holds enough of the words that say what."""
    telling = _telling(part)
    wanted = max(LEAST_WORDS, math.ceil(WORDS * len(telling)))
    return sum(word in said for word in telling) >= wanted


@lru_cache(maxsize=KEPT)
def _known(promise: str) -> Matter:
    """Return the matter of a promise, whole and by the clauses that say what is done."""
    whole = matter(promise)
    clauses = zip(CLAUSES.split(promise), CLAUSES.split(whole), strict=True)
    done = [matter for clause, matter in clauses if not AIM.match(clause)]
    paired = ((part, pairs_of(part)) for part in dict.fromkeys((whole, *done)))
    parts = tuple((part, pairs) for part, pairs in paired if pairs)
    every = frozenset[str]().union(*(pairs for _, pairs in parts))
    return Matter(parts, every, min((len(pairs) for _, pairs in parts), default=0))


def matter(sentence: str) -> str:
    """Return a sentence without who promises, when, and how eagerly."""
    return PROMISING.sub("", sentence.translate(SIGNS))


@lru_cache(maxsize=TOLD)
def _telling(matter: str) -> tuple[str, ...]:
    """Return the words that say what and not how."""
    how = _how()
    found = (word for word in words(matter) if len(word) > 1 and not word.isdecimal())
    return tuple(dict.fromkeys(word for word in found if word not in how and word[0].isalnum()))


@cache
def _how() -> frozenset[str]:
    known = entries()
    return frozenset((*known["generic"], *known["empty"], *known["manner"]))
