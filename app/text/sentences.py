"""Sentences of a text: spans that, joined, give the text.

A sentence ends behind 。！？ and the closing marks that belong to it, or at a line's end (the line
break belongs to the sentence before it). A semicolon does not end one: 「一是…；二是…。」 is one
promise in several parts, and readers of clauses can cut finer themselves.
"""

from __future__ import annotations

import re

from app.model import Span

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’』」》）)】\"]*\n*|\n+|$)")


def sentences(text: str) -> tuple[Span, ...]:
    """Return the spans of the text's sentences, in order, without gaps."""
    return tuple(Span(found.start(), found.end()) for found in _SENTENCE.finditer(text) if found[0])
