"""The proposal's own title: quoted in the opening, in the heading, or named without quotes."""

from __future__ import annotations

import re

from app.model import Span
from app.parse.parts import Found, Letter, Line

# what may stand before a quoted title: 「提出的《」「关于“」「第091号“」「提案《」
_BEFORE = re.compile(
    r"(?:关于|關于|關於|提[出交]的?|所提|贵[\u4e00-\u9fff]{1,6}|[的号期是为题息会委团社部组您你们]|委员|代表|提案|建议|建議|议案|反映|[，,：:；;。、）)》”\"]|^)\s?$"
)
# 「《苏州民盟信息》第156期」: a periodical
_PERIODICAL = re.compile(r"\s?第?\s?\d{1,4}\s?期")
_REGULATION = re.compile(
    r"(?:条例|办法|规定|意见|规划|通知|方案|纲要|决定|细则|法|标准|目录|公报|报告)(?:（[^（）]{1,16}）)?$"
)
_PAIRS = {"《": "》", "“": "”", "「": "」", "『": "』", '"': '"', "‘": "’"}
_INNER = re.compile(
    r"(?:关于)?(?P<open>[“《\"‘「])(?P<title>.{3,100})[”》\"’」](?:的)?(?:提案|建议|议案|问题|代表建议|意见)?$"
)
_MAX = 120


def _close(text: str, start: int) -> int:
    """Return the index of the mark that closes the one at `start`, counting nested ones, or -1."""
    opening, closing = text[start], _PAIRS[text[start]]
    if opening == closing:
        return text.find(closing, start + 1, start + _MAX)
    depth = 0
    for at in range(start, min(len(text), start + _MAX)):
        if text[at] == opening:
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return at
    return -1


def _quoted(line: Line) -> list[Span]:
    """Return the quoted titles of a line in order, each as the span between its marks."""
    spans: list[Span] = []
    at = 0
    while at < len(line.text):
        if line.text[at] not in _PAIRS:
            at += 1
            continue
        end = _close(line.text, at)
        if end < 0:
            at += 1
            continue
        if _is_title(line.text, at, end) or (spans and line.text[at - 1] in "和及与、"):
            inner = _innermost(line.text, at + 1, end)
            spans.append(line.span(*inner))
        elif spans and line.text[at] == "《":
            break
        at = end + 1
    return spans


def _is_title(text: str, start: int, end: int) -> bool:
    inside = text[start + 1 : end]
    if len(inside) < 4 or not _BEFORE.search(text[max(0, start - 7) : start]):
        return False
    if _PERIODICAL.match(text, end + 1):
        return False
    return (
        not _REGULATION.search(inside)
        or "建议" in inside
        or "提案" in inside
        or inside[:2] == "关于"
    )


