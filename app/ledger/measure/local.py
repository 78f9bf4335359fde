"""Metrics of the letter's own matter: 开展检查, 总投资, 该路段全长 say nothing of what is counted.

Two letters of one agency both say 总投资 of the buildings they speak of; that is no disagreement.
Of twenty figures flagged among letters written as a year's answers are, seventeen were of this
kind. They stand in a series all the same, where their sentences tell
them apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from app.ledger.measure.metrics import SIGNS, entries

# 「该路段全长3.6公里」「本项目总投资」: what is meant was said before.
POINTING = re.compile(
    r"^(?:该|此|这|其中|其|上述|前述|本(?:项目|工程|次|届|期|小区|校|院|局|街道))"
)
# 「全区共有停车位5万个」 speaks of the place, whatever the letter is about.
WIDE = re.compile(r"全(?:国|省|市|区|县|旗|州|镇|乡|街道|域)")
# What joins and counts in a phrase of such words.
SMALL = ("总数", "数量", "金额", "总额", "人次", "累计", "共计", "合计", "平均", "目前", "现有")
LETTERS = "的了和及与等共已总数量额次约超各项新有为达"


# What a sentence says of time and number, and who speaks.
ABOUT = "年月日底末初截至去今本上下半季度以来前后期间我局区县市委办镇其中还并已正在"
UNITS = "一二三四五六七八九十百千万亿两个家次件条场人名张元吨平方米公里户项批期份台套辆处所座栋套%"
NOTHING = frozenset(LETTERS + ABOUT + UNITS)
LEAST = 4  # characters that name something


def is_local(phrase: str, sentence: str) -> bool:
    """Whether a metric is of the matter that its letter answers, and names it nowhere."""
    return _names_nothing(phrase) and WIDE.search(sentence) is None


@lru_cache(maxsize=1 << 14)
def names_its_matter(sentence: str) -> bool:
    """Whether a sentence says of what its numbers are: 福利院改造工程总投资, not 总投资."""
    left = _words().sub("", SIGNS.sub("", sentence))
    return sum(not sign.isdigit() and sign not in NOTHING for sign in left) >= LEAST


@lru_cache(maxsize=1 << 14)
def _names_nothing(phrase: str) -> bool:
    text = SIGNS.sub("", phrase)
    return POINTING.match(text) is not None or frozenset(LETTERS).issuperset(_words().sub("", text))


@cache
def _words() -> re.Pattern[str]:
    words = [*SMALL, *(word for entry in entries()["local"] for word in entry["words"])]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
