"""A letter's paper width says nothing: wrapped text loses no character, no figure and no field."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from app.analyse.figures import figures
from app.parse.letter import parse
from app.readers import Received, read
from app.text.clean import clean
from app.text.layout import lay_out
from tests.rows import each_row


def in_a_row(text: str) -> str:
    """Return a paragraph's clean text as one line."""
    return clean(text).replace("\n", "")


LABELLED = ("trades", "examined_paragraphs", "figure_paragraphs")
PARAGRAPHS = [
    pytest.param(in_a_row(row.get("raw") or row["text"]), id=f"{name}-{row['id']}")
    for name in LABELLED
    for row in map(json.loads, Path(f"tests/analyse/{name}.jsonl").read_text("utf-8").splitlines())
]
WIDTHS = (25, 28, 31, 34, 37, 40)
HEAD = "关于市政协第130号提案的答复\n鲜于昭委员：\n您提出的建议收悉。现答复如下：\n"


def wrapped(text: str, width: int) -> str:
    """Return the text with no line longer than the width."""
    return "\n".join(
        line[at : at + width] for line in text.split("\n") for at in range(0, len(line) or 1, width)
    )


def paged(text: str, blank: bool) -> str:
    """Return the text with a page mark behind every other line, in blank lines or not."""
    lines = text.split("\n")
    gap = "\n\n" if blank else "\n"
    return "".join(
        line + (f"{gap}— {at // 2} —{gap}" if at % 2 == 0 and at else "\n")
        for at, line in enumerate(lines)
    )


def forms(text: str, width: int) -> tuple[str, ...]:
    """Return the text as a page's width, its blank lines and its page marks may lay it out."""
    narrow = wrapped(text, width)
    return narrow, narrow.replace("\n", "\n\n"), paged(narrow, False), paged(narrow, True)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@each_row("text", PARAGRAPHS, one_in=8)
@pytest.mark.parametrize("head", ["", HEAD], ids=["headless", "headed"])
def test_a_wrapped_paragraph_loses_no_character(text: str, head: str) -> None:
    """Only page marks are left out, and what is left stands in its order."""
    whole = squeezed(clean(head + text))
    for width in WIDTHS:
        for form in forms(text, width):
            assert squeezed(clean(head + form)) == whole, (width, form)


def figures_in(text: str) -> list[tuple[str, object]]:
    """Return what is counted in a letter, and how it is printed."""
    layout = lay_out(clean(text))
    reply = parse(layout, Received(text, "text/plain", "text"), "").reply
    return [(squeezed(figure.surface), figure.value) for figure in figures(layout, reply)]


# in a scan that spreads the digits of a number nothing tells a line's last one from a whole number,
# and the rows of a table are not wrapped
TOGETHER = [each for each in PARAGRAPHS if not re.search(r"\d \d|\t", each.values[0])]


@each_row("text", TOGETHER, one_in=8)
def test_a_number_may_be_cut_anywhere(text: str) -> None:
    """「2019—20」「24年」, 「8.64万」「元」, 「19.3」「%」, also before a short last line."""
    counted = figures_in(HEAD + text)
    for width in WIDTHS:
        assert figures_in(HEAD + wrapped(text, width)) == counted, width


WHOLE = [
    path
    for room in ("seeds", "tests/parse/gold", "tests/parse/letters", "tests/parse/unseen")
    for path in sorted(Path(room).glob("*[0-9a-z].txt"))
]


def fields_of(received: Received) -> dict[str, object]:
    """Return what a letter says about itself, without white space and places in the text."""
    said = asdict(parse(lay_out(clean(received.text)), received, "").reply)
    del said["spans"], said["heading"]
    said |= {f"contact.{name}": value for name, value in said.pop("contact").items()}
    return {name: squeezed(str(value)) for name, value in said.items()}


@each_row("path", WHOLE, ids=str, one_in=8)
def test_a_letter_says_the_same_at_any_width(path: Path) -> None:
    """Titles, telephones, addresses, copies and legends may all be cut where the line ends."""
    received = read(path.read_bytes(), path.name)[0]
    whole = lay_out(clean(received.text)).text

    def at_hand(text: str) -> Received:
        return Received(text, received.media_type, received.reader, received.metadata)

    said = fields_of(at_hand(whole))
    for width in WIDTHS:
        assert fields_of(at_hand(wrapped(whole, width))) == said, width


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_a_cut_letter_has_its_paragraphs_back(width: int) -> None:
    """But where a paragraph fills its last line, and no indent tells: in fewer than one of ten."""
    otherwise = 0
    for path in WHOLE:
        whole = lay_out(clean(read(path.read_bytes(), path.name)[0].text)).text
        otherwise += lay_out(clean(wrapped(whole, width))).text != whole
    assert otherwise < len(WHOLE) / 10
