"""Paragraphs of our own, of twenty domains, with every figure labelled by hand."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from app.analyse.figures import figures
from app.model import Block, BlockKind
from app.text.layout import Layout

PARAGRAPHS = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("figure_paragraphs.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def laid(text):
    return Layout(text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_every_figure_of_a_paragraph_is_found_and_nothing_else(paragraph):
    """The figures found are the figures labelled: words, kind and unit."""
    found = [(f.start, f.end, f.surface, f.unit) for f in figures(laid(paragraph["text"]), None)]
    wanted = [(f["start"], f["end"], f["surface"], f["unit"]) for f in paragraph["figures"]]
    assert found == wanted


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_every_value_of_a_paragraph_is_exact(paragraph):
    """The value is the one labelled, or the range where only a range is printed."""
    for figure, label in zip(
        figures(laid(paragraph["text"]), None), paragraph["figures"], strict=True
    ):
        if label["value"] is None:
            labelled = (Decimal(str(label["low"])), Decimal(str(label["high"])))
            assert (figure.low, figure.high) == labelled
        elif isinstance(label["value"], str):
            assert figure.value == label["value"]
        else:
            assert figure.value == Decimal(str(label["value"]))
