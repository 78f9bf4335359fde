"""Themes: at most three of the first level a letter, with the words they rest on.

The vocabulary is `themes.toml`, or a file of the user's own in the same shape. Cues are looked up
as characters, not as jieba's words: 加装电梯 and 医联体 are cut differently from letter to letter,
names of programmes run over several words. A table of character pairs, asked for the whole letter
at once, names the few places where a cue can start; that costs less than cutting. Where cues
overlap the longest counts, so 绿色通道 (silent) keeps 绿色 out of ecology.

A letter's title says what it is about and its body what it talks about on the way; so the score of
a theme is its share of the title's cues and its share of the body's, added with a weight. An agency
named in the text (会同财政局) says who was asked, not what about, and counts only as the signer.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.model import BlockKind, Reply, Span, ThemeHit
from app.text.layout import Layout
from app.text.script import simplified

OWN = Path(__file__).with_suffix(".toml")

STRONG, WEAK = 3.0, 1.0
TITLE_SHARE, SIGNER_SHARE = 0.3, 0.1  # of the score; the body has the rest
SPARSE = 8.0  # added to what a body weighs: two words in a letter are not yet a quarter of it
INNER = 0.6  # what a word inside a longer one still says
HEADING = 2.0  # a cue in a heading counts as so many in the body
SECOND, THIRD = 0.3, 0.5  # share of the best score that makes a further theme
BROAD, BROAD_SHARE = 10, 0.1  # so many different words of its own: dealt with, not just mentioned
SUB_SHARE = 0.25  # share of a theme's own words that names a second-level theme
TITLE_FACTOR = 3.0  # of a title's word as evidence, against one of the body
MOST = 3  # themes a letter
EVIDENCE = 8

# 「医院周边电动自行车停放」: where it is, not what it is about
_PLACED = re.compile(r"周[边围]|附近|门[口前]|沿[线岸]|一带|片区|旁")

READ = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE})
# 「会同市财政局、区教育部门」「消防救援支队」「县卫生健康委，」
AGENCY_ENDS = ("局", "厅", "委员会", "委、", "委，", "委）", "委会", "部门", "总局", "支队", "总队")
AGENCY_STARTS = frozenset(end[0] for end in AGENCY_ENDS)
# 「住房和城乡建设厅」「文化广电和旅游局」: who was asked; the words inside say no matter
_FIELDS = (
    "住房(?:和|与)?(?:城乡)?建设|住建|城乡建设|自然资源(?:和|与)?规划|规划(?:和|与)?自然资源|自然资源|交通运输|交通|"
    "文化(?:广电|广播电视|体育)?(?:和|与)?旅游(?:体育|和体育|文物)?|文旅|文广旅|人力资源(?:和|与)?社会保障|人力社保|人社|"
    "生态环境|农业农村|农牧|农业|水利|水务|公安|司法|民政|财政|教育(?:和|与)?(?:体育|科技)?|体育|科学技术|科技|"
    "工业(?:和|与)?信息化|经济(?:和|与)?信息化|经信|工信|卫生健康|卫健|医疗保障|医保|市场监督管理|市场监管|应急管理|应急|"
    "退役军人事务|审计|统计|税务|商务|国资|金融(?:工作|管理)?|林业(?:和|与)?草原|林草|林业|城市管理(?:综合(?:行政)?执法|和综合执法)?|"
    "综合(?:行政)?执法|绿化(?:和|与)?市容|行政审批(?:服务)?|政务服务(?:和数据管理|数据管理)?|大数据(?:发展|管理)*|数据|信访|"
    "机关事务|知识产权|气象|消防救援|海关|发展(?:和|与)?改革|民族(?:和|与)?宗教(?:事务)?|海洋(?:和|与|发展)?(?:渔业)?|"
    "粮食(?:和|与)?(?:物资)?储备|能源|邮政(?:管理)?|文物|药品监督管理|乡村振兴|园林(?:绿化)?|港航|公路(?:事业|管理)*"
)
_AGENCY = re.compile(
    rf"(?:{_FIELDS})(?:事业)?(?:发展|服务)?(?:总局|总队|支队|大队|分局|局|厅|委员会|委(?!托|派|员|会)|部门|部(?!分|署|位|件)|中心(?!城|镇|区|村|小|学))"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """What one word says: which theme, which second-level theme, how firmly."""

    theme: int
    sub: str
    weight: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The first-level themes as (id, label), the cues of each word, lengths by first pair."""

    themes: tuple[tuple[str, str], ...]
    cues: Mapping[str, tuple[Cue, ...]]
    heads: Mapping[str, tuple[int, ...]]
    common: frozenset[str]  # words that say something in a title only
    pairs: NDArray[np.bool_]  # by `_pair_keys`: may a cue start with this pair?


