"""Patterns of many alternatives, tried only where one of them can begin.

`re` skips to where a search may succeed only if every alternative begins with a plain character;
one that looks behind itself, or begins with `^`, makes it try them all at every place. The
characters that a match can begin with are read off the parsed pattern, so that no list of them is
kept by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as ops  # type: ignore[attr-defined]  # not in typeshed; 3.11 to 3.14
from re import _parser  # type: ignore[attr-defined]  # as above
from typing import Any

_ZERO_WIDTH = (ops.ASSERT, ops.ASSERT_NOT, ops.AT)


def led(pattern: str) -> re.Pattern[str]:
    """Return the pattern compiled so that a search asks it only where it can match."""
    heads = _heads(_parser.parse(pattern))
    return re.compile(f"(?:^|{_one_of(heads)})(?:{pattern})" if heads else pattern)


def headed(pattern: str) -> str:
    """Return the pattern behind a look at its first character; it must not be anchored."""
    heads = _heads(_parser.parse(pattern))
    return f"{_one_of(heads)}(?:{pattern})" if heads else f"(?:{pattern})"


def _one_of(heads: frozenset[str]) -> str:
    return f"(?=[{''.join(map(re.escape, sorted(heads)))}])"


def _heads(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Return what a match may begin with behind the text's first place; `None`: anything."""
    heads: frozenset[str] = frozenset()
    for op, said in sequence:
        if op is ops.AT and said is ops.AT_BEGINNING:
            return heads
        if op in _ZERO_WIDTH:
            continue
        more = _of_one(op, said)
        if more is None:
            return None
        heads |= more
        if not (op in (ops.MAX_REPEAT, ops.MIN_REPEAT) and said[0] == 0):
            return heads
    return None


def _of_one(op: Any, said: Any) -> frozenset[str] | None:
    if op is ops.LITERAL:
        return frozenset(chr(said))
    if op is ops.IN:
        return _of_set(said)
    if op is ops.SUBPATTERN:
        return _heads(said[-1])
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        return _heads(said[-1])
    if op is ops.BRANCH:
        every = [_heads(alternative) for alternative in said[1]]
        known = [heads for heads in every if heads is not None]
        return frozenset().union(*known) if len(known) == len(every) else None
    return None


def _of_set(members: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    signs: set[str] = set()
    for op, said in members:
        if op is ops.LITERAL:
            signs.add(chr(said))
        elif op is ops.RANGE:
            signs.update(map(chr, range(said[0], said[1] + 1)))
        else:
            return None
    return frozenset(signs)
