"""Two letters side by side: what both say, what was changed, what only one says, and their figures.

Paragraphs are laid beside each other where they keep most of their characters. What is left is
compared sentence by sentence, because a long paragraph (一是…二是…) may share only one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, intersect, select

from app.ledger.letters import Letter, letters
from app.ledger.series.clashing import between_letters
from app.ledger.series.rows import Point, points_of_reply
from app.ledger.tables import CLASH, SERIES, made
from app.ledger.wording.likeness import SIGNS, Piece, bare, marked, sentences
from app.ledger.wording.lineage import kept
from app.ledger.wording.shingles import hashes
from app.model import BlockKind, Dossier
from app.store.replies import load

SUBSTANCE = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE)
PARAGRAPHS_ALIKE = 0.7
SENTENCES_ALIKE = 0.7
SHORTEST = 12  # characters of a sentence worth laying beside another


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of both letters' heads."""

    label: str
    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A passage of one letter in pieces; joined they are its characters [start, end)."""

    paragraph: int
    start: int
    end: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside what: "same", "changed", or on one side only ("left", "right")."""

    kind: str
    left: Side | None
    right: Side | None
    likeness: float


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A metric that both letters give, with the figures of each."""

    label: str
    series: str
    left: tuple[Point, ...]
    right: tuple[Point, ...]
    disagree: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two letters side by side; `shared` is the share of the shorter's characters in both."""

    left: Letter
    right: Letter
    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    figures: tuple[FigurePair, ...]
    shared: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage that may be laid beside one of the other letter."""

    paragraph: int
    start: int
    end: int
    text: str


Match = tuple[Unit, Unit, float]


def compare(connection: Connection, a_id: str, b_id: str) -> Comparison:
    """Return two letters side by side."""
    a, b = load(connection, a_id), load(connection, b_id)
    known = letters(connection, (a.rowid, b.rowid))
    rows = tuple(aligned(a.dossier, b.dossier))
    return Comparison(
        left=known[a.rowid],
        right=known[b.rowid],
        facts=tuple(_facts(a.dossier, b.dossier)),
        rows=rows,
        figures=_figures(connection, a.rowid, b.rowid),
        shared=_shared(rows),
    )


def aligned(a: Dossier, b: Dossier) -> Iterator[Row]:
    """Yield what both letters say in the order of the first, what only one says in its place."""
    lefts, rights = _units(a), _units(b)
    matches = _matches(lefts, rights, PARAGRAPHS_ALIKE)
    lefts, rights = _without(lefts, matches, 0), _without(rights, matches, 1)
    split_left = [part for unit in lefts for part in _sentences(a, unit)]
    split_right = [part for unit in rights for part in _sentences(b, unit)]
    closer = _matches(split_left, split_right, SENTENCES_ALIKE)
    matches += closer
    left_rest = _joined(a, _without(split_left, closer, 0))
    right_rest = _joined(b, _without(split_right, closer, 1))
    yield from _in_order(matches, left_rest, right_rest)


def _units(dossier: Dossier) -> list[Unit]:
    return [
        Unit(number, block.start, block.end, dossier.text[block.start : block.end])
        for number, block in enumerate(dossier.blocks, 1)
        if block.kind in SUBSTANCE and block.end > block.start
    ]


def _sentences(dossier: Dossier, unit: Unit) -> list[Unit]:
    spans = sentences(dossier.text, unit.start, unit.end)
    return [Unit(unit.paragraph, a, b, dossier.text[a:b]) for a, b in spans]


def _matches(lefts: Sequence[Unit], rights: Sequence[Unit], least: float) -> list[Match]:
    """Return the best pairs, each passage in one of them; candidates share runs of characters."""
    by_run: dict[int, list[int]] = {}
    for at, unit in enumerate(lefts):
        for run in _runs(unit):
            by_run.setdefault(run, []).append(at)
    measured: list[tuple[float, int, int]] = []
    for at, unit in enumerate(rights):
        tally = Counter(left for run in _runs(unit) for left in by_run.get(run, ()))
        for left, _ in tally.most_common(3):
            likeness = kept(lefts[left].text, unit.text)
            if likeness >= least:
                measured.append((likeness, left, at))
    found, used_left, used_right = [], set(), set()
    for likeness, left, right in sorted(measured, key=lambda m: (-m[0], m[1], m[2])):
        if left not in used_left and right not in used_right:
            used_left.add(left)
            used_right.add(right)
            found.append((lefts[left], rights[right], likeness))
    return found


def _runs(unit: Unit) -> list[int]:
    text = bare(unit.text)
    runs: list[int] = hashes(text).tolist() if len(text) >= SHORTEST else [hash(text)]
    return runs


def _without(units: Sequence[Unit], matches: Sequence[Match], side: int) -> list[Unit]:
    taken = {(match[0] if side == 0 else match[1]).start for match in matches}
    return [unit for unit in units if unit.start not in taken]


def _joined(dossier: Dossier, units: Sequence[Unit]) -> list[Unit]:
    """Return sentences that follow one another in a paragraph as one passage again."""
    found: list[Unit] = []
    for unit in units:
        last = found[-1] if found else None
        if last and last.paragraph == unit.paragraph and not dossier.text[last.end : unit.start]:
            text = dossier.text[last.start : unit.end]
            found[-1] = Unit(unit.paragraph, last.start, unit.end, text)
        else:
            found.append(unit)
    return found


def _in_order(
    matches: Sequence[Match], left_rest: Sequence[Unit], right_rest: Sequence[Unit]
) -> Iterator[Row]:
    """Yield rows by their place on the left; right ones follow what stands before them there."""
    ordered = sorted(matches, key=lambda match: match[1].start)
    rows: list[tuple[int, int, Row]] = []
    rows += [(a.start, -1, _pair(a, b, likeness)) for a, b, likeness in matches]
    rows += [(unit.start, -1, Row("left", _whole(unit), None, 0.0)) for unit in left_rest]
    for unit in right_rest:
        before = [left.start for left, right, _ in ordered if right.start < unit.start]
        after = before[-1] if before else -1
        rows.append((after, unit.start, Row("right", None, _whole(unit), 0.0)))
    rows.sort(key=lambda row: row[:2])
    for _, _, row in rows:
        yield row


def _pair(left: Unit, right: Unit, likeness: float) -> Row:
    same = SIGNS.sub("", left.text) == SIGNS.sub("", right.text)
    if left.text == right.text:
        left_pieces: tuple[Piece, ...] = (Piece(left.text, common=True),)
        right_pieces = left_pieces
    else:
        left_pieces, right_pieces = marked(left.text, right.text)
    return Row(
        "same" if same else "changed",
        Side(left.paragraph, left.start, left.end, left_pieces),
        Side(right.paragraph, right.start, right.end, right_pieces),
        round(likeness, 3),
    )


def _whole(unit: Unit) -> Side:
    return Side(unit.paragraph, unit.start, unit.end, (Piece(unit.text, common=False),))


def _shared(rows: Iterable[Row]) -> float:
    """Return what share of the shorter letter's characters stands in both."""
    common, left, right = 0, 0, 0
    for row in rows:
        if row.left:
            left += sum(len(piece.text) for piece in row.left.pieces)
            common += sum(len(piece.text) for piece in row.left.pieces if piece.common)
        if row.right:
            right += sum(len(piece.text) for piece in row.right.pieces)
    shorter = min(left, right)
    return round(min(1.0, common / shorter), 3) if shorter else 0.0


