"""What a promise is about, apart from its being promised, and how much of it a sentence carries.

下一步，我局将力争到2025年底 says when and by whom, and every promise says it: two sentences are of
one thing where what is left is the same, and holds words that say what and not only how.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache

from app.ledger.matters.points import entries
from app.ledger.wording.likeness import pairs
from app.text.segment import words

# 「下一步，」「我局将」「力争到2025年底」「会同区教育局在」「继续加快推进」
PROMISING = re.compile(
    r"下一步|今后|接下来|近期|我们|我[局委办区市县处院校镇]|将|计划|力争|争取|打算|拟|"
    r"会同[^，。；]{2,10}?(?=在|对|为|开展|制定|推|研究)|"
    r"到?(?:20\d\d|今|明|本)年(?:度|上半年|下半年|年?底前?|年?末|内)?|年内|年底前?|于(?=启动|开工|建成)|"
    r"积极|继续|进一步|加快|持续|不断|推动|推进|促进|探索|研究|努力|切实|大力|启动|出台"
)
CLAUSES = re.compile(r"[，；。]")
# What for and how often: 「，方便行人歇脚」「，解决职工就餐难问题」「，每季度不少于一次」
AIM = re.compile(r"方便|便于|让|使|为|以|解决|满足|缓解|减少|减轻|避免|防止|确保|保障|提高|提升|每")
SIGNS = str.maketrans("", "", "《》")  # what was promised may since be the title of a document
LEAST_WORDS = 2
KEPT = 1 << 14  # sentences: those of a batch of letters, and what they follow
WORDS = 0.5  # share of the words that say what


def carried(promise: str, later: str) -> float:
    """Return what share of a promise's matter a sentence carries; none if it only sounds alike.

    A later letter seldom repeats what for and how often (，方便行人歇脚), nor all that is done: one
    clause that says what is done will do.
    """
    said = matter(later)
    return max(_share(wanted, said) for wanted in _parts(promise))


def _share(wanted: str, said: str) -> float:
    telling = _telling(wanted)
    lacking = len(telling) - max(LEAST_WORDS, math.ceil(WORDS * len(telling)))
    for word in telling:  # most sentences lack too many soon
        if lacking < 0:
            break
        lacking -= word not in said
    if lacking < 0:
        return 0.0
    own = pairs(wanted)
    return len(own & pairs(said)) / len(own) if own else 0.0


@lru_cache(maxsize=KEPT)
def _parts(promise: str) -> tuple[str, ...]:
    """Return the matter of a promise, whole and by the clauses that say what is done."""
    clauses = (clause for clause in CLAUSES.split(promise) if not AIM.match(clause))
    return tuple(dict.fromkeys((matter(promise), *filter(None, map(matter, clauses)))))


@lru_cache(maxsize=KEPT)
def matter(sentence: str) -> str:
    """Return a sentence without who promises, when, and how eagerly."""
    return PROMISING.sub("", sentence.translate(SIGNS))


@lru_cache(maxsize=KEPT)
def _telling(matter: str) -> tuple[str, ...]:
    """Return the words that say what and not how."""
    how = _how()
    found = (word for word in words(matter) if len(word) > 1 and not word.isdecimal())
    return tuple(dict.fromkeys(word for word in found if word not in how and word[0].isalnum()))


@cache
def _how() -> frozenset[str]:
    known = entries()
    return frozenset((*known["generic"], *known["empty"], *known["manner"]))
