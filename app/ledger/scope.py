"""Whose figure it is: the letter's own place, a wider one (全市, 全国), or another that is named.

A scope is read where a clause opens with it (全区共有…, 截至2024年底，川沙新镇已…). 占全市 and
市级以上 speak of something else and are no scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# 「全区」「我市」「本县」「全国」 at the opening of a clause, after a time or a small word
WHERE = re.compile(
    r"(?:^|[，。；：、（“”,;:(])"
    r"(?:[^，。；、（）,;]{0,14}?(?:年|月|底|末|日|来|初|前|季度))?"
    r"(?:目前|现在|现|其中|含|当前)?，?"
    r"(?:(?P<level>[全我本](?:国|省|市|区|县|旗|州|镇|乡|街道|村))"
    r"|(?P<named>[\u4e00-\u9fff]{2,6}?(?:新区|区|县|市|旗|州|镇|街道|乡))"
    r"(?=[共现已有累新拥建完达实全今各]))(?![级委办属场民域长])"
)
WIDER = {"国": 4, "省": 3, "市": 2, "州": 2, "区": 1, "县": 1, "旗": 1, "镇": 0, "乡": 0}
SUFFIX = re.compile(r"(?:新区|自治县|自治州|区|县|市|省|旗|州)$")


@dataclass(frozen=True, slots=True)
class Home:
    """The letter's own place, as far as its figures need it."""

    key: str  # place code, else agency: what series are kept apart by
    label: str | None
    names: tuple[str, ...]  # what the place is called in its own letters, longest first
    unit: str  # 区, 县, 市 …: 全区 is at home
    agency: str | None


def home(
    place_code: str | None,
    named: tuple[str | None, str | None, str | None],
    agency: str | None,
    fallback: str,
) -> Home:
    """Return a letter's own place from its code and its province, city and district."""
    own = next((name for name in reversed(named) if name), None)
    unit = own[-1] if own else ""
    names = {form for name in named if name for form in (name, SUFFIX.sub("", name)) if form[1:]}
    if own and own.endswith("新区"):
        names.add("新区")
    if unit:
        names |= {f"{word}{unit}" for word in "全我本"}
    return Home(
        key=place_code or agency or fallback,
        label=own or agency,
        names=tuple(sorted(names, key=len, reverse=True)),
        unit=unit,
        agency=agency,
    )


def scope(before: str, home: Home) -> str:
    """Return whose figure it is, from the words of the sentence before it; "" is the own place."""
    openings = list(WHERE.finditer(before))
    if not openings:
        return ""
    found = openings[-1]
    if found["named"]:
        name = found["named"]
        return "" if any(own in name for own in home.names) else SUFFIX.sub("", name)
    level = found["level"][1:]
    if not home.unit or level == home.unit:
        return ""
    if WIDER.get(level, 0) == 0:  # 全镇: which one, its own letter's signature says
        return f"{level}:{home.agency}"
    return "" if WIDER[level] == WIDER.get(home.unit, 0) else level
