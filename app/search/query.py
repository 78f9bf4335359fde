"""What was typed → Query → address, and back. Every string is a query; none is an error.

The grammar (UI.md 5.11) has a catch-all: what is not a quoted phrase, a field, a number, a
document number, a prefix, an `或` or a minus is words, parted at white space and punctuation.
A query that would have nothing to look for (only minus, only operators) is read as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.search.fields import Field
from app.search.words.fold import fold, literal
from app.text.numerals import worth

LONGEST = 200
CUT = f"检索词过长，只用前{LONGEST}字。"
UNPAIRED = "引号不成对，已按普通词检索。"
NOTHING = "检索词里没有可以查的字，以下是全部答复。"
ONLY_MINUS = "只写了不要什么，没有写要找什么；减号没有起作用。"

SPACE = re.compile(r"\s+")
# `孵化器 或 加速器`, `孵化器 OR 加速器`, `孵化器|加速器` (folded)
OR = re.compile(r"(?:\||(?:或|or)(?=\s|$))\s*")
QUOTED = re.compile(r'"(?P<inner>[^"]*)"')
TITLE = re.compile(r"《(?P<inner>[^《》]+)》")
MINUS = re.compile(r'-(?=[^\s\-|*"]|"[^"]*")')
# 单位:科经委, 标题：民营企业, title:…
FIELD = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}|[a-z]{4,8})\s?:\s?")
# 浦科经委办理〔2025〕77号, with any brackets and stray spaces (folded)
DOCUMENT = re.compile(
    r"[\u4e00-\u9fffa-z]{1,20}\s?:?\(\s?(?:19|20)\d\d\s?\)\s?\(?第?\s?\d{1,5}\)?\s?号(?![\u4e00-\u9fff]{2})"
)
# 130号, 第 072 号, 第D-027号提案, 第上城28号; 第一百三十号, 一百三十号提案 (but 十号楼 is none)
NUMBER = re.compile(
    r"(?:第\s*(?P<long>[\u4e00-\u9fff]{0,3}[a-z]{0,3}-?\d{1,8})\s*号|(?P<short>[a-z]{0,3}-?\d{1,8})\s?号(?![a-z0-9])"
    r"|第\s*(?P<told>[〇零一二两三四五六七八九十百千]{1,9})\s*号"
    r"|(?P<said>[〇零一二两三四五六七八九十百千]{1,9})\s?号(?=(?:政协)?(?:提案|建议|议案)))"
    r"(?:政协)?(?:提案|建议|议案)?(?![^\W_])"
)
# 0541, 20240188, D-027: a bare number may be one of a submission
BARE = re.compile(r"(?!(?:19|20)\d\d$)[a-z]{0,3}-?\d{2,8}")
# 日期:2025-04..2025-06, 日期:2025年4月至6月
DATES = re.compile(r"[\d年月日至~./-]+")
# 停车难 加装电梯: as most people type; nothing of this is syntax but a lone 或
HAN = re.compile(r"[\u4e00-\u9fff]+(?: [\u4e00-\u9fff]+)*")
# letters and digits, with what joins them inside a word: 2.18, 3-5家, 5G+, A&B
RUN = re.compile(r"[^\W_](?:[^\W_]|[.\-+&/%·_](?=[^\W_]))*%?")


class Kind(StrEnum):
    """How a term is looked for."""

    WORDS = "words"  # all its words, or the whole of it literally
    PHRASE = "phrase"  # literally
    PREFIX = "prefix"
    NUMBER = "number"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for; `text` is as typed, without its decoration."""

    kind: Kind
    text: str
    field: Field | None = None

    @property
    def key(self) -> str:
        """Return what is looked for literally."""
        return literal(self.text)

    @property
    def written(self) -> str:
        """Return the term as it stands in an address."""
        body = f'"{self.text}"' if self.kind is Kind.PHRASE else self.text
        body += "*" if self.kind is Kind.PREFIX else ""
        return f"{self.field.label}:{body}" if self.field else body


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms joined by "or"; a query is all its clauses, and none of the negated ones."""

    terms: tuple[Term, ...]
    negated: bool = False

    @property
    def written(self) -> str:
        """Return the clause as it stands in an address."""
        return ("-" if self.negated else "") + "|".join(term.written for term in self.terms)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Two queries are equal if they look for the same."""

    clauses: tuple[Clause, ...]
    typed: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def wanted(self) -> tuple[Clause, ...]:
        """Return the clauses that must hold."""
        return tuple(clause for clause in self.clauses if not clause.negated)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        """Return the clauses that must not hold."""
        return tuple(clause for clause in self.clauses if clause.negated)

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.clauses

    @property
    def address(self) -> str:
        """Return the canonical text; parsed again it is the same query."""
        return " ".join(clause.written for clause in self.clauses)

    @property
    def whole(self) -> str:
        """Return the whole of what was typed, where it may also be a copied fragment.

        「联系单位：市科委」「2023 -2025年」 look like syntax and may stand in a letter just so.
        """
        special = self.unwanted or any(
            len(clause.terms) > 1 or term.field or term.kind not in PLAIN
            for clause in self.clauses
            for term in clause.terms
        )
        return literal(self.typed) if special else ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return every wanted term."""
        return tuple(term for clause in self.wanted for term in clause.terms)

    @property
    def number(self) -> str | None:
        """Return the submission number, if that is all that was typed."""
        return self._only(Kind.NUMBER)

    @property
    def document_number(self) -> str | None:
        """Return the document number, if that is all that was typed."""
        return self._only(Kind.DOCUMENT)

    def _only(self, kind: Kind) -> str | None:
        terms = self.terms
        alone = len(self.clauses) == 1 and len(terms) == 1 and not terms[0].field
        if not alone or terms[0].kind is not kind:
            return None
        return number_in(terms[0].text) if kind is Kind.NUMBER else terms[0].text


PLAIN = (Kind.WORDS, Kind.PHRASE)


def parse(typed: str) -> Query:
    """Return the query; it never fails."""
    typed = typed.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ").strip()
    notes: tuple[str, ...] = ()
    if len(typed) > LONGEST:
        typed, notes = typed[:LONGEST], (CUT,)
    if fold(typed).count('"') % 2:
        notes += (UNPAIRED,)
    clauses = _clauses(typed)
    if clauses and all(clause.negated for clause in clauses):
        notes += (ONLY_MINUS,)
    clauses = _settled(clauses, typed)
    if typed and not clauses:
        notes += (NOTHING,)
    return Query(clauses, typed, notes)


def number_in(text: str) -> str | None:
    """Return the submission number a text is, without 第 and 号; zeros and letters are kept."""
    folded = fold(text)
    found = NUMBER.fullmatch(folded)
    if found:
        signs = found["told"] or found["said"]
        value = worth(signs) if signs else None
        return str(value) if value else (signs or found["long"] or found["short"]).upper()
    return folded.upper() if BARE.fullmatch(folded) else None


def _settled(clauses: tuple[Clause, ...], typed: str) -> tuple[Clause, ...]:
    """Return clauses whose address reads back as themselves.

    Terms put side by side may read as something else (「第」「072号」): that reading is taken. What
    does not settle is quoted, which always does.
    """
    read = typed
    if not any(not clause.negated for clause in clauses):
        read, runs = "", dict.fromkeys(RUN.findall(fold(typed)))
        clauses = tuple(Clause((Term(Kind.WORDS, run),)) for run in runs)
    for _ in range(3):
        address = Query(clauses).address
        if address == read:  # as most queries are: this is how it was read
            return clauses
        read, again = address, _clauses(address)
        if again == clauses:
            return clauses
        clauses = again
    keys = (term.key.replace('"', "") for clause in clauses for term in clause.terms)
    return tuple(Clause((Term(Kind.PHRASE, key),)) for key in dict.fromkeys(keys) if key)


def _clauses(typed: str) -> tuple[Clause, ...]:
    runs = typed.split(" ")
    if "或" not in runs and "号" not in typed and HAN.fullmatch(typed):
        return tuple(Clause((Term(Kind.WORDS, run),)) for run in dict.fromkeys(runs))
    return _joined(typed)


def _joined(typed: str) -> tuple[Clause, ...]:
    """Return the clauses of any text: what 或 joins is one."""
    found: list[Clause] = []
    joins = False
    for item in _items(typed):
        if item is None:
            joins = bool(found)
        elif joins and not item.negated and not found[-1].negated:
            found[-1] = replace(found[-1], terms=(*found[-1].terms, *item.terms))
            joins = False
        else:
            found.append(item)
            joins = False
    return tuple(dict.fromkeys(found))


def _items(typed: str) -> Iterator[Clause | None]:
    """Yield the terms in order, each as a clause, and None for an `或` between them."""
    folded, at = fold(typed), 0
    fresh = True  # at the start or after white space: here a minus or 或 may stand
    while at < len(folded):
        if space := SPACE.match(folded, at):
            at, fresh = space.end(), True
            continue
        if (found := OR.match(folded, at)) and (fresh or folded[at] == "|"):
            yield None
            at, fresh = found.end(), True
            continue
        negated = fresh and MINUS.match(folded, at) is not None
        at += negated
        name = None
        if (labelled := FIELD.match(folded, at)) and (name := Field.named(labelled["name"])):
            term, end = _tied(typed, folded, labelled.end(), name)
            at, name = (labelled.end(), name) if term else (at, None)
        if name is None:
            term, end = _term(typed, folded, at)
        if term:
            yield Clause((replace(term, field=name) if name else term,), negated)
        at, fresh = max(end, at + 1), False


def _tied(typed: str, folded: str, at: int, name: Field) -> tuple[Term | None, int]:
    """Return the term that follows a field's name."""
    if name is Field.DATE and (dates := DATES.match(folded, at)):
        return Term(Kind.WORDS, typed[at : dates.end()]), dates.end()
    return _term(typed, folded, at)


def _term(typed: str, folded: str, at: int) -> tuple[Term | None, int]:
    """Return the term that begins at a place, and where it ends."""
    if quoted := QUOTED.match(folded, at) or TITLE.match(folded, at):
        inner = " ".join(typed[quoted.start("inner") : quoted.end("inner")].split())
        held = any(character.isalnum() for character in fold(inner))
        return (Term(Kind.PHRASE, inner) if held else None), quoted.end()
    for kind, expression in ((Kind.DOCUMENT, DOCUMENT), (Kind.NUMBER, NUMBER)):
        if found := expression.match(folded, at):
            return Term(kind, "".join(typed[at : found.end()].split())), found.end()
    if not (run := RUN.match(folded, at)):
        return None, at + 1
    text = typed[at : run.end()]
    if folded[run.end() : run.end() + 1] == "*":
        return Term(Kind.PREFIX, text), run.end() + 1
    return Term(Kind.NUMBER if BARE.fullmatch(run[0]) else Kind.WORDS, text), run.end()
