"""What 分别 deals out: 立案数、损失数分别下降12%和9%."""

from __future__ import annotations

import re

from app.analyse.measuring.spoken import Spoken

# 「分别为142亿、169亿」「依次是」
RESPECTIVELY = re.compile("分别|依次(?=为|是|达|下|上|增)")
ENUMERATED = re.compile(r"[、和与及]")
# 「12.5%和9.8%」: one more figure in the same enumeration
ONE_MORE = re.compile(r"[、和与及](?=[约近超逾]?[\d一二三四五六七八九十百千两几])")


def dealt(said: str, figures: int, spoken: Spoken) -> list[str]:
    """Return what each of so many figures behind a 分别 measures; nothing if they do not pair."""
    before, after = RESPECTIVELY.split(said, maxsplit=1)
    if before.endswith(("同比", "环比")):
        before, after = before[:-2], before[-2:] + after
    words = spoken.words
    how, head = words.stripped(after), words.stripped(before)
    change = words.changed(how)
    if change and not change["of"]:  # 分别比上年同期增长19.3%、14.8%
        how = change["as"] + (change["how"] or change["against"])
    yearly = head.startswith(("同比", "环比"))
    parts = ENUMERATED.split(head) if head else spoken.things[-figures:]
    if len(parts) == 1 < figures <= len(spoken.things) and words.attribute.match(
        head[2 * yearly :]
    ):
        parts, how = spoken.things[-figures:], head  # 药品、化妆品合格率分别为99.7%和100%
    base = spoken.base
    if base:  # 开工率、完工率分别达93%和52%
        parts = [base + part if spoken.leans(part) else part for part in parts]
    return _each(parts, how) if len(parts) == figures > 1 else []


def _each(parts: list[str], how: str) -> list[str]:
    """Return each part with what is said of it; 二孩、三孩家庭额度 share what the last one says."""
    last = parts[-1]
    return [
        part + (last[len(part) :] if len(part) <= 3 < len(last) - len(part) + 1 else "") + how
        for part in parts
    ]
