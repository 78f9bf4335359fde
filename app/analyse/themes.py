"""Themes: at most three of the first level a letter, with the words they rest on.

A letter's title says what it is about and its body what it talks about on the way; so the score of
a theme is its share of the title's cues and its share of the body's, added with a weight. An agency
named in the text (会同财政局) says who was asked, not what about; the office that signs answers for
its own field, whatever the letter touches on the way.
"""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.analyse.asides import asides, is_aside
from app.analyse.vocabulary import STRONG, WEAK, Vocabulary, answered, load, met
from app.model import Block, BlockKind, Reply, Span, ThemeHit
from app.text.layout import Layout
from app.text.script import simplified

TITLE_SHARE, FIELD_SHARE = 0.3, 0.15  # of the score; the body has the rest
BESIDE = 0.4  # what 企业 or 农村 says in a title beside a word that names the matter
ASIDE = 0.1  # and what a word says that only tells where it is or whom it is for
SPARSE = 8.0  # added to what a body weighs: two words in a letter are not yet a quarter of it
HEADING = 2.0  # a cue in a heading counts as so many in the body
# share of the best score that makes a further theme: of one that the title or the signer names, of
# one that only the text speaks of, and of a third
NAMED, UNNAMED, THIRD = 0.35, 0.6, 0.45
BROAD, BROAD_SHARE = 10, 0.1  # so many different words of its own: dealt with, not just mentioned
SUB_SHARE = 0.25  # share of a theme's own words that names a second-level theme
TITLE_FACTOR = 3.0  # of a title's word as evidence, against one of the body
MOST = 3  # themes a letter
EVIDENCE = 8

# 「一、关于查处虚假广告。」 「二是劳务协作：」: what a paragraph begins with is its heading
_LEAD = re.compile(r"[^。：:，；\n]{2,28}[。：:]")

# how much a word says by where it stands; in other blocks nothing
FACTORS = {BlockKind.HEADING: HEADING, BlockKind.PARAGRAPH: 1.0, BlockKind.TABLE: 1.0}
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


@dataclass(slots=True)
class Met:
    """A word of the vocabulary in one zone: how far it counts, and first where, if in the text."""

    often: float
    at: int | None


Zone = dict[str, Met]


def themes(layout: Layout, reply: Reply, book: Vocabulary | None = None) -> tuple[ThemeHit, ...]:
    """Return the letter's themes, most central first."""
    book = book or load()
    title = reply.title or reply.heading
    # one pass over both: none of the words holds a line's end
    found = met(f"{simplified(title)}\n{_without_agencies(simplified(layout.text))}", book)
    behind = len(title) + 1
    parted = bisect_left(found, (behind,))
    named = _title(title, found[:parted], layout.text, book)
    body = _body(layout, found[parted:], behind, book)
    told, field = _weights(named, book), answered(map(simplified, reply.agencies), book)
    scores = _scores(told, field, _weights(body, book))
    chosen = _chosen(scores, told.keys() | field.keys(), _breadth(named, body, book))
    return _hits(chosen, named, body, book)


def _without_agencies(text: str) -> str:
    return _AGENCY.sub(lambda found: "\0" * len(found[0]), text)


def _title(title: str, found: list[tuple[int, str]], text: str, book: Vocabulary) -> Zone:
    """Return the words of the proposal's title, or of the letter's where that is not printed."""
    start, spans = text.find(title), asides(title)
    aside = {word for at, word in found if is_aside(at, at + len(word), title, spans)}
    told = {word for _, word in found if book.words[word].weights}
    if told <= aside:
        aside = set()
    matter = not told <= (aside | book.actors)
    return {
        word: Met(
            ASIDE if word in aside else BESIDE if matter and word in book.actors else 1.0,
            start + at if start >= 0 else None,
        )
        for at, word in reversed(found)
    }


def _body(layout: Layout, found: list[tuple[int, str]], behind: int, book: Vocabulary) -> Zone:
    """Return the words of the letter's text, which were found `behind` the title."""
    counts: dict[str, float] = {}
    first: dict[str, int] = {}
    blocks = iter(layout.blocks)
    end, led, factor = 0, 0, 0.0
    for at, word in found:
        while at >= end:
            block = next(blocks, None)
            end, factor = (
                (block.end + behind, FACTORS.get(block.kind, 0.0)) if block else (sys.maxsize, 0)
            )
            led = _led(layout.text, block) + behind if block else 0
        if not factor:
            continue
        weight = factor if at >= led else HEADING
        if word in counts:
            counts[word] += weight
        else:
            counts[word], first[word] = weight, at
    common = book.common
    return {
        word: Met(_often(count), first[word] - behind)
        for word, count in counts.items()
        if word not in common
    }


