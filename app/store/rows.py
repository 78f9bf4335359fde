"""A letter as rows: the columns of `reply` and of the tables that hang on it.

Made of the letter alone, without a database, so that the processes that read letters make them and
the one that writes has nothing to work out. Days are ISO strings, as SQLite keeps them.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.codec import written
from app.model import BlockKind, Dossier, Figure, FigureKind
from app.text.codes import letters_of

TIME = (FigureKind.DATE, FigureKind.PERIOD)
SENTENCE_END = re.compile(r"[。！？；\n]")

# 「“”‘’」 and what scanners and portals make of them; dashes; the middle dot
ALIKE = str.maketrans(dict.fromkeys("“”„〝〞「」『』＂", '"') | dict.fromkeys("‘’′", "'"))
ALIKE |= str.maketrans(dict.fromkeys("—–―‐‑−─", "-") | dict.fromkeys("•‧・∙", "·"))
SET_ALIKE = re.compile("[" + "".join(map(re.escape, map(chr, ALIKE))) + "]")
NO_TEXT = hashlib.sha256().hexdigest()
"""What letters without a word have for a hash: scans that wait to be recognised."""
BODY = frozenset(("salutation", "heading", "paragraph", "table"))
SHORTEST = 40  # characters of a body by which a letter may be known again
SIGNS = re.compile(r"[\W_]+")
PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]*")
SET_OTHERWISE = frozenset(("id", "heading", "spans"))
KEPT = tuple(part.name for part in fields(Dossier) if part.name not in {"text", "received"})

Row = tuple[Any, ...]

COLUMNS = (
    *("id", "heading", "title", "kind", "kind_label", "role", "body", "term", "session"),
    *("document_number", "agency", "place_code", "level", "province", "city", "district"),
    *("outcome", "outcome_text", "grade", "dated", "published", "year", "sha256", "part"),
    *("source_name", "media_type", "size", "text_hash", "text", "received", "dossier"),
    *("figures", "pledges", "tables", "attachments"),
)
"""The columns of `reply` that follow from the letter."""

PARTS = {
    "reply_agency": ("part", "position", "name"),
    "reply_proposer": ("position", "name"),
    "reply_number": ("position", "number", "bare"),
    "reply_theme": ("theme", "sub", "position", "label"),
    "figure": (
        *("position", "start", "end", "full_start", "full_end", "paragraph", "sentence_start"),
        *("sentence_end", "surface", "kind", "value", "number", "unit", "low", "high", "approx"),
        *("metric", "subject", "as_of", "role", "delta", "modifier"),
    ),
    "pledge": ("position", "start", "end", "paragraph", "due", "strength", "figures"),
    "citation": ("position", "start", "end", "title", "period"),
    "problem": ("position", "code", "message", "start", "end"),
}
"""The columns of the tables that hang on a reply, but for the reply itself."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A letter as it is written down."""

    reply: dict[str, Any]
    parts: dict[str, list[Row]]


def rows(dossier: Dossier, part: int) -> Rows:
    """Return the rows of a letter, the `part`-th of its file."""
    return Rows(_reply(dossier, part), _parts(dossier))


def _reply(dossier: Dossier, part: int) -> dict[str, Any]:
    reply, source, place = dossier.reply, dossier.source, dossier.reply.place
    day = reply.dated or reply.printed or reply.published
    kinds = [block.kind for block in dossier.blocks]
    return {
        "id": reply.id,
        "heading": reply.heading,
        "title": reply.title,
        "kind": reply.kind and reply.kind.value,
        "kind_label": reply.kind_label,
        "role": reply.role.value,
        "body": reply.body and reply.body.value,
        "term": reply.plenary and reply.plenary.term,
        "session": reply.plenary and reply.plenary.session,
        "document_number": reply.document_number,
        "agency": next(iter(reply.agencies), None),
        "place_code": place and place.code,
        "level": place and place.level.value,
        "province": place and place.province,
        "city": place and place.city,
        "district": place and place.district,
        "outcome": reply.outcome and reply.outcome.value,
        "outcome_text": reply.outcome_text,
        "grade": reply.grade,
        "dated": reply.dated and reply.dated.isoformat(),
        "published": reply.published and reply.published.isoformat(),
        "year": day and day.year,
        "sha256": source.sha256,
        "part": part,
        "source_name": source.name,
        "media_type": source.media_type,
        "size": source.size,
        "text_hash": text_hash(dossier),
        "text": dossier.text,
        "received": dossier.received,
        "dossier": _json(dossier),
        "figures": sum(figure.kind not in TIME for figure in dossier.figures),
        "pledges": len(dossier.pledges),
        "tables": kinds.count(BlockKind.TABLE),
        "attachments": kinds.count(BlockKind.ATTACHMENT),
    }


def _json(dossier: Dossier) -> str:
    """Return `codec.dossier_json` of a letter as it is written, without the text."""
    return written({name: getattr(dossier, name) for name in KEPT})


def renamed(letter: Rows, id: str) -> Rows:
    """Return the rows of a letter under another id."""
    if id == letter.reply["id"]:
        return letter
    shape = json.loads(letter.reply["dossier"])
    shape["reply"]["id"] = id
    said = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    return Rows(letter.reply | {"id": id, "dossier": said}, letter.parts)


