"""How a query was understood, said in a sentence."""

from __future__ import annotations

from app.search.fields import Field
from app.search.query import Clause, Query, Term

SAID = {
    Field.TITLE: "标题含",
    Field.AGENCY: "承办单位为",
    Field.PROPOSER: "提案人为",
    Field.NUMBER: "编号为",
    Field.DOCUMENT: "文号为",
    Field.DATE: "日期为",
    Field.DISTRICT: "地区为",
    Field.THEME: "主题为",
}


def read_aloud(query: Query) -> str | None:
    """Return 「按以下条件检索：含“A”和“B”，不含“C”」, or None where it is plain to see."""
    if all(_obvious(clause) for clause in query.clauses):
        return None
    held = [_said(clause) for clause in query.wanted]
    lacking = "、".join(_term(term) for clause in query.unwanted for term in clause.terms)
    parts = ["和".join(held)] if held else []
    if lacking:
        parts.append(f"不含{lacking}")
    return "按以下条件检索：" + "，".join(parts)


def _obvious(clause: Clause) -> bool:
    first = clause.terms[0]
    plain = len(clause.terms) == 1 and first.kind.value == "words" and not first.field
    return plain and not clause.negated


def _said(clause: Clause) -> str:
    terms = [_term(term) for term in clause.terms]
    if len(terms) > 1:
        return "含" + "或".join(terms)
    term = clause.terms[0]
    return terms[0] if term.field or term.kind.value in ("number", "document") else "含" + terms[0]


def _term(term: Term) -> str:
    said = f"“{term.text}”" + ("开头的词" if term.kind.value == "prefix" else "")
    if term.field:
        return SAID[term.field] + said
    return {"number": "编号或文中为", "document": "文号为"}.get(term.kind.value, "") + said
