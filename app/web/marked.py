"""The one place where HTML is assembled from a letter's text: its lines, with everything marked.

Templates print pages; a long letter alone is some thousand pieces, and a template needs thirty
times as long for them. So the letter's lines are joined here, by a function small enough to be
reviewed: every piece of text is escaped, and ids, classes and labels are the program's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from markupsafe import Markup

from app.web.letter import Line, Part, Piece
from app.web.render import inert


def letter_html(parts: Iterable[Part]) -> Markup:
    """Return the letter as HTML: one element with id `pN` for each of its lines."""
    return Markup(inert("\n".join(html for part in parts for html in _part(part))))


def _part(part: Part) -> Iterator[str]:
    if not part.table:
        yield from map(_line, part.lines)
        return
    yield '<section class="scroll" tabindex="0" aria-label="文中表格">'
    yield '<table class="l-table"><tbody>'
    for line in part.lines:
        cells = "".join(f"<td>{_run(cell)}</td>" for cell in line.cells)
        yield f'<tr id="p{line.number}">{cells}</tr>'
    yield "</tbody></table></section>"


def _line(line: Line) -> str:
    promised = "", ""
    if line.promised:
        promised = " l-pledge", f'<span class="pl-label">{escape(line.promised)}</span>'
    items = "".join(
        f'<span class="it" id="{item.id}">{_run(item.pieces)}</span>'
        if item.id
        else _run(item.pieces)
        for item in line.items
    )
    n = line.number
    return (
        f'<{line.tag} id="p{n}" class="l l-{line.kind}{promised[0]}">{promised[1]}{items}'
        f'<a class="pn" href="#p{n}" aria-label="第{n}段链接">¶{n}</a></{line.tag}>'
    )


def _run(pieces: Sequence[Piece]) -> str:
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if not piece.classes:
        return text
    first, *others = piece.ids or ("",)
    anchors = "".join(f'<span id="{id}"></span>' for id in others)
    named = f' id="{first}"' if first else ""
    tag = "mark" if piece.mark else "span"
    return f'{anchors}<{tag} class="{piece.classes}"{named}>{text}</{tag}>'