def _led(text: str, block: Block) -> int:
    """Return where the words end that head a paragraph in its own line; its start if none do."""
    lead = _LEAD.match(text, block.start, block.end)
    return lead.end() if lead else block.start


def _scores(
    title: Mapping[int, float], field: Mapping[int, float], body: Mapping[int, float]
) -> list[tuple[int, float]]:
    """Return themes with their scores, best first; a title without words gives its share away."""
    shares = [
        (title, TITLE_SHARE if title else 0.0, 0.0),
        (field, FIELD_SHARE if field else 0.0, 0.0),
    ]
    shares.append((body, 1.0 - sum(share for _, share, _ in shares), SPARSE))
    scores: defaultdict[int, float] = defaultdict(float)
    for weights, share, more in shares:
        total = sum(weights.values()) + more
        for theme, weight in weights.items():
            scores[theme] += share * weight / total
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def _weights(found: Zone, book: Vocabulary) -> dict[int, float]:
    """Return what the words of one zone weigh for each theme; repeating a word adds ever less."""
    weights: defaultdict[int, float] = defaultdict(float)
    for word, one in found.items():
        for theme, weight in book.words[word].weights:
            weights[theme] += weight * one.often
    return weights


def _often(count: float) -> float:
    """Return how far a word counts: each time less than the one before, and a part as a part."""
    return 1 + math.log2(count) if count > 1 else count


def _breadth(title: Zone, body: Zone, book: Vocabulary) -> Counter[int]:
    """Return how many different telling words each theme has; the title counts inner ones too."""
    breadth: Counter[int] = Counter()
    for zone, floor in ((title, WEAK), (body, STRONG - WEAK)):
        for word in zone:
            for theme, weight in book.words[word].weights:
                if weight > floor:
                    breadth[theme] += 1
    return breadth


def _chosen(
    scores: list[tuple[int, float]], named: Collection[int], breadth: Counter[int]
) -> list[tuple[int, float]]:
    """Return the best theme, and up to two that come near it or fill much of a long letter."""
    chosen = scores[:1]
    for theme, score in scores[1:]:
        share = score / scores[0][1]
        least = NAMED if theme in named else UNNAMED
        near = share >= (least if len(chosen) == 1 else max(least, THIRD))
        if (near and breadth[theme]) or (share >= BROAD_SHARE and breadth[theme] >= BROAD):
            chosen.append((theme, score))
    return chosen[:MOST]


def _hits(
    chosen: list[tuple[int, float]], title: Zone, body: Zone, book: Vocabulary
) -> tuple[ThemeHit, ...]:
    """Return the chosen themes with the second-level themes and the words that carry them."""
    subs: dict[int, defaultdict[str, float]] = {theme: defaultdict(float) for theme, _ in chosen}
    words: dict[int, defaultdict[str, float]] = {theme: defaultdict(float) for theme, _ in chosen}
    for zone, factor in ((title, TITLE_FACTOR), (body, 1.0)):
        for word, one in zone.items():
            for cue in book.words[word].cues:
                if cue.theme in subs:
                    weight = cue.weight * factor * one.often
                    subs[cue.theme][cue.sub] += weight
                    words[cue.theme][word] += weight
    return tuple(
        _hit(book.themes[theme], score, subs[theme], words[theme], (title, body))
        for theme, score in chosen
    )


def _hit(
    theme: tuple[str, str],
    score: float,
    subs: Mapping[str, float],
    words: Mapping[str, float],
    zones: tuple[Zone, ...],
) -> ThemeHit:
    named = sorted(subs, key=lambda sub: -subs[sub])
    most = SUB_SHARE * sum(subs.values())
    evidence = sorted(words, key=lambda word: -words[word])[:EVIDENCE]
    places = [(zone[word].at, word) for word in evidence for zone in zones if word in zone]
    spans = {word: Span(at, at + len(word)) for at, word in reversed(places) if at is not None}
    identity, label = theme
    return ThemeHit(
        id=identity,
        label=label,
        sub=tuple(sub for sub in named if subs[sub] >= most) or tuple(named[:1]),
        score=round(score, 3),
        evidence=tuple(evidence),
        spans=tuple(spans[word] for word in evidence if word in spans),
    )
