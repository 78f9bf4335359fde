"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.model import Problem


@dataclass(frozen=True, slots=True)
class Received:
    """One letter as its reader gave it: lines parted by \\n, tables' cells by \\t.

    `metadata` holds what stands beside the letter, not in it (a portal's 来源, 文号, 发布时间),
    under the label printed there; `left_out` are the page's lines that are not in the text.
    """

    text: str
    media_type: str
    reader: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: which files are its own, and how they are read."""

    name: str
    media_type: str
    accepts: Callable[[bytes, str], bool]
    read: Callable[[bytes, str], tuple[Received, ...]]
