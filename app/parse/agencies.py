"""Who answers.

The issuer is who signs; where the signature is lost, who heads the letter, then who the title
names, then the contact line, then the office that printed it (minus 办公室), then the portal's
source if it is an agency. Each is given in the fullest form the letter prints. The printing office
and the portal itself are never issuers.
"""

from __future__ import annotations

import re

from app.model import BlockKind, Span
from app.parse.parts import Found, Letter, Line
from app.text.labels import Label, label
from app.text.lines import AGENCY_END, is_agency, is_date

Named = tuple[str, Span | None]

_SEAL = re.compile(r"[（(](?:盖章|公章|印章|印|章|代章)[）)]|文件$")
_ENDS_AS_AGENCY = re.compile(rf"{AGENCY_END}(?:[（(][^（()）]{{2,24}}[）)])?$")
_JOINED = re.compile(r"(?<=[局委会厅部府院])[、\s]+(?=[\u4e00-\u9fff]{4,})")
# 「永安市文旅局永安市财政局关于…」: side by side, the white between them lost
_GLUED = re.compile(
    r"(?P<first>(?P<place>[\u4e00-\u9fff]{1,9}?[省市县区州盟旗])[\u4e00-\u9fff]{2,20}?[局委会厅部府院])"
    r"(?=(?P=place)[\u4e00-\u9fff]{2,20}[局委会厅部府院])"
)
# 「上海市浦东新区科技和经济委员会关于…」: the agency in front of a title
_TITLE_AGENCY = re.compile(
    rf"^(?P<agency>[\u4e00-\u9fff（）()、]{{2,40}}?{AGENCY_END}(?:[（(][^（()）]{{2,20}}[）)])?)"
    r"(?=关于|關于|關於|对|對|就|答复|答復)"
)
_PRINTER = re.compile(r"^(?P<agency>.{3,40}?)(?:办公室|办|办公厅|综合科|秘书科)$")
_SITE = re.compile(r"网|站$|平台|门户|客户端|微信|公众号|日报|发布$")
# who put a page up, not who answers: also the office of the congress that keeps the letters
_VAGUE = re.compile(
    r"^(?:[县市区]?政府办|本站|办公室|管理员|[\u4e00-\u9fff]{0,6}(?:人大|政协)(?:常委会)?办(?:公室)?)$"
)
# 「对…第3号建议的答复（水利局）」
_BEHIND_TITLE = re.compile(rf"[（(](?P<agency>[\u4e00-\u9fff]{{2,20}}?{AGENCY_END})[）)]$")


def agencies(letter: Letter) -> Found[tuple[str, ...]]:
    """Return the issuers in signature order, each in the fullest form printed."""
    named = (
        _signed(letter)
        or _heads(letter)
        or _in_title(letter)
        or _by_contact(letter)
        or _printer(letter)
        or _source(letter)
    )
    full = [_fullest(one, letter) for one in named]
    unique = list(dict.fromkeys(full))
    return Found(
        tuple(name for name, _ in unique), tuple(span for _, span in unique if span is not None)
    )


def _signed(letter: Letter) -> list[Named]:
    """Return the lines of the signature that name a body."""
    signature = [line for line in letter.foot if line.kind is BlockKind.SIGNATURE]
    named: list[Named] = []
    for at, line in enumerate(signature):
        if is_date(line.text) or line.text[0].isdigit():
            continue
        dated = any(is_date(after.text) for after in signature[at + 1 :])
        if is_agency(line.text) or (dated and _could_be_cut(line.text, letter)):
            named += _several(line)
    return named


def _could_be_cut(words: str, letter: Letter) -> bool:
    """Return whether a signature that the page cut short begins an agency named elsewhere."""
    if len(words) < 4:
        return False
    bare = _SEAL.sub("", words)
    return bool(_ENDS_AS_AGENCY.search(bare)) or any(
        name.startswith(bare) or bare in name for name, _ in _elsewhere(letter)
    )


def _several(line: Line, words: str | None = None) -> list[Named]:
    """Return the bodies that a line, or some words of it, name side by side."""
    words = _SEAL.sub("", line.text).strip() if words is None else words
    named: list[Named] = []
    at = 0
    for piece in _JOINED.split(_GLUED.sub(r"\g<first>、", words)):
        start = line.text.index(piece, at)
        named.append((piece, line.span(start, start + len(piece))))
        at = start + len(piece)
    return named


def _heads(letter: Letter) -> list[Named]:
    """Return the agencies of the letterhead."""
    return [
        one
        for line in letter.head
        if line.kind is BlockKind.LETTERHEAD and label(line.text) is None and is_agency(line.text)
        for one in _several(line)
    ]


def _in_title(letter: Letter) -> list[Named]:
    for line in reversed(letter.titles):
        if found := _TITLE_AGENCY.match(line.text) or _BEHIND_TITLE.search(line.text):
            return _several(line, found["agency"])
    cell = letter.portal.get("标题", "")
    return [(found["agency"], None)] if (found := _TITLE_AGENCY.match(cell)) else []


def _by_contact(letter: Letter) -> list[Named]:
    for line in letter.foot:
        if label(line.text) is Label.UNIT:
            value = re.split(r"[:：]", line.text, maxsplit=1)[1].strip()
            if _ENDS_AS_AGENCY.search(value):
                start = line.text.index(value)
                return [(value, line.span(start, start + len(value)))]
    return []


def _printer(letter: Letter) -> list[Named]:
    for line in letter.foot:
        found = _PRINTER.match(line.text) if line.kind is BlockKind.IMPRINT else None
        if found and _ENDS_AS_AGENCY.search(found["agency"]):
            return [(found["agency"], line.span(*found.span("agency")))]
    return []


def _source(letter: Letter) -> list[Named]:
    for name in (
        "发布机构",
        "发布机关",
        "发文机关",
        "发文单位",
        "公开责任部门",
        "承办单位",
        "主办单位",
        "信息来源",
        "来源",
        "发布单位",
    ):
        value = re.split(r"[\s\d]", letter.portal.get(name, "").strip(), maxsplit=1)[0]
        if _ENDS_AS_AGENCY.search(value) and not _SITE.search(value) and not _VAGUE.match(value):
            return [(value, None)]
    return []


def _elsewhere(letter: Letter) -> list[Named]:
    return [*_heads(letter), *_in_title(letter), *_by_contact(letter), *_printer(letter)]


def _fullest(named: Named, letter: Letter) -> Named:
    """Return the longest printed form of the same body: 新区金融局 → 浦东新区金融工作局."""
    best = named
    for other in _elsewhere(letter):
        if len(other[0]) > len(best[0]) and _same_body(named[0], other[0]):
            best = other
    return best


def _same_body(short: str, long: str) -> bool:
    if long.endswith(short) or (len(short) >= 6 and long.startswith(short)):
        return not long.endswith("办公室") or short.endswith("办公室")
    if len(short) < 4 or (short[-1] != long[-1] and not long.endswith("委员会")):
        return False
    characters = iter(long)
    return all(character in characters for character in short)
