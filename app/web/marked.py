"""The one place where HTML is assembled from a letter's text: its lines, with everything marked.

Templates print pages; a long letter alone is some thousand pieces, and a template needs thirty
times as long for them. So the letter's lines are joined here, by a function small enough to be
reviewed: every piece of text is escaped, and ids, classes and labels are the program's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from markupsafe import Markup

from app.model import BlockKind
from app.text.segment import words
from app.web.letter import Line, Part, Piece


def letter_html(parts: Iterable[Part], hits: int = 0) -> Markup:
    """Return the letter as HTML: one element with id `pN` for each of its lines.

    With `hits`, each line that holds some leads on to the hit before and the hit behind it.
    """
    return Markup("\n".join(html for part in parts for html in _part(part, hits)))


def _part(part: Part, hits: int) -> Iterator[str]:
    if not part.table:
        yield from (_line(line, hits) for line in part.lines)
        return
    yield '<section class="scroll" tabindex="0" aria-label="文中表格">'
    yield '<table class="l-table"><tbody>'
    for line in part.lines:
        cells = "".join(f"<td>{_run(cell)}</td>" for cell in line.cells)
        yield f'<tr id="p{line.number}">{cells}</tr>'
    yield "</tbody></table></section>"


def _line(line: Line, hits: int) -> str:
    promised = "", ""
    if line.promised:
        promised = " l-pledge", f'<span class="pl-label">{escape(line.promised)}</span>'
    title = line.kind == BlockKind.TITLE
    items = "".join(
        f'<span class="it" id="{item.id}">{_run(item.pieces)}</span>'
        if item.id
        else _run(item.pieces, breaks=title)
        for item in line.items
    )
    n, tag = line.number, line.tag
    return (
        f'<{tag} id="p{n}" class="l l-{line.kind}{promised[0]}">{promised[1]}{items}'
        f'<a class="pn" href="#p{n}" aria-label="第{n}段链接">¶{n}</a>{_ways(line, hits)}</{tag}>'
    )


def _ways(line: Line, hits: int) -> str:
    """Return the links from a line's hits to the ones before and behind: 上一处, 下一处."""
    ids = (id for item in line.items for piece in item.pieces for id in piece.ids) if hits else ()
    here = [int(id[1:]) for id in ids if id[0] == "h"]
    if not here:
        return ""
    before, behind = here[0] - 1, here[-1] + 1
    ways = [(before, "上一处", "↑")] if before else []
    ways += [(behind, "下一处", "↓")] if behind <= hits else []
    return "".join(
        f'<a class="hn" href="#h{n}" aria-label="{name}命中（第{n}处）">{sign}</a>'
        for n, name, sign in ways
    )


def _run(pieces: Sequence[Piece], *, breaks: bool = False) -> str:
    return "".join(_piece(piece, breaks=breaks) for piece in pieces)


def _piece(piece: Piece, *, breaks: bool) -> str:
    text = "<wbr>".join(map(escape, words(piece.text))) if breaks else escape(piece.text)
    if not piece.classes:
        return text
    first, *others = piece.ids or ("",)
    anchors = "".join(f'<span id="{id}"></span>' for id in others)
    named = f' id="{first}"' if first else ""
    tag = "mark" if piece.mark else "span"
    return f'{anchors}<{tag} class="{piece.classes}"{named}>{text}</{tag}>'
