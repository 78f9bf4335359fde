"""What a figure is a figure of: the key that figures of one series share.

place · unit · sort of figure · increase or stock · scope · what is measured. The last comes from
the figure's metric phrase (metrics.py) and, where that leans on the figure before it
(其中企业榜单, 合作金额), from that one too. The id of a series is made of its key alone: the same
metric has the same address in every archive.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.ledger.measure.metrics import (
    characters,
    core,
    is_bare,
    label,
    vocabulary,
    without_delta,
    without_examples,
)
from app.ledger.measure.scope import LEVEL, Home, scope
from app.ledger.measure.units import unit_class, unit_of
from app.model import Figure, FigureKind
from app.store.rows import sentence

TIME = (FigureKind.DATE, FigureKind.PERIOD)
APART = (FigureKind.PERCENT, FigureKind.RATIO, FigureKind.RANK, FigureKind.MULTIPLE)
LONGEST_MODIFIER = 4  # 大模型企业: what a head may lend to the next clause's bare 企业
SHORTEST_CLAUSE = 4
LONGEST_CLAUSE = 120

CLAUSE = re.compile(r"[，。；：！？\n、（）;!?]|,(?!\d)")
# What a clause says besides what is measured: times, digits, words for more or less.
CIRCUMSTANCE = re.compile(
    r"截[至止]|20\d\d年(?:度|底|末|初)?|\d{1,2}月(?:底|份|末)?|[\d.,%]+|今年|去年|以来|超过?|近|约|余"
)


@dataclass(frozen=True, slots=True)
class Key:
    """What figures of one series share."""

    place: str
    unit: str
    kind: str
    delta: str
    scope: str
    core: str

    @property
    def stock(self) -> Key:
        """The key of the whole that an increase (再新增2家) adds to."""
        return replace(self, delta="")

    @property
    def metric(self) -> str:
        """The key without the place: the same metric elsewhere."""
        return _metric(self.unit, self.kind, self.delta, self.scope, self.core)

    @property
    def id(self) -> str:
        """The address of the series."""
        return _digest(f"{self.place}|{self.metric}")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A figure of a letter with its key and the factor to the unit of the series."""

    position: int
    figure: Figure
    key: Key
    phrase: str
    label: str
    factor: float
    sentence: tuple[int, int]


def keyed(text: str, figures: Sequence[Figure], home: Home) -> Iterator[Keyed]:
    """Return the figures that can stand in a series, in order of place."""
    before: Keyed | None = None
    for position, figure in enumerate(figures):
        if figure.kind in TIME:
            continue
        found = _keyed(text, position, figure, home, before)
        if found is not None:
            yield found
            before = found


def _keyed(
    text: str, position: int, figure: Figure, home: Home, before: Keyed | None
) -> Keyed | None:
    span = sentence(text, figure.start, figure.end)
    phrase = _phrase(figure, home)
    stem, delta = without_delta(without_examples(phrase))
    money = figure.kind is FigureKind.MONEY
    own = core(stem, money, home.names)
    near = before if before is not None and before.sentence[1] >= span[0] else None
    tail = core(_tail(text, figure), money, home.names) if is_bare(own) else ""
    own += tail
    own = _lent(stem, figure, near, home) + _completed(text, figure, own, near)
    if not own:
        own = core(_clause(text, figure), money, home.names)
        if len(own) < SHORTEST_CLAUSE:
            return None
    unit, factor = unit_of(figure.unit, own)
    key = Key(
        place=home.key,
        unit=unit,
        kind=figure.kind.value if figure.kind in APART else "",
        delta=_delta(figure) or delta or "",
        scope=scope(text[span[0] : figure.start], home) or _named(figure, home),
        core=own,
    )
    shown = label(_tail(text, figure) if tail else stem, home.names) or own
    if not tail and near is not None and own.startswith(near.key.core) and is_bare(core(stem)):
        shown = f"{near.label}，其中{shown}"
    return Keyed(position, figure, key, phrase or own, shown, factor, span)


def _phrase(figure: Figure, home: Home) -> str:
    """Return the metric phrase, with the part of the whole (其中国家级) it is a figure of."""
    metric = figure.metric or ""
    subject = figure.subject or ""
    if subject in metric or any(subject in (name, f"{name}市") for name in home.names):
        return metric
    if figure.kind not in APART and LEVEL.fullmatch(subject):  # 全市: whose, which scope says
        return metric
    return f"{subject}{metric}"


def _named(figure: Figure, home: Home) -> str:
    """Return the place a figure's subject names, if it is not the letter's own.

    The place beside a share or rank is what it is a share of (占全市75%): part of its metric.
    """
    if figure.subject is None or figure.kind in APART:
        return ""
    return scope(f"，{figure.subject}共", home)


def _completed(text: str, figure: Figure, own: str, before: Keyed | None) -> str:
    """Return a core that stands on its own: what it leans on is put before it."""
    if before is None:
        return own
    between = text[before.figure.end : figure.start]
    if not own:
        return "" if "。" in between else before.key.core
    if is_bare(own):
        same = _same_unit(before.figure, figure)
        leans = "其中" in between or "。" not in between
        return before.key.core + own if same and leans else own
    return own


def _lent(stem: str, figure: Figure, before: Keyed | None, home: Home) -> str:
    """Return what a bare head takes from the same head of the clause before.

    超40家垂类大模型企业…，16家企业通过备案: these 企业 are 大模型企业.
    """
    head = _head(stem) if before is not None else ""
    if before is None or not head or not _same_unit(before.figure, figure):
        return ""
    modifier, found, _ = before.phrase.rpartition("的")[2].partition(head)
    modifier = core(modifier, own=home.names) if found else ""
    return modifier if len(modifier) <= LONGEST_MODIFIER else ""


def _same_unit(one: Figure, other: Figure) -> bool:
    return unit_class(one.unit)[0] == unit_class(other.unit)[0]


def _head(stem: str) -> str:
    """Return the bare class a metric speaks of: …的【企业】, 【企业】通过…; empty if none."""
    bare = vocabulary().bare
    if stem.endswith(bare) and (last := stem.rpartition("的")[2]) in bare:
        return last
    if not stem.startswith(bare):
        return ""
    return next(word for word in bare if stem.startswith(word))


def _tail(text: str, figure: Figure) -> str:
    """Return the rest of a figure's clause: 16家企业【通过国家安全评估备案】."""
    found = CLAUSE.search(text, figure.full_end)
    return CIRCUMSTANCE.sub("", text[figure.full_end : found.start() if found else len(text)])


def _clause(text: str, figure: Figure) -> str:
    """Return the clause around a figure without it: the last thing to know a series by."""
    first = max(0, figure.start - LONGEST_CLAUSE)
    start = max((m.end() for m in CLAUSE.finditer(text, first, figure.start)), default=first)
    found = CLAUSE.search(text, figure.full_end)
    end = found.start() if found else len(text)
    return CIRCUMSTANCE.sub("", text[start : figure.full_start] + text[figure.full_end : end])


def _delta(figure: Figure) -> str | None:
    """Return whether a figure is an increase; 累计 counts the same things as a stock."""
    if figure.delta is None or figure.delta.value == "cum":
        return None
    return figure.delta.value


@lru_cache(maxsize=512)  # of a letter or two: a series is asked for by its address and by this
def _metric(unit: str, kind: str, delta: str, scope: str, core: str) -> str:
    return _digest("|".join((unit, kind, delta, scope, characters(core))))


def _digest(words: str) -> str:
    return hashlib.sha1(words.encode()).hexdigest()[:12]
