"""What is known of government portals: where they keep a text and what they put around it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("portals.toml")


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that portals print around letters, with lines it matches and lines it does not."""

    name: str
    pattern: re.Pattern[str]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portals:
    """The table of portals, compiled."""

    content: tuple[str, ...]
    titles: tuple[str, ...]
    title_metas: tuple[str, ...]
    site_name: re.Pattern[str]
    furniture: frozenset[str]
    lines: tuple[FurnitureLine, ...]
    label: re.Pattern[str]
    inline: re.Pattern[str]  # a label with its colon, wherever it stands
    spaced: re.Pattern[str]  # a label of three signs or more between spaces
    own: frozenset[str]  # labels that letters print too
    results: frozenset[str]  # those of them that letters print several of in a line


@cache
def portals() -> Portals:
    """Return the table of portals, read on first use."""
    table: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Portals(
        content=tuple(table["content"]["selectors"]),
        titles=tuple(table["title"]["selectors"]),
        title_metas=tuple(table["title"]["metas"]),
        site_name=re.compile(table["title"]["site"]),
        furniture=frozenset(table["furniture"]["names"]),
        lines=tuple(
            FurnitureLine(
                line["name"], re.compile(line["pattern"]), tuple(line["yes"]), tuple(line["no"])
            )
            for line in table["line"]
        ),
        label=_label(table["metadata"]["labels"], r"(?:(?<=\s)|(?<=[|【\[(（])|^)", r"|(?=\t|$)"),
        inline=_label(table["metadata"]["labels"]),
        spaced=re.compile(
            rf"(?<!\S)({'|'.join(name for name in table['metadata']['labels'] if len(name) > 2)}) "
        ),
        own=frozenset((*table["metadata"]["own"], *table["metadata"]["results"])),
        results=frozenset(table["metadata"]["results"]),
    )


def is_furniture(line: str) -> bool:
    """Tell a line that belongs to the site and not to the letter."""
    stripped = line.strip()
    return any(kind.pattern.search(stripped) for kind in portals().lines)


def named_furniture(attributes: Mapping[str, str | None]) -> bool:
    """Tell an element whose class or id says that it holds navigation."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return any(part in portals().furniture for part in re.findall(r"[a-z]+", names.lower()))


def metadata(line: str, *, loose: bool = True) -> dict[str, str]:
    """Return the labels and values of a line that is nothing but such pairs, else {}.

    `loose` also takes a label without a colon in a cell of its own (索引号 ⇥ 0001).
    """
    line = _spaced_cells(_first_labelled(line)) if loose else line
    # most lines are none: the first label is asked for where it must stand, not looked for
    if not portals().label.match(line, len(line) - len(line.lstrip(_BEFORE_LABEL))):
        return {}
    # 「发布时间：2024-05-01 10:20 来源：长沙县住建局 字号：大 中 小」
    found = list(portals().label.finditer(line))
    if found[0]["colon"]:  # 「时间：2025-07-01作者：办公室点击：66」, set apart by style alone
        rest = (m for m in portals().inline.finditer(line) if m.start() > found[0].end())
        found = [found[0], *rest]
    if not loose and not all(match["colon"] for match in found):
        return {}
    ends = [match.start() for match in found[1:]] + [len(line)]
    cells = {
        re.sub(r"\s", "", match["label"]): _cell(line[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    }
    asked = _ASKED.search(line)
    return cells | {asked["label"]: asked["value"]} if asked else cells


# 「办理结果 ⇥ 解决 ⇥ 是否公开 ⇥ 是」; outside of a table these words are a letter's own
_ASKED = re.compile(r"\t(?P<label>是否(?:同意)?公开)[:：]?\t(?P<value>[^\t]{1,8})")


# 「2024089    等级：B」
_NEXT_CELL = re.compile(r"\t|[ \u3000]{2,8}(?=[\u4e00-\u9fff]{2,6}[:：])")


def _cell(words: str) -> str:
    """Return the value behind a label: of a table's row the next cell, 「2024 ⇥ 提案类别 ⇥ …」."""
    return _NEXT_CELL.split(words.removeprefix("\t"), maxsplit=1)[0].strip(" \t|】])）【[（(")


_BEFORE_LABEL = " \t【[(（|"

# 「2023-06-28 17:28  来源：潭州文旅局」: the day without its label
_DAY_FIRST = re.compile(
    r"^((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ \u3000]{1,3}\d{1,2}:\d\d(?::\d\d)?)?)"
    r"[ \u3000|]{1,6}(?=(?:信息|文章|稿件)?来源[:：])"
)


# 「潭文旅函〔2023〕8号  发布时间：2023-06-28」: the document's number without its label
_NUMBER_FIRST = re.compile(
    r"^([\u4e00-\u9fff]{2,16}[〔\[［](?:19|20)\d\d[〕\]］]\d{1,5}号)"
    r"[ \u3000|]{1,6}(?=(?:发布(?:时间|日期|机构)|成文日期|信息来源|来源)[:：])"
)


def _first_labelled(line: str) -> str:
    """Return a line of portal cells with the label that its first cell goes without."""
    if line[:2] in ("19", "20"):
        return _DAY_FIRST.sub(r"发布时间：\1\t", line)
    return _NUMBER_FIRST.sub(r"文号：\1\t", line) if "号" in line[:_LONGEST_NUMBER] else line


_LONGEST_NUMBER = 30


def _spaced_cells(line: str) -> str:
    """Return a row of cells with tabs: 「组配分类 建议提案 发布机构 县公安局」, no colon in it."""
    if ":" in line or "：" in line or "\t" in line or len(line) > _LONGEST_ROW:
        return line
    spaced = portals().spaced
    if not spaced.match(line) or len(spaced.findall(line)) < 2:
        return line
    return spaced.sub(r"\1\t", line)


_LONGEST_ROW = 90


def _label(labels: list[str], before: str = "", end: str = "") -> re.Pattern[str]:
    """Return the pattern of a label and its colon: 「文　　号：」, or 「索引号⇥」 with an `end`."""
    ordered = sorted(labels, key=len, reverse=True)
    spaced = "|".join(r"[ \u3000]*".join(label) for label in ordered)
    return re.compile(
        rf"{before}(?P<label>{spaced})[ \u3000]*(?:[（(][^（()）]{{1,8}}[）)])?"
        rf"(?:(?P<colon>[:：]){end})"
    )
