"""Web pages of government portals, from content systems of today and tables of 2005.

The letter is looked for twice. Where a known content system made the page, its element holds the
letter. Elsewhere the lines are weighed, plain text for and navigation against, and the heaviest
stretch of lines is the letter: that needs no knowledge of the page's boxes, so it also reads pages
that are one table, or one cell full of `<br>`. A readability library would be shorter but
collapses `<br>` pages into a single line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from app.errors import Unreadable
from app.model import Problem
from app.readers.base import Reader, Received
from app.readers.charset import decoded
from app.readers.html_lines import Line, lines
from app.readers.letters import DATED, has_title
from app.readers.plain import is_text
from app.readers.portals import is_furniture, metadata, portals

TAG = re.compile(
    r"^\s*(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)*<(?:!doctype\s+html|html|head|body|meta|title|base|"
    r"div|table|p|center|font|span|style|script|link|h[1-6]|article|section|ul|br)\b",
    re.I | re.S,
)
CLOSING_TAGS = re.compile(r"</(?:p|div|td|html|body)>|<br\s*/?>", re.I)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,80}encoding=[\"']([\w-]+)", re.I)
ATTACHED = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|xlsx?|zip|rar)$", re.I)
HAN = re.compile(r"[\u3400-\u9fff]")
ENOUGH = 60
"""Chinese characters from which a stretch may be a letter; the shortest letters seen have 150."""
EDGE = 8


def read_html(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letters on a saved web page."""
    page = LexborHTMLParser(_source(data, name))
    if page.body is None:
        raise Unreadable(f"{name}: 网页里没有正文；请在浏览器里打开原网页，另存后再载入。")
    held, found = _letter_lines(page)
    facts = _facts(found, held)
    title = _page_title(page) or _title_above(found, held)
    kept = _kept(held)
    text = "\n".join(line.text for line in kept)
    if len(HAN.findall(text)) < ENOUGH:
        raise Unreadable(f"{name}: {_why_no_text(page, text)}")
    facts.setdefault("标题", title)
    if title and not has_title(text) and _squeezed(title) not in _squeezed(text[:1000]):
        text = f"{title}\n{text}"
    problems = _problems(page, text)
    left_out = _left_out(found, kept, title)
    cells = {label: value for label, value in facts.items() if value}
    return (Received(text, "text/html", "html", cells, problems, left_out),)


def _source(data: bytes, name: str) -> str:
    declared = META_CHARSET.search(data[:8192]) or XML_CHARSET.search(data[:200])
    text = decoded(data, declared[1].decode("ascii") if declared else None)
    if text is None:
        raise Unreadable(f"{name}: 认不出网页的字符编码；请在浏览器里另存为 UTF-8 再载入。")
    return text


