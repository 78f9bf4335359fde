"""Steps that close stray white space and give each field of a letterhead or foot its own line.

PDFs put spaces around digits, justify two-character names (王　明), print two fields on a line with
a wide gap, and break a label or a date where the line ends. All steps here change white space only.
"""

from __future__ import annotations

import re

from app.text.labels import LABELS, Label, label
from app.text.lines import (
    GRADE_LINE,
    is_agency,
    is_date,
    is_document_number,
    is_imprint,
)

_HAN = "\u3400-\u9fff〇○"
_WHITE = re.compile(r"\s+")

_COLON = re.compile("[:：]")
_LONGEST_LABEL = max(map(len, LABELS))
_LABEL_REACH = 40
_BESIDE_LABEL = re.compile(r"(?P<mark>[；;，,（(])[^；;，,（(]*\Z")


def whole_labels(text: str) -> str:
    """Return the text with the letters of each known label together.

    Each colon looks back: 「邮政编\\n\\n码：200135」, 「抄 送：」, 「联 系 人：」.
    """
    pieces: list[str] = []
    at = 0
    for colon in _COLON.finditer(text):
        end = colon.start()
        start = _spread_label(text, max(at, end - _LABEL_REACH), end)
        if start is not None:
            pieces += [text[at:start], _WHITE.sub("", text[start:end])]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _spread_label(text: str, start: int, end: int) -> int | None:
    """Return where a label with white space inside begins that ends at `end`, if there is one."""
    beside = _BESIDE_LABEL.search(text, start, end)  # 「…；联系人：邢未央；电\n话：0417-5550452」
    start = beside.end("mark") if beside else start
    window = text[start:end]
    words = window.split()
    if len(words) < 2 and window[-1:].strip():
        return None
    together, longest = "", None
    position = len(window)
    for word in reversed(words):
        together = word + together
        position = window.rindex(word, 0, position)
        if len(together) > _LONGEST_LABEL + 2:
            break
        bare = together.lstrip("（(【[")
        if bare in LABELS and position + len(together) - len(bare) + len(bare) < len(window):
            longest = start + position + len(together) - len(bare)
    return longest


# 「2025年 5月 14日」「202\n\n5-05-20印发」「二〇二五年 五月\n十日」
_BREAK = r"(?:[ \t\u3000]{0,4}\n\s{0,6})?"
_D = rf"\d{_BREAK}"
# each pattern begins with a plain set of characters: the engine skips everything else
_FULL_DATE = re.compile(r"[12][09]\d\d\s{0,6}年\s{0,6}\d{1,2}\s{0,6}月(?:\s{0,6}\d{1,2}\s{0,6}日)?")
_CHINESE_DATE = re.compile(
    r"[二一][〇○零九][〇○零一二三四五六七八九]{2}\s{0,6}年\s{0,6}[一二三四五六七八九十]{1,2}\s{0,6}月"
    r"\s{0,6}[一二三四五六七八九十]{1,3}\s{0,6}日"
)
_BROKEN_DIGITS = re.compile(r"\d[ \t\u3000]{0,4}\n\s{0,6}[-\d年月日]")
_BROKEN_DATE = re.compile(
    rf"2{_BREAK}0{_BREAK}{_D}{_D}"
    rf"(?:年{_BREAK}\d{_BREAK}\d?{_BREAK}月{_BREAK}\d{_BREAK}\d?{_BREAK}日"
    rf"|-{_BREAK}{_D}{_D}-{_BREAK}{_D}\d)"
)


def _close(found: re.Match[str]) -> str:
    return _WHITE.sub("", found[0])


def whole_dates(text: str) -> str:
    """Return the text with the parts of each date together, also where a line broke it."""
    text = _FULL_DATE.sub(_close, text)
    if "〇" in text or "○" in text or "零" in text:
        text = _CHINESE_DATE.sub(_close, text)
    broken = any("\n" in found[0] for found in _BROKEN_DATE.finditer(text))
    return _BROKEN_DATE.sub(_close, text) if broken and _BROKEN_DIGITS.search(text) else text