@dataclass(slots=True)
class Met:
    """A word of the vocabulary in one zone: how often, and first where (None: not in the text)."""

    count: float
    at: int | None


Zone = dict[str, Met]
PAIRS = 1 << 20  # so many that hardly a pair is taken for another


def themes(layout: Layout, reply: Reply, book: Vocabulary | None = None) -> tuple[ThemeHit, ...]:
    """Return the letter's themes, most central first."""
    book = book or load()
    title, body = _title(layout, reply, book), _body(layout, book)
    signer = {word: Met(1.0, None) for name in reply.agencies for _, word in met(name, book, True)}
    scores = _scores(book, ((title, TITLE_SHARE), (signer, SIGNER_SHARE), (body, 0.0)))
    return tuple(
        _hit(theme, score, title, body, book)
        for theme, score in _chosen(scores, _breadth(title, body, book))
    )


def load(path: Path = OWN) -> Vocabulary:
    """Return the vocabulary of a file in the shape of `themes.toml`."""
    return _loaded(path)


@cache
def _loaded(path: Path) -> Vocabulary:
    shape = tomllib.loads(path.read_text(encoding="utf-8"))
    cues: dict[str, list[Cue]] = {word: [] for word in shape.get("silent", "").split()}
    for number, theme in enumerate(shape["theme"]):
        for sub in theme["sub"]:
            for words, weight in ((sub["strong"], STRONG), (sub.get("weak", ""), WEAK)):
                for word in words.split():
                    cues.setdefault(word, []).append(Cue(number, sub["label"], weight))
    sealed = frozenset(shape.get("sealed", "").split())
    heads: defaultdict[str, set[int]] = defaultdict(set)
    for word in cues:
        heads[word[:2]].add(len(word))
    pairs = np.zeros(PAIRS, np.bool_)
    for head in heads:
        pairs[_pair_keys(head)] = True
    return Vocabulary(
        tuple((theme["id"], theme["label"]) for theme in shape["theme"]),
        {
            word: tuple(found) + (() if word in sealed else _inner(word, cues))
            for word, found in cues.items()
        },
        {head: tuple(sorted(found, reverse=True)) for head, found in heads.items()},
        frozenset(shape.get("common", "").split()),
        pairs,
    )


def _pair_keys(text: str) -> NDArray[np.uint32]:
    """Return a number below `PAIRS` for each pair of neighbouring characters."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return (codes[:-1] * np.uint32(641) + codes[1:]) & np.uint32(PAIRS - 1)


def _inner(word: str, cues: Mapping[str, list[Cue]]) -> tuple[Cue, ...]:
    """Return what the words inside a word add for themes it does not name: 农业 in 智慧农业."""
    if not cues[word]:
        return ()
    named = {cue.theme for cue in cues[word]}
    parts = {word[a:b] for a in range(len(word)) for b in range(a + 2, len(word) + 1)}
    return tuple(
        Cue(cue.theme, cue.sub, cue.weight * INNER)
        for part in sorted(parts & cues.keys())
        for cue in cues[part]
        if cue.theme not in named
    )


def met(text: str, book: Vocabulary, agencies: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the vocabulary's words in the text and where they stand; none overlaps another.

    Words that are part of an agency's name are passed over unless `agencies` is set.
    """
    until = 0
    heads, cues, starts_with = book.heads, book.cues, text.startswith
    for at in np.flatnonzero(book.pairs[_pair_keys(text)]).tolist():
        if at < until:
            continue
        for length in heads.get(text[at : at + 2], ()):
            word = text[at : at + length]
            if word in cues and (word[0] > "\x7f" or _whole(text, at, word)):
                until = at + length
                named = text[until : until + 1] in AGENCY_STARTS and starts_with(AGENCY_ENDS, until)
                if agencies or not named:
                    yield at, word
                break


def _whole(text: str, at: int, word: str) -> bool:
    """Tell whether a Latin word stands alone: AI, not the middle of CHAIN."""
    before, behind = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    return not (before.isascii() and before.isalnum()) and not (
        behind.isascii() and behind.isalpha()
    )


