"""Labels and values of head and foot: 办理结果：B, 联系人：…，电话：…, 抄送：…

One scan serves every room that asks for a labelled value. A line may hold several fields, in
brackets or not; a value ends where the next label begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.model import BlockKind, Span
from app.parse.parts import Letter
from app.text.labels import LABELS, Label, bare_fields

_NAMES = "|".join(sorted((re.escape(name) for name in LABELS), key=len, reverse=True))
# a label stands behind no other sign, or is glued to a name: 「负责人：杨远承办人：阳青」
_FIELD = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[:：][\u3400-\u9fff]{{2}})|(?<=[:：][\u3400-\u9fff]{{3}}))"
    rf"(?P<label>{_NAMES})(?:[（(][^（()）]{{1,6}}[）)])?\s?[:：]\s?"
)
_COLON = re.compile("[:：]")
_TRAILING = " ，,；;。、\t"


@dataclass(frozen=True, slots=True)
class Field:
    """A label, the words of it, and its value with its place in the clean text."""

    label: Label
    name: str
    value: str
    start: int

    @property
    def span(self) -> Span:
        """Return the span of the whole value."""
        return Span(self.start, self.start + len(self.value))


@lru_cache(maxsize=4)
def fields(letter: Letter) -> tuple[Field, ...]:
    """Return the labelled values of head and foot, in order; closing sentences may hold some."""
    closing = tuple(line for line in letter.body[-2:] if "联系" in line.text)
    found: list[Field] = []
    for line in (*letter.head, *closing, *letter.foot):
        if line.kind is BlockKind.ATTACHMENT or not _COLON.search(line.text):
            found += _bare(line.text, line.start)
            continue
        labels = list(_FIELD.finditer(line.text))
        for at, one in enumerate(labels):
            end = labels[at + 1].start() if at + 1 < len(labels) else len(line.text)
            value = _trimmed(line.text[one.end() : end])
            found.append(Field(LABELS[one["label"]], one["label"], value, line.start + one.end()))
    return tuple(found)


def _bare(text: str, start: int) -> list[Field]:
    """Return the fields of a line whose labels lost their colons: 「联系人 张三丰」."""
    labels = bare_fields(text)
    found: list[Field] = []
    for at, one in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(text)
        name, value = one[0].strip(), _trimmed(text[one.end() : end])
        found.append(Field(LABELS[name], name, value, start + one.end()))
    return found


def _trimmed(value: str) -> str:
    """Return a value without the stop behind it and the bracket that closes the whole block."""
    trimmed = value.rstrip(_TRAILING)
    while trimmed and trimmed[-1] in "）)" and _unopened(trimmed):
        trimmed = trimmed[:-1].rstrip(_TRAILING)
    return trimmed.removesuffix("（").removesuffix("(").rstrip(_TRAILING)


def _unopened(value: str) -> bool:
    return value.count(")") + value.count("）") > value.count("(") + value.count("（")
