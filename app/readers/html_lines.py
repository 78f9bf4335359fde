"""An HTML tree → lines: what a browser would show, one line a paragraph, `<br>` or table row.

The walk keeps its own stack, because saved pages nest tables hundreds deep and hostile ones
hundreds of thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from app.readers.portals import named_furniture

UNSEEN_TAGS = (
    "script style noscript template iframe object select button textarea svg head title meta "
    "link rt rp input audio video canvas map "
)
BLOCK_TAGS = (
    "p div table tr li ul ol h1 h2 h3 h4 h5 h6 section article center form fieldset dl dt dd "
    "blockquote pre hr header footer main aside nav figure figcaption body caption thead tbody "
    "tfoot td th address details summary ucapcontent "
)
UNSEEN = frozenset(UNSEEN_TAGS.split())
BLOCKS = frozenset(BLOCK_TAGS.split())
NAVIGATION = frozenset({"nav", "header", "footer", "aside"})
SOURCE_WRAP = re.compile(r"(?<=[^\x00-\x7f])[ \t]*[\r\n][ \t\r\n]*(?=[^\x00-\x7f])")
BLANKS = re.compile(r"[ \t\r\n\f]+")
ENTITY_LEFT_OVER = re.compile(r"&(?:amp;)?nbsp;?", re.I)
CELL_LIMIT = 400
"""A row with more characters lays out a page, it is not a row of data."""
MOST_BREAKS = 3
"""A cell with more paragraphs is a text of its own, as in forms (提案内容 | 答复内容)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, how many of its characters are links, and where it stands."""

    text: str
    linked: int = 0
    inside: bool = False  # in the element that holds the letter
    furniture: bool = False  # in an element named for navigation
    row: bool = False  # cells parted by tabs


class _Writer:
    """Gathers text into lines while the tree is walked."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.labelled = False  # a term was read, what it stands for comes next
        self.linked = self.link = self.inside = self.furniture = self.row = self.pre = 0

    def text(self, text: str) -> None:
        if self.pre and not self.row:
            first, *rest = text.split("\n")
            self._add(first)
            for line in rest:
                self.end_line()
                self._add(line)
        else:
            self._add(SOURCE_WRAP.sub("", text))

    def _add(self, text: str) -> None:
        self.parts.append(text)
        if self.link:
            self.linked += len("".join(text.split()))

    def end_line(self) -> None:
        """Close the line, unless a table's row is open: there a break only parts words."""
        if self.row:
            self.parts.append("\n")
            return
        text = "".join(self.parts)
        if "\x1f" in text:
            self.end_row(text.rstrip("\x1f"))
        else:
            self._emit(_visible(text))

    def end_row(self, cells: str) -> None:
        self._emit(
            "\t".join(_visible(SOURCE_WRAP.sub("", cell)).strip() for cell in cells.split("\x1f")),
            row=True,
        )

    def _emit(self, text: str, *, row: bool = False) -> None:
        if text.strip():
            inside, furniture = bool(self.inside), bool(self.furniture)
            self.lines.append(Line(text.strip(), self.linked, inside, furniture, row))
        self.parts, self.linked = [], 0


def lines(root: LexborNode, letters: frozenset[int] = frozenset()) -> tuple[Line, ...]:
    """Return the lines under `root`; those below the elements `letters` are marked as inside."""
    writer = _Writer()
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if node.is_text_node:
            writer.text(node.text_content or "")
        elif leaving:
            _leave(writer, node, letters)
        elif node.is_element_node and node.tag not in UNSEEN:
            _enter(writer, node, letters)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(children(node))))
    writer.end_line()
    return tuple(writer.lines)


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the nodes right below a node."""
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _enter(writer: _Writer, node: LexborNode, letters: frozenset[int]) -> None:
    tag = node.tag or ""
    if tag == "br":
        writer.end_line()
    elif tag in BLOCKS:
        if tag != "dd" or not writer.labelled:
            writer.end_line()
        writer.labelled = False
        _count(writer, node, letters, 1)
        if tag == "tr" and not writer.row and _is_row(node):
            writer.row = 1
        elif tag in {"td", "th"} and writer.row:
            writer.parts.append("\x1f")
    elif tag == "a":
        writer.link += 1


def _leave(writer: _Writer, node: LexborNode, letters: frozenset[int]) -> None:
    tag = node.tag or ""
    if tag == "tr" and writer.row:
        writer.row = 0
        writer.end_row("".join(writer.parts).split("\x1f", 1)[-1])
        _count(writer, node, letters, -1)
    elif tag == "dt" and not writer.row:  # a label and what follows it are one line
        writer.parts.append("\x1f")
        writer.labelled = True
        _count(writer, node, letters, -1)
    elif tag in BLOCKS:
        writer.end_line()
        _count(writer, node, letters, -1)
    elif tag == "a":
        writer.link -= 1


def _count(writer: _Writer, node: LexborNode, letters: frozenset[int], step: int) -> None:
    """Open or close the element's part in where we stand: in the letter, navigation, `pre`."""
    if node.mem_id in letters:
        writer.inside += step
    if node.tag in NAVIGATION or (node.attributes and named_furniture(node.attributes)):
        writer.furniture += step
    if node.tag == "pre":
        writer.pre += step


def _is_row(node: LexborNode) -> bool:
    """Tell a row of data from a row that only lays out the page."""
    cells = [child for child in children(node) if child.tag in {"td", "th"}]
    if len(cells) < 2 or node.css_first("table, h1, h2, ul, ol"):
        return False
    texts = ["".join((cell.text() or "").split()) for cell in cells]
    if any(len(cell.css("p, br")) > MOST_BREAKS for cell in cells):
        return False
    return sum(map(bool, texts)) > 1 and sum(map(len, texts)) <= CELL_LIMIT


def _visible(text: str) -> str:
    """Return the text as a browser shows it: source line ends vanish, `&nbsp;` stays a space."""
    shown = BLANKS.sub(" ", text)
    return ENTITY_LEFT_OVER.sub(" ", shown).replace("\xa0", " ").replace("\u200b", "").rstrip()
