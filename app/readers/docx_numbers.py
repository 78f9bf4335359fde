"""The numbers that Word counts by itself: 一、（一） 1. ① before paragraphs of lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.readers.package import attribute, child, local, named

PLACEHOLDER = re.compile(r"%(?P<level>[1-9])")
HAN_DIGITS = "〇一二三四五六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and printed."""

    form: str
    text: str
    start: int
    after: str


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Element) -> str:
        """Return the number before a paragraph, and count it; "" where it has none."""
        number, depth = self._place(paragraph)
        abstract = self.lists.get(number, "")
        levels = self.levels.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self.counts[abstract]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return self._printed(levels, counts, depth)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val") or ""
        number, depth = self.styles.get(style, ("", 0))
        own = child(properties, "numPr")
        number = attribute(child(own, "numId"), "val") or number
        return number, int(attribute(child(own, "ilvl"), "val") or depth)

    @staticmethod
    def _printed(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        if levels[depth].form in {"bullet", "none"}:
            return ""

        def count(match: re.Match[str]) -> str:
            at = int(match["level"]) - 1
            level = levels.get(at)
            return written(level.form, counts.get(at, level.start)) if level else ""

        return PLACEHOLDER.sub(count, levels[depth].text) + levels[depth].after


def numbering(lists: Element | None, styles: Element | None) -> Numbering:
    """Return the numbering of a document from its parts numbering.xml and styles.xml."""
    found = Numbering()
    for abstract in named(lists, "abstractNum"):
        key = attribute(abstract, "abstractNumId") or ""
        found.levels[key] = {
            int(attribute(level, "ilvl") or 0): _level(level)
            for level in abstract
            if local(level) == "lvl"
        }
    for number in named(lists, "num"):
        abstract_id = attribute(child(number, "abstractNumId"), "val") or ""
        found.lists[attribute(number, "numId") or ""] = abstract_id
    for style in named(styles, "style"):
        own = child(style, "pPr", "numPr")
        if own is not None:
            depth = int(attribute(child(own, "ilvl"), "val") or 0)
            number_id = attribute(child(own, "numId"), "val") or ""
            found.styles[attribute(style, "styleId") or ""] = number_id, depth
    return found


def written(form: str, count: int) -> str:
    """Return a count as Word prints it in a numbering form."""
    writer = FORMS.get(form)
    return writer(count) if writer else str(count)


def _level(level: Element) -> Level:
    after = attribute(child(level, "suff"), "val")
    text = attribute(child(level, "lvlText"), "val") or ""
    latin = text[-1:].isascii() and after != "nothing"
    return Level(
        form=attribute(child(level, "numFmt"), "val") or "decimal",
        text=text,
        start=int(attribute(child(level, "start"), "val") or 1),
        after=" " if latin and text else "",
    )


def _han(count: int) -> str:
    tens, ones = divmod(count, 10)
    if count > 99:
        return "".join(HAN_DIGITS[int(digit)] for digit in str(count))
    return (
        (HAN_DIGITS[tens] if tens > 1 else "") + "十" * (tens > 0) + HAN_DIGITS[ones] * (ones > 0)
    )


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26)


def _roman(count: int) -> str:
    signs = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    out = ""
    for value, sign in signs:
        while count >= value:
            out, count = out + sign, count - value
    return out


def _circled(count: int) -> str:
    return chr(0x245F + count) if 0 < count <= 20 else f"({count})"


FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "chineseLegalSimplified",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "ideographDigital",
        ),
        _han,
    ),
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": lambda count: str(count).translate(
        {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
    ),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographTraditional": lambda count: STEMS[(count - 1) % 10],
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