def _title(layout: Layout, reply: Reply, book: Vocabulary) -> Zone:
    """Return the words of the proposal's title, or of the letter's where that is not printed."""
    title = reply.title or reply.heading
    start = layout.text.find(title)
    found = list(met(simplified(title), book))
    told = [(at, word) for at, word in found if not _PLACED.match(title, at + len(word))]
    return {word: Met(1.0, start + at if start >= 0 else None) for at, word in told or found}


def _body(layout: Layout, book: Vocabulary) -> Zone:
    found: Zone = {}
    factors = [
        (block.end, HEADING if block.kind is BlockKind.HEADING else float(block.kind in READ))
        for block in layout.blocks
    ]
    blocks = iter(factors)
    end, factor = next(blocks, (0, 0.0))
    text = _AGENCY.sub(lambda found: "\0" * len(found[0]), simplified(layout.text))
    for at, word in met(text, book):
        while at >= end:
            end, factor = next(blocks, (len(layout.text) + 1, 0.0))
        if factor and word not in book.common:
            found.setdefault(word, Met(0.0, at)).count += factor
    return found


def _scores(book: Vocabulary, zones: Sequence[tuple[Zone, float]]) -> list[tuple[int, float]]:
    """Return themes with their scores, best first; a zone without words gives its share away."""
    shares = [(_weights(found, book), share) for found, share in zones]
    left = 1.0 - sum(share for weights, share in shares if weights)
    scores: defaultdict[int, float] = defaultdict(float)
    for weights, share in shares:
        total = sum(weights.values()) + (0.0 if share else SPARSE)
        for theme, weight in weights.items():
            scores[theme] += (share or left) * weight / total
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def _weights(found: Zone, book: Vocabulary) -> dict[int, float]:
    """Return what the words of one zone weigh for each theme; repeating a word adds ever less."""
    weights: defaultdict[int, float] = defaultdict(float)
    for word, one in found.items():
        heaviest: dict[int, float] = {}
        for cue in book.cues[word]:
            if cue.weight > heaviest.get(cue.theme, 0.0):
                heaviest[cue.theme] = cue.weight
        for theme, weight in heaviest.items():
            weights[theme] += weight * (1 + math.log2(one.count))
    return weights


def _breadth(title: Zone, body: Zone, book: Vocabulary) -> Counter[int]:
    """Return how many different telling words each theme has; the title counts inner ones too."""
    return Counter(
        theme
        for zone, floor in ((title, WEAK), (body, STRONG - WEAK))
        for word in zone
        for theme in {cue.theme for cue in book.cues[word] if cue.weight > floor}
    )


def _chosen(scores: list[tuple[int, float]], breadth: Counter[int]) -> list[tuple[int, float]]:
    """Return the best theme, and up to two that come near it or fill much of a long letter."""
    chosen = scores[:1]
    for theme, score in scores[1:]:
        share = score / scores[0][1]
        near = share >= (SECOND if len(chosen) == 1 else THIRD)
        if (near and breadth[theme]) or (share >= BROAD_SHARE and breadth[theme] >= BROAD):
            chosen.append((theme, score))
    return chosen[:MOST]


def _hit(theme: int, score: float, title: Zone, body: Zone, book: Vocabulary) -> ThemeHit:
    """Return the theme with the second-level themes and the words that carry it."""
    subs: defaultdict[str, float] = defaultdict(float)
    words: defaultdict[str, float] = defaultdict(float)
    for zone, factor in ((title, TITLE_FACTOR), (body, 1.0)):
        for word, one in zone.items():
            for cue in book.cues[word]:
                if cue.theme == theme:
                    weight = cue.weight * factor * (1 + math.log2(one.count))
                    subs[cue.sub] += weight
                    words[word] += weight
    named = sorted(subs, key=lambda sub: -subs[sub])
    most = SUB_SHARE * sum(subs.values())
    evidence = sorted(words, key=lambda word: -words[word])[:EVIDENCE]
    places = [(zone[word].at, word) for word in evidence for zone in (title, body) if word in zone]
    spans = {word: Span(at, at + len(word)) for at, word in reversed(places) if at is not None}
    identity, label = book.themes[theme]
    return ThemeHit(
        id=identity,
        label=label,
        sub=tuple(sub for sub in named if subs[sub] >= most) or tuple(named[:1]),
        score=round(score, 3),
        evidence=tuple(evidence),
        spans=tuple(spans[word] for word in evidence if word in spans),
    )