def _parts(dossier: Dossier) -> dict[str, list[Row]]:
    reply, blocks = dossier.reply, Paragraphs(dossier)
    agencies = (("agency", reply.agencies), ("co_handler", reply.co_handlers))
    return {
        "reply_agency": [
            (part, position, name)
            for part, names in agencies
            for position, name in enumerate(names)
        ],
        "reply_proposer": list(enumerate(reply.proposers)),
        "reply_number": [(at, number, bare(number)) for at, number in enumerate(reply.numbers)],
        "reply_theme": list(_theme_rows(dossier)),
        "figure": [
            _figure_row(position, figure, dossier.text, blocks)
            for position, figure in enumerate(dossier.figures)
        ],
        "pledge": [
            (at, p.start, p.end, blocks.of(p.start), p.due, p.strength.value, len(p.figures))
            for at, p in enumerate(dossier.pledges)
        ],
        "citation": [
            (at, c.start, c.end, c.title, c.period) for at, c in enumerate(dossier.citations)
        ],
        "problem": [
            (at, p.code, p.message, p.start, p.end) for at, p in enumerate(dossier.problems)
        ],
    }


def _theme_rows(dossier: Dossier) -> Iterator[Row]:
    for position, theme in enumerate(dossier.themes):
        yield theme.id, "", position, theme.label
        for sub in dict.fromkeys(theme.sub):
            yield theme.id, sub, position, sub


def _figure_row(position: int, figure: Figure, text: str, blocks: Paragraphs) -> Row:
    value = figure.value
    return (
        position,
        figure.start,
        figure.end,
        figure.full_start,
        figure.full_end,
        blocks.of(figure.start),
        *sentence(text, figure.start, figure.end),
        figure.surface,
        figure.kind.value,
        None if value is None else str(value),
        float(value) if isinstance(value, Decimal) else None,
        figure.unit,
        None if figure.low is None else float(figure.low),
        None if figure.high is None else float(figure.high),
        figure.approx,
        figure.metric,
        figure.subject,
        figure.as_of,
        figure.role.value,
        figure.delta and figure.delta.value,
        figure.modifier,
    )


class Paragraphs:
    """The numbers of a letter's paragraphs, by the place of a character."""

    def __init__(self, dossier: Dossier) -> None:
        self._ends = [block.end for block in dossier.blocks]

    def of(self, at: int) -> int:
        """Return N of ¶N: the block that holds the character, counted from 1."""
        return min(bisect_right(self._ends, at) + 1, len(self._ends))


def text_hash(dossier: Dossier) -> str:
    """Return what two letters of the same words share, whatever stands around these.

    Masthead, title, signature and the numbers of the submission are left out, as are signs and
    white space: the same answer given to two submissions is the same but for them.
    """
    text = dossier.text
    body = "".join(text[b.start : b.end] for b in dossier.blocks if b.kind.value in BODY)
    words = letters_of(body if len(body) >= SHORTEST else text)
    if not PLAIN.fullmatch(words):
        words = unicodedata.normalize("NFKC", words)
    for number in dossier.reply.numbers:
        words = _without_number(words, SIGNS.sub("", bare(number)))
    return hashlib.sha256(words.encode()).hexdigest()


def _without_number(words: str, number: str) -> str:
    """Return words without 「第0130号」, however many zeros and whether 第 stands before it."""
    if not number.isdecimal():
        return re.sub(rf"第?0*{re.escape(number)}号", "", words, flags=re.I)
    # nearly all are digits: to compile an expression for each letter takes longer than its rows
    *before, last = words.split(f"{number}号")
    return "".join((*(part.rstrip("0").removesuffix("第") for part in before), last))


def bare_words(text: str) -> str:
    """Return a text without what formats and portals change: white, width, kinds of quotes."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(SET_ALIKE.sub(lambda found: ALIKE[ord(found[0])], normal).split())


def same_letter(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two files hold the same letter, each a text and a dossier's JSON.

    The letter is the same where its paragraphs are and all it says of itself is: what is printed
    around it, a masthead or the line of a portal, differs between formats.
    """
    (text, shape), (other_text, other_shape) = (
        (text, json.loads(dossier)) for text, dossier in (one, other)
    )
    said = [
        {name: value for name, value in shape["reply"].items() if name not in SET_OTHERWISE}
        for shape in (shape, other_shape)
    ]
    return said[0] == said[1] and _paragraphs(text, shape) == _paragraphs(other_text, other_shape)


def _paragraphs(text: str, shape: dict[str, Any]) -> str:
    kept = (block for block in shape["blocks"] if block["kind"] in BODY)
    return bare_words("".join(text[block["start"] : block["end"]] for block in kept))


def bare(number: str) -> str:
    """Return a submission's number as it compares: no leading zeros, capital letters."""
    return number.upper().lstrip("0") or number


def paragraph(dossier: Dossier, at: int) -> int:
    """Return N of ¶N: the block that holds the character, counted from 1."""
    ended = bisect_right(dossier.blocks, at, key=lambda block: block.end)
    return min(ended + 1, len(dossier.blocks))


@lru_cache(maxsize=512)  # of a letter or two: its rows, keys and lines ask for the same
def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence around [start, end)."""
    ends = _ends(text)
    before, after = bisect_left(ends, start), bisect_left(ends, end)
    first = ends[before - 1] + 1 if before else 0
    if after == len(ends):
        return first, len(text)
    last = ends[after]
    return first, last if text[last] == "\n" else last + 1


@lru_cache(maxsize=2)
def _ends(text: str) -> list[int]:
    """Return the places of the signs that end a letter's sentences."""
    return [found.start() for found in SENTENCE_END.finditer(text)]