def _innermost(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the title inside a title: 「“关于“…”的建议”」 → what the inner marks hold."""
    while found := _INNER.fullmatch(text[start:end]):
        at = start + found.start("open")
        close = _close(text, at)
        if not at < close <= end:
            break
        start, end = at + 1, close
    return start, end


# 「您提出的关于完善丘陵山区小型农机补贴政策的建议收悉」
# 「关于给乡镇小学配备校医的提案办理情况答复如下」
_UNQUOTED = re.compile(
    r"(?P<title>(?:关于|關于|關於)(?!对|印发|[您你]们?所?提[出交]?的(?:建议|提案|议案)).{3,90}?(?:建议意见|建议案|提案|建议|建議|议案|議案))"
    r"(?=的?(?:提案|建议|收悉|已|我们|我[局委办厅]|，|,|（|\(|办理|由|。|现|交|转|收到|答复|复函|答復|[：:]|函|，|；|$|案件|[》”]))"
)
_MADE = re.compile(
    r"提出的?(?P<title>(?!意见|建议|提案|议案)[^，。；《》“”\d第]{4,60}?的?(?:建议|提案|议案))"
    r"(?=收悉|已收悉|（|\(|，|,|已)"
)
# 「对区政协第5号提案（关于增设托位的建议）的答复」「…的答复（关于增设托位的建议）」
_TITLE_IN_BRACKETS = re.compile(
    r"[（(](?P<title>关于.{4,80}(?:提案|建议|议案|问题)?)[）)]"
    r"(?:(?:办理情况)?的?(?:答复|复函|回复|会办意见|协办意见)的?函?)?$"
)
_ABOUT = re.compile(
    r"(?:关于|對|对)(?!对)(?P<title>(?:关于)?(?!政协|市|省|县|区|第|全国).{4,80}?(?:的)?(?:提案|建议|议案|意见))"
    r"(?:[（(][^（()）]{1,30}[）)])?(?:办理情况)?(?:的)?(?:答复|复函|会办意见|回复|答復)"
)
_SESSION = re.compile(r"[届屆].{0,20}次|第[^，。]{1,14}[号號]")


def title(letter: Letter) -> Found[str | None]:
    """Return the proposal's title without its marks; two merged ones joined by ；."""
    opening = letter.opening
    about = _UNQUOTED.search(opening.text)
    quoted = _quoted(opening)
    if quoted and not (about and _about_comes_first(opening, about, quoted[0])):
        merged = _merged(letter, opening, quoted)
        return Found("；".join(letter.text[s.start : s.end] for s in merged), tuple(merged))
    if about:
        return Found(about["title"], (opening.span(*about.span("title")),))
    if (found := _from_heading(letter)) or (found := _plain(opening)):
        return found
    if found := _in_form(letter):
        return found
    for name in ("题目", "题名", "案由", "标题"):
        cell = letter.portal.get(name, "")
        if (
            cell
            and (about := _UNQUOTED.search(cell + "。"))
            and not _SESSION.search(about["title"])
        ):
            return Found(about["title"])
    return Found(None)


# 「案由：关于扶持养殖户建设青贮池的建议」「建议标题：关于…」
_FORM = re.compile(r"(?:案由|(?:提案|建议|议案)?(?:题目|标题))[:：](?P<title>.{4,100})$")


def _in_form(letter: Letter) -> Found[str | None] | None:
    """Return the title that a form's own head prints."""
    for line in letter.head:
        if found := _FORM.match(line.text):
            span = line.span(*found.span("title"))
            return Found(found["title"], (span,))
    return None


# 「关于您提出的《生活垃圾影响市容市貌》的提案」: who asked, and no part of the title
_ASKED = re.compile(r"(?:关于|對|对)[您你]们?(?:提[出交]|所提)的?[《“「『\"]")


def _runs_through(opening: Line, about: re.Match[str], quoted: Span) -> bool:
    """Return whether a quotation is only a part of a title without marks: 关于推进“…”的建议."""
    start, end = quoted.start - opening.start, quoted.end - opening.start
    if _ASKED.fullmatch(opening.text, about.start("title"), start):
        return False
    return about.start("title") + 3 < start and end < about.end("title")


def _about_comes_first(opening: Line, about: re.Match[str], quoted: Span) -> bool:
    """Return whether a title without marks holds the quotation, or was received before it."""
    between = opening.text[about.end("title") : max(0, quoted.start - opening.start)]
    return "收悉" in between or _runs_through(opening, about, quoted)


def _merged(letter: Letter, opening: Line, quoted: list[Span]) -> list[Span]:
    """Return the titles that stand side by side: 「《…》《…》」「《…》和《…》」."""
    merged = quoted[:1]
    for span in quoted[1:]:
        between = letter.text[merged[-1].end + 1 : span.start - 1]
        if not re.fullmatch(
            r"(?:[（(][^（()）]{1,30}[）)])?[、，,和及与以]{0,2}(?:及)?"
            r"(?:[\u4e00-\u9fff]{2,4}(?:委员|代表)|[\u4e00-\u9fff、]{1,24}提出的|的(?:提案|建议)[、和及])?",
            between,
        ):
            break
        merged.append(span)
    return merged


def _plain(opening: Line) -> Found[str | None] | None:
    found = _MADE.search(opening.text)
    return Found(found["title"], (opening.span(*found.span("title")),)) if found else None


def _from_heading(letter: Letter) -> Found[str | None] | None:
    line = letter.title
    if line is None:
        return None
    if quoted := _quoted(line):
        return Found("；".join(letter.text[s.start : s.end] for s in quoted), tuple(quoted))
    for pattern in (_TITLE_IN_BRACKETS, _ABOUT):
        for found in pattern.finditer(line.text):
            if not _SESSION.search(found["title"]):
                start = found.start("title")
                if pattern is _ABOUT and line.text[start - 2 : start] == "关于":
                    start -= 2
                return Found(
                    line.text[start : found.end("title")], (line.span(start, found.end("title")),)
                )
    return None