# 「2 0 2 3年底」「1 3 . 8 亿元」: a scan that spread every digit shows it by a year
_SPREAD_YEAR = re.compile(r"(?<!\d)(?:2 0|1 9) \d \d(?!\d)")
_SPREAD_NUMBER = re.compile(r"(?<![\d.])\d(?: ?\. ?\d| \d){1,24}(?![\d.])")


def whole_numbers(text: str) -> str:
    """Return the text with the digits of each number together, where its years are spread too."""
    spread = ("2 0" in text or "1 9" in text) and _SPREAD_YEAR.search(text)
    return _SPREAD_NUMBER.sub(_close, text) if spread else text


_GAP = re.compile(r"[ \u3000]+")
# a letter's own disclosure word, printed behind its number: 「平农复函[2024]12号B类 同意公开」
_DISCLOSED = re.compile(r"[（(]?(?:此件)?(?:主动|同意|依申请|不予|不|予以)?公开(?:发布)?[）)]?$")
# 「陈运文委员：您提出的…」: salutation and text on one line
_RUN_ON = re.compile(
    r"^([ \u3000]{0,8}[^，。；;《》“”:：\s][^，。；;《》“”:：\n]{1,59}(?:委员|代表|委員|代表团)"
    r"(?:[:：]|(?:您|你|您们|你们)好[！!。]))"
    r"[ \u3000]{0,4}(?=(?:您|你|贵|在|《|关于|现|收悉|非常|首先|感谢))",
    re.M,
)
_MAY_RUN_ON = re.compile(r"[员表員團好][:：！!。][ \u3000]{0,4}[您你贵在《关现收非首感]")
# 「…第075号提案的答复周文委员：您好」: title and salutation too
_TITLE_RUN_ON = re.compile(
    r"(第[^，。\n]{1,14}[号號](?:提案|建议|建議)的?(?:答复|答復|复函|回复)(?:的函)?)"
    r"(?=[\u4e00-\u9fff、 ]{2,30}(?:委员|代表|委員)[:：])"
)
_MAX_FIELD_LINE = 160
_HEAD = 2500  # characters in which a salutation stands


# what a field has in it or ends in; cheap to ask, of a whole line too, before the particular forms
_FIELD_LIKE = re.compile(
    r"[:：公印日号份类）)A-D\d局委会厅部府院办队室心](?:(?<=[:：公印])|(?=[ \u3000]|$))"
)


def _own_line(piece: str, before: str) -> bool:
    """Return whether a piece of a line, standing behind a gap, is a field of its own."""
    if not _FIELD_LIKE.search(piece):
        return False
    if before.endswith(("：", ":", "（", "(")) or (piece[:2] == "印发" and is_date(before)):
        return False
    if label(piece) or GRADE_LINE.match(piece) or _DISCLOSED.match(piece) or is_imprint(piece):
        return True
    if is_date(piece):
        return "，" not in before and "：" not in before
    if is_document_number(piece):
        graded = label(before) is Label.OUTCOME or GRADE_LINE.match(before)
        return bool(graded or is_agency(before))
    return bool(is_agency(piece) and is_agency(before)) and len(piece) > 3


def _parted(line: str) -> str:
    if not _FIELD_LIKE.search(line):
        return line
    pieces = [piece for piece in _GAP.split(line) if piece]
    if len(pieces) < 2 or (
        line.lstrip()[0] in "（("
        and label(pieces[0])
        and (pieces[-1][-1] in "）)" or not ("）" in line or ")" in line))
    ):
        return line
    parts = [line[: len(line) - len(line.lstrip(" \u3000"))] + pieces[0]]
    at = line.index(pieces[0]) + len(pieces[0])
    for piece in pieces[1:]:
        start = line.index(piece, at)
        if _own_line(piece, parts[-1].strip()):
            parts.append(piece)
        else:
            parts[-1] += line[at:start] + piece
        at = start + len(piece)
    return "\n".join(parts)


# a page that lost its line ends: 「…委员: 你们提出的…现答复如下: 首先,…! 2025年9月8日 (联系人…」
_LONG = 200
_LETTER_IN_A_LINE = re.compile(r"(?:委员|代表|委員)[:：] [^:：]{8,300}?如下[:：] ")
_LOST_END = re.compile(r"(?<=[。！!：:]) (?=\S)|(?<=\d日) (?=[（(])")


