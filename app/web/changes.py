"""What changed between two versions of a letter, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]+[”’」』）]*|$)")
AROUND = 1  # unchanged sentences shown on each side of a change


@dataclass(frozen=True, slots=True)
class Change:
    """A run of sentences: kept, taken out, put in, or so many left out between changes."""

    kind: str  # same | del | ins | gap
    text: str
    count: int = 0


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return what turns one text into the other; nothing where they say the same."""
    one, other = _sentences(before), _sentences(after)
    result: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            result += _kept(one[a:b], first=a == 0, last=b == len(one))
            continue
        if b > a:
            result.append(Change("del", "".join(one[a:b])))
        if d > c:
            result.append(Change("ins", "".join(other[c:d])))
    return tuple(result) if any(change.kind in ("del", "ins") for change in result) else ()


def _sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found]


def _kept(sentences: list[str], *, first: bool, last: bool) -> list[Change]:
    head = [] if first else sentences[:AROUND]
    rest = sentences[len(head) :]
    tail = [] if last else rest[-AROUND:]
    gap = len(rest) - len(tail)
    shown = [
        Change("same", "".join(head)),
        Change("gap", "", gap),
        Change("same", "".join(tail)),
    ]
    return [change for change in shown if change.text or change.count]