def _letter_lines(page: LexborHTMLParser) -> tuple[list[Line], tuple[Line, ...]]:
    """Return the lines that make up the letter, and all lines of the page."""
    assert page.body is not None
    plain = lines(page.body)
    heaviest = _heaviest(plain)
    for selector in portals().content:
        nodes = [node for node in page.css(selector) if node.tag not in {"a", "input"}]
        marked = lines(page.body, frozenset(node.mem_id for node in nodes)) if nodes else ()
        inside = [line for line in marked if line.inside]
        if _weighs(inside) >= max(ENOUGH, _weighs(heaviest) // 2):
            return inside, marked
    return heaviest, plain


def _weighs(found: list[Line]) -> int:
    return sum(len(HAN.findall(line.text)) - line.linked for line in found if not line.furniture)


def _heaviest(found: tuple[Line, ...]) -> list[Line]:
    """Return the stretch of lines with the greatest sum of weights."""
    best = (0, 0, 0)
    total = start = 0
    for index, line in enumerate(found):
        if total <= 0:
            total, start = 0, index
        total += _weight(line)
        if total > best[0]:
            best = (total, start, index + 1)
    return list(found[best[1] : best[2]])


def _weight(line: Line) -> int:
    length = len("".join(line.text.split()))
    cells = metadata(line.text)
    if is_furniture(line.text) or (cells and not _may_be_own(line, cells)):
        return -20 - min(length, 40)
    if cells:
        return 1
    if line.furniture:
        return -length
    if line.linked * 2 > length and not ATTACHED.search(line.text):
        return -10 - length
    return min(length, 200)


def _may_be_own(line: Line, cells: Mapping[str, str]) -> bool:
    """Tell a line that a letter's head or foot may print: 「公开方式：主动公开」「案由：…」."""
    return not line.row and portals().own.issuperset(cells)


def _facts(found: tuple[Line, ...], held: list[Line]) -> dict[str, str]:
    """Return what the portal says of the page, outside the letter and at its edges."""
    facts: dict[str, str] = {}
    edge = {id(line) for line in (*held[:EDGE], *held[-EDGE:])}
    within = {id(line) for line in held} - edge
    waiting: str | None = None
    for line in found:
        if id(line) in within:
            waiting = None
            continue
        pairs = metadata(line.text, loose=id(line) not in edge)
        if waiting and not pairs and not is_furniture(line.text):
            facts[waiting] = line.text
        for label, value in pairs.items():
            facts.setdefault(label, value)
        last = next(reversed(pairs), None)
        waiting = last if last and not facts[last] and len(pairs) == 1 else None
    return facts


def _kept(held: list[Line]) -> list[Line]:
    """Return the letter's lines without the site's."""
    kept = [line for line in held if not is_furniture(line.text)]
    named = [line for line in kept if line.furniture]
    if _weighs(kept) > 0 and len(named) < len(kept):
        kept = [line for line in kept if not line.furniture]
    last = len(kept) - EDGE
    return [
        line
        for index, line in enumerate(kept)
        if not ((index < EDGE or index >= last) and _is_label_line(line))
    ]


def _left_out(found: tuple[Line, ...], kept: list[Line], title: str) -> tuple[str, ...]:
    """Return the page's lines that are not the letter's, but for copies of its title."""
    own = {id(line) for line in kept}
    titles = {_squeezed(title), *(_squeezed(line.text) for line in kept[:EDGE])}
    others = (line.text for line in found if id(line) not in own)
    return tuple(text for text in others if _squeezed(text) not in titles)


def _is_label_line(line: Line) -> bool:
    """Tell a portal's line of labels from a letter's own 「主办单位：…」 or 「日期：…」 line."""
    pairs = metadata(line.text, loose=line.row)
    return (len(pairs) > 1 and not portals().results.issuperset(pairs)) or any(
        label in {"索引号", "信息索引号", "发布时间", "发布日期", "信息来源", "文章来源", "来源"}
        for label in pairs
    )


def _page_title(page: LexborHTMLParser) -> str:
    """Return the title that the page shows above the letter, or gives its window."""
    shown = (node.text(strip=True) for css in portals().titles for node in page.css(css))
    metas = (
        (node.attributes.get("content") or "").strip()
        for name in portals().title_metas
        for node in page.css(f'meta[name="{name}"], meta[property="{name}"]')
    )
    window = page.css_first("title")
    named = portals().site_name.sub("", window.text(strip=True)) if window else ""
    for title in (*shown, *metas, named):
        squeezed = " ".join(title.split())
        if 8 <= len(squeezed) <= 120 and has_title(squeezed):
            return squeezed
    return ""


def _title_above(found: tuple[Line, ...], held: list[Line]) -> str:
    """Return the letter's title where a line of the portal parts it from the letter."""
    first = next((at for at, line in enumerate(found) if held and line is held[0]), 0)
    for line in reversed(found[max(0, first - EDGE) : first]):
        if not (line.linked or line.furniture) and len(line.text) <= 120 and has_title(line.text):
            return line.text.strip()
    return ""


def _problems(page: LexborHTMLParser, text: str) -> tuple[Problem, ...]:
    if len(HAN.findall(text)) >= 2 * ENOUGH or DATED.search(text) or not page.css("img"):
        return ()
    return (Problem("images-unread", "网页正文很短，另有图片；文字可能在图片里，没有读出。"),)


def _why_no_text(page: LexborHTMLParser, text: str) -> str:
    links: list[LexborNode] = page.css("a")
    named = [node.text(strip=True) for node in links]
    attached = [title for title in named if ATTACHED.search(title)]
    if attached:
        return f"网页里没有答复正文，正文在附件里（{attached[0]}）；请下载附件再载入。"
    if len(named) > 10:
        return "网页里没有答复正文，多半是列表页；请打开每一篇答复分别保存。"
    return "网页里没有答复正文；请在浏览器里打开原网页，等文字显示后另存再载入。"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_html(data: bytes, name: str) -> bool:
    start = data[:8192]
    if b"<" not in start or not is_text(data, name):  # in every character set a tag has this byte
        return False
    head = decoded(start) or ""
    return bool(TAG.match(head)) or len(CLOSING_TAGS.findall(head)) >= 3


HTML = Reader("html", "text/html", _is_html, read_html)