def lines_that_were_lost(text: str) -> str:
    """Return the text with a letter's lines parted where a page ran all of them together."""
    if "如下: " not in text and "如下： " not in text:
        return text
    return "\n".join(
        _LOST_END.sub("\n", line) if len(line) > _LONG and _LETTER_IN_A_LINE.search(line) else line
        for line in text.split("\n")
    )


def fields_on_own_lines(text: str) -> str:
    """Return the text with each field of head and foot, and the salutation, on its own line."""
    head = text[:_HEAD]
    if _MAY_RUN_ON.search(head):
        text = _RUN_ON.sub(r"\1\n", _TITLE_RUN_ON.sub(r"\1\n", head)) + text[_HEAD:]
    return "\n".join(
        _parted(line)
        if (" " in line or "\u3000" in line) and len(line) <= _MAX_FIELD_LINE and "。" not in line
        else line
        for line in text.split("\n")
    )


# 「武陵区 12个 3400户 1.2亿元」: a row of a table whose cells are parted by spaces
_ROW = re.compile(r"[^，。；：！？,;:\t\n（()）]{5,120}")
_FEWEST_ROWS, _FEWEST_CELLS = 3, 3


def cells_of_tables(text: str) -> str:
    """Return the text with tabs between the cells of tables that spaces lay out.

    A table is at least three lines of as many cells, with numbers below each other.
    """
    if " " not in text:
        return text
    lines = text.split("\n")
    rows = [
        _GAP.split(line.strip(" \u3000")) if " " in line and _ROW.fullmatch(line) else []
        for line in lines
    ]
    if sum(len(row) >= _FEWEST_CELLS for row in rows if row) < _FEWEST_ROWS:
        return text
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and len(rows[end]) == len(rows[at]):
            end += 1
        if _is_table(rows[at:end]):
            lines[at:end] = ["\t".join(row) for row in rows[at:end]]
        at = end
    return "\n".join(lines)


def _is_table(rows: list[list[str]]) -> bool:
    """Return whether rows have a column of numbers, with or without a line of names above."""
    if len(rows) < _FEWEST_ROWS or len(rows[0]) < _FEWEST_CELLS:
        return False
    columns = tuple(zip(*rows, strict=True))
    counted = any(all(cell[0].isdigit() for cell in column[1:]) for column in columns)
    named = any(not any(cell[0].isdigit() for cell in column) for column in columns)
    return counted and named


# 「王 明 李小花 张 亮委员：」: names parted by spaces, those of two characters spread
_SPACED_NAMES = re.compile(
    rf"[ \u3000]{{0,8}}(?:尊敬的)?[{_HAN}]{{1,4}}(?:[ \u3000]{{1,6}}[{_HAN}]{{1,4}}){{1,20}}"
    r"(?:等\d{0,3}[名位]?)?[ \u3000]{0,4}(?:委员|代表|委員)(?=[:：\s]|$)"
)
_LINE_OF_NAMES = re.compile(rf"\n{_SPACED_NAMES.pattern}")  # quicker to look for than for `^`
# 「联系人:独孤 岩」「签发人：余 双」
_LABELLED_NAME = re.compile(
    rf"(?P<label>(?:人|人姓名|领导|署名|签发|签名|姓名|人及电话|人及联系电话)[:：])[ \u3000]{{0,4}}"
    rf"(?P<first>[{_HAN}]{{1,2}})[ \u3000]{{1,8}}(?P<second>[{_HAN}]{{1,2}})"
    r"(?=[ \u3000]|$|[，,;；/、（(\d])",
    re.M,
)
_TITLES = ("委员", "代表", "委員")


def _untitled(word: str) -> str:
    for title in _TITLES:
        word = word.removesuffix(title)
    return word


def _whole_names(found: re.Match[str]) -> str:
    words = found[0].split()
    together: list[str] = []
    singles = [word for word in words if word not in _TITLES]
    if len(singles) == 3 and all(len(_untitled(word)) == 1 for word in singles):
        words = ["".join(words)]  # 「鱼 非 鱼委员」 is one name
    for word in words:
        bare = _untitled(word)
        if together and len(together[-1]) == 1 and len(bare) == 1:
            together[-1] += word
        else:
            together.append(word)
    if together[-1] in _TITLES:
        together[-2:] = [together[-2] + together[-1]]
    indent = found[0][: len(found[0]) - len(found[0].lstrip())]
    return indent + " ".join(together)