def _facts(a: Dossier, b: Dossier) -> Iterator[Fact]:
    for label, left, right in zip(_LABELS, _head(a), _head(b), strict=True):
        if left or right:
            yield Fact(label, left, right, left == right)


_LABELS = ("承办单位", "会办单位", "编号", "题目", "答复日期", "办理结果", "文号", "主题")


def _head(dossier: Dossier) -> tuple[str, ...]:
    reply = dossier.reply
    return (
        "、".join(reply.agencies),
        "、".join(reply.co_handlers),
        "、".join(reply.numbers),
        reply.title or "",
        reply.dated.isoformat() if reply.dated else "",
        reply.outcome_text or "",
        reply.document_number or "",
        "、".join(theme.label for theme in dossier.themes),
    )


def _figures(connection: Connection, a: int, b: int) -> tuple[FigurePair, ...]:
    """Return the metrics that both letters give, of whatever place, in the first one's order."""
    if not made(connection):
        return ()
    left, right = points_of_reply(connection, a), points_of_reply(connection, b)
    rows = connection.execute(
        select(SERIES.c.id, SERIES.c.metric, SERIES.c.label).where(SERIES.c.id.in_([*left, *right]))
    ).all()
    label = {row.id: row.label for row in rows}
    metric = {row.id: row.metric for row in rows}
    other = {metric[id]: id for id in right}
    clashing = _clashing(connection, a, b)
    pairs = [
        FigurePair(label[id], id, points, right[other[metric[id]]], id in clashing)
        for id, points in left.items()
        if metric[id] in other
    ]
    return tuple(sorted(pairs, key=lambda pair: pair.left[0].position))


def _clashing(connection: Connection, a: int, b: int) -> set[str]:
    """Return the series in which two letters disagree with each other."""
    of_both = intersect(*(select(CLASH.c.series).where(CLASH.c.reply == one) for one in (a, b)))
    wanted = [(id, min(a, b), max(a, b)) for id in connection.scalars(of_both)]
    return {id for (id, *_), pairs in between_letters(connection, wanted).items() if pairs}
