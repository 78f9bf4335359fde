"""Paragraphs of our own, of twenty domains, with every figure labelled by hand."""

from decimal import Decimal

import pytest

from app.analyse.figures import figures
from app.codec import plain
from app.model import Block, BlockKind
from app.text.clean import clean
from app.text.layout import Layout, lay_out
from tests.analyse import labelled
from tests.analyse.labelled import alike, beside, paragraphs, read
from tests.rows import each_row

PARAGRAPHS, GOLD = paragraphs(labelled.OWN), paragraphs(labelled.GOLD)
EXAMINED, TRADES = paragraphs(labelled.EXAMINED), paragraphs(labelled.TRADES)


def laid(text):
    return Layout(text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))


@each_row("paragraph", PARAGRAPHS, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_every_figure_of_a_paragraph_is_found_and_nothing_else(paragraph):
    """The figures found are the figures labelled: words, kind and unit."""
    found = [(f.start, f.end, f.surface, f.unit) for f in figures(laid(paragraph["text"]), None)]
    wanted = [(f["start"], f["end"], f["surface"], f["unit"]) for f in paragraph["figures"]]
    assert found == wanted


@each_row("paragraph", PARAGRAPHS, ids=lambda p: f"{p['id']}-{p['domain']}")
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


@each_row("paragraph", GOLD, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_every_figure_of_a_paragraph_with_wraps_is_found(paragraph):
    """Hard wraps inside numbers and units change nothing about what is found."""
    layout = lay_out(clean(paragraph["raw"]))
    optional = {f["surface"] for f in paragraph["figures"] if f["optional"]}
    wanted = [f["surface"] for f in paragraph["figures"] if not f["optional"]]
    found = [f.surface for f in figures(layout, None)]
    assert [surface for surface in found if surface not in optional] == wanted


@each_row("paragraph", GOLD, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_every_figure_carries_its_value_bounds_and_vagueness(paragraph):
    """Value, unit, low, high and approximation are those labelled."""
    labels = {(f["start"], f["end"]): f for f in paragraph["figures"] if not f["optional"]}
    found = {(f.start, f.end): f for f in figures(laid(paragraph["text"]), None)}
    for span, label in labels.items():
        figure = found[span]
        told = (plain(figure.value), figure.unit, plain(figure.low), plain(figure.high))
        wanted = (label["value"], label["unit"], label["low"], label["high"])
        assert told == wanted, figure.surface
        assert figure.approx == label["approx"], figure.surface


@each_row("paragraph", GOLD, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_the_full_span_covers_the_modifier(paragraph):
    """超过, 近, 以上 and their like belong to the span that a viewer highlights."""
    labels = {(f["start"], f["end"]): f for f in paragraph["figures"] if not f["optional"]}
    for figure in figures(laid(paragraph["text"]), None):
        label = labels.get((figure.start, figure.end))
        if label:
            assert [figure.full_start, figure.full_end] == label["full"], figure.surface


@each_row("paragraph", EXAMINED + TRADES, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_every_figure_of_another_hands_paragraph_is_read(paragraph):
    """Words, value or range, and unit of every figure, and nothing besides."""
    labels = {f["surface"]: f for f in paragraph["figures"]}
    found = read(paragraph)
    wanted = [f["surface"] for f in paragraph["figures"] if not f["optional"]]
    assert [f.surface for f in found if not labels.get(f.surface, {}).get("optional")] == wanted
    for figure in found:
        label = labels[figure.surface]
        told = (figure.kind.value, figure.unit)
        assert told == (label["kind"], label["unit"]), figure.surface
        if label["value"] is not None and figure.kind.value != "date":
            assert float(figure.value) == pytest.approx(label["value"], rel=5e-3), figure.surface


@each_row("paragraph", TRADES, ids=lambda p: f"{p['id']}-{p['domain']}")
def test_modifiers_are_what_the_words_around_say(paragraph):
    """Where a label says how a figure is printed with its modifier, that is the full span."""
    text, begin = lay_out(clean(paragraph["raw"])).text, 0
    found = read(paragraph)
    for label in paragraph["figures"]:
        at = next(
            (n for n, f in enumerate(found[begin:], begin) if f.surface == label["surface"]), None
        )
        if at is not None and "full" in label:
            begin, figure = at + 1, found[at]
            assert "".join(text[figure.full_start : figure.full_end].split()) == label["full"]


def labelled_pairs():
    """Each label of the printed paragraphs with the figure read for it."""
    return [pair for paragraph in EXAMINED + TRADES for pair in beside(paragraph)]


def test_seven_of_eight_metrics_are_called_as_a_reader_calls_them():
    """Labels are short names completed from their sentence; half of the pairs must be shared."""
    named = [
        (label["metric"], figure.metric) for label, figure in labelled_pairs() if label["metric"]
    ]
    assert len(named) > 1000
    assert sum(alike(*name) for name in named) >= len(named) * 7 / 8


def test_as_of_is_what_the_sentence_says_and_hardly_ever_more():
    """Where the sentence names a date it holds; where it names none, none is given."""
    pairs = labelled_pairs()
    dated = [f.as_of == label["as_of"] for label, f in pairs if label["as_of"]]
    undated = [f.as_of for label, f in pairs if not label["as_of"]]
    assert len(dated) > 150
    assert sum(dated) >= len(dated) * 0.97
    assert sum(bool(as_of) for as_of in undated) <= len(undated) * 0.01


def test_a_figure_is_reported_or_aimed_at():
    """Where a label says whether a figure is actual or a target, it hardly ever differs."""
    told = [
        figure.role.value == label["role"]
        for paragraph in TRADES
        for label, figure in beside(paragraph)
        if "role" in label
    ]
    assert len(told) > 300
    assert sum(told) >= len(told) * 0.98