def whole_names(text: str) -> str:
    """Return the text with two-character names together; names stay parted from each other."""
    text = _LINE_OF_NAMES.sub(_whole_names, f"\n{text}")[1:]
    return _LABELLED_NAME.sub(r"\g<label>\g<first>\g<second>", text)


_PUNCTUATION = "，。、；：！？“”‘’（）《》〈〉【】〔〕「」『』…—～·％"
_CJK = rf"{_HAN}{_PUNCTUATION}"
# a gap behind or before a Chinese character or mark, or in a number that a scan spread:
# 「2 .8万亩」 (patterns of gaps begin with a plain set of characters, and look back from there: a
# gap is looked at from its beginning alone, and given back nothing of)
_STRAY = re.compile(
    rf"[ \u3000](?<![ \u3000].)(?:(?<=[{_CJK}:：,;(].)[ \u3000]*+"
    rf"|(?<=\d.)[ \u3000]*+(?=[.%‰])|[ \u3000]*+(?=[{_CJK}:,;)]))"
)


# 「“浦东策发展 益企高质量”」: two halves of a slogan
_SLOGAN = re.compile(rf"“([{_HAN}]{{3,8}}) ([{_HAN}]{{3,8}})”")
# 「承办人:南郭溪 0730-5555057」: a name and its telephone
_TELEPHONE = re.compile(
    r"[ \u3000](?<![:：\s].)[ \u3000]*(?=[（(]?\+?\d[\d—－()（）-]{5,16}(?!\d|[年月日号%万亿元]))"
)
# 「（联系人：第二知 电话：0512-55550156）」
_LABEL_AHEAD = re.compile(
    rf"[ \u3000](?<![:：\s].)[ \u3000]*(?=[{_HAN}]{{2,9}}(?<!委员)(?<!代表)(?<!如下)(?<!答复)[:：])"
)
_HELD = "\ue000"
# any run but a single half-width space
_INDENT_MARK = "\u3000\u3000"
_NAME_ENDS = ("委员", "代表", "委員", "：", ":")
_KEEPS_SPACES = {Label.COPY_TO, Label.REGISTER}


def _closed(line: str) -> str:
    body = line.lstrip(" \u3000")
    indent = _INDENT_MARK if line.startswith(("  ", "\u3000", " \u3000")) else ""
    body = body.rstrip(" \t\u3000")
    if " " not in body and "\u3000" not in body:
        return indent + body
    if body.endswith(_NAME_ENDS) and _SPACED_NAMES.match(body):
        return indent + _GAP.sub(" ", body)
    if "：" in body or ":" in body or "联系" in body or "电话" in body:
        if label(body) in _KEEPS_SPACES:
            head, colon, rest = body.partition(":" if ":" in body else "：")
            return indent + head + colon + _GAP.sub(" ", rest.strip())
        body = _LABEL_AHEAD.sub(_HELD, _TELEPHONE.sub(_HELD, body))
    if "“" in body:
        body = _SLOGAN.sub(rf"“\1{_HELD}\2”", body)
    body = _STRAY.sub("", body)
    if "  " in body or "\u3000" in body:
        body = _GAP.sub(" ", body)
    return indent + body.replace(_HELD, " ")


def without_stray_spaces(text: str) -> str:
    """Return the text without spaces beside Chinese characters, indents as two wide spaces."""
    lines = [
        _closed(line) if " " in line or "\u3000" in line else line for line in text.split("\n")
    ]
    return "\n".join(lines)


_TRAILING = re.compile(r"[ \t\u3000]+$", re.M)
_WHITE_ENDS = (" \n", "\t\n", "\u3000\n")
_BLANK_LINES = re.compile(r"\n\n\n+")


def single_blank_lines(text: str) -> str:
    """Return the text without white space at line ends and with at most one blank line in a row."""
    text = text.rstrip(" \t\u3000\n")
    if any(white in text for white in _WHITE_ENDS):
        text = _TRAILING.sub("", text)
    return _BLANK_LINES.sub("\n\n", text).strip("\n")
