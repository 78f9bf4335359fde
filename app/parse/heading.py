"""What is answered: heading, number, plenary, body, kind, role, and the proposal's own title."""

from __future__ import annotations

import re

from app.model import Body, Plenary, Role, Span, SubmissionKind
from app.parse.parts import Found, Letter, Line

# ---- numbers

_CODE = (
    r"(?:\d{4}[-－](?=[A-Z]))?\d{0,2}[A-Za-z]{0,4}(?:[-－]|(?<=[A-Za-z])—)?(?:[〔\[（(]\d{4}[〕\]）)])?"
    r"\d{1,10}(?:[-－]\d{1,4})?"
)
# 「第412、419号」「第13号、第53号」「上城28号」「第156期」「第B〔2017〕062号」「第151建议」
_LISTED = re.compile(
    rf"(?:(?:编号|提案号|建议号)[:：]?\s?第?|第)\s?(?P<list>[\u4e00-\u9fff]{{0,3}}{_CODE}"
    rf"(?:(?:[号號]?[、，,和及与/]\s?(?:第)?){_CODE}){{0,12}})\s?(?:[号號]|期|件|(?=代表建议|建议|提案))(?!楼|令|公告|线|院|文)"
)
_BARE = re.compile(
    rf"(?<![\dA-Za-z〕\])）-])(?<!\d[、，,])(?P<list>{_CODE}(?:(?:[号號]?[、，,和及与]\s?(?:第)?){_CODE}){{0,12}})\s?[号號]"
    r"(?=[“\"《（(]|(?:重点|督办|平时|闭会|委员|代表|政协|人大|党派|集体)?[^，。]{0,4}"
    r"(?:提案|建议|议案|意见|议事原案|原案|社情))"
)
# 「三次会议上城28号建议」: the part of town stands before the number
_PREFIXED = re.compile(
    r"(?:会议|大会)第?(?P<list>(?!.{0,3}[届次])[\u4e00-\u9fff]{1,4}\d{1,4})[号號]"
    rf"|(?:提案|建议|议案)(?:【\d{{4}}】)?(?P<behind>{_CODE})[号號]"
)
# 「…的答复（0641）」「《…》(0641)收悉」「《…》（158号）答复」
_BRACKETED = re.compile(
    r"(?:[》”\"]|[案议复])[（(]\s?(?P<list>[A-Za-z]{0,3}-?\d{2,8})\s?[号號]?[)）]"
)
# 「（提案编号：146）」
_ANNOUNCED = re.compile(
    rf"(?:(?:提案|建议|议案)编?号|案号|编号)\s?(?:为|是|[:：])\s?(?:第)?(?P<list>{_CODE})(?=[号）)，,。；]|$)"
)
_CLASS = re.compile(r"(?P<class>[\u4e00-\u9fff]{2,12}?[类類]\s?第?\d{1,4})[号號]")
_SPLIT = re.compile(r"[号號]?\s?[、，,和及与/]\s?第?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DOCUMENT = re.compile(r"[\u4e00-\u9fff][〔\[【﹝（(]?(?:19|20)\d\d[〕\]】﹞）)]第?$")


_SUBMITTED = re.compile(r"提案|建议|议案|编号")


def numbers(letter: Letter) -> Found[tuple[str, ...]]:
    """Return the submission's numbers as printed, without 第 and 号."""
    places = [line for line in (letter.title, letter.opening) if line]
    beside = (
        line for line in letter.head if line is not letter.title and _SUBMITTED.search(line.text)
    )
    for line in (*places, *beside):
        if found := _numbers_in(line):
            return found
    for name in ("建议编号", "提案编号", "提案号", "建议号", "案号"):
        cell = letter.portal.get(name, "")
        if re.search(r"\d", cell):  # 「—」 「无」: nothing was filled in
            return Found((cell.removeprefix("第").rstrip("号"),))
    return Found(())


def _numbers_in(line: Line) -> Found[tuple[str, ...]] | None:
    values: list[str] = []
    spans: list[Span] = []
    text = line.text
    if "类" in text or "類" in text:
        text = _CLASS.sub(lambda found: "\0" * len(found[0]), text)
    for pattern in (_LISTED, _PREFIXED, _BARE, _ANNOUNCED, _BRACKETED):
        for found in pattern.finditer(text):
            if not _is_number(text, found, pattern is _BRACKETED):
                continue
            group = _group_of(found)
            for value in _SPLIT.split(found[group]):
                if value and value not in values:
                    at = found.start(group) + found[group].index(value)
                    values.append(value)
                    spans.append(line.span(at, at + len(value)))
        if values:
            return Found(tuple(values), tuple(spans))
    return None


def _is_number(text: str, found: re.Match[str], in_brackets: bool) -> bool:
    """Return whether a match is not a document's number, a title's wording, or a year."""
    start = found.start(_group_of(found))
    submitted = _group_of(found) == "behind"  # 「委员提案【2023】117号」
    if (_DOCUMENT.search(text[:start]) and not submitted) or _in_title(text, start):
        return False
    return not (in_brackets and _YEAR.fullmatch(found["list"]))


def _group_of(found: re.Match[str]) -> str:
    return "list" if found["list"] else "behind"


def _in_title(text: str, at: int) -> bool:
    """Return whether a place is inside 《…》: a number there belongs to the proposal's wording."""
    return text.rfind("《", 0, at) > text.rfind("》", 0, at)


def class_numbers(letter: Letter) -> Found[tuple[str, ...]]:
    """Return the numbers within a class: 「教育类188」 of 「第2203号（教育类188号）」."""
    for line in (letter.title, letter.opening):
        if line and ("类" in line.text or "類" in line.text):
            found = list(_CLASS.finditer(line.text))
            if found:
                return Found(
                    tuple(one["class"] for one in found),
                    tuple(line.span(*one.span("class")) for one in found),
                )
    return Found(())


# ---- plenary

_N = r"[〇零一二三四五六七八九十]{1,3}|\d{1,2}"
# 「七届四次会议」「第十三届全国委员会第四次会议」「十八届人大三次会议」「市十届三次会议人大」
# 「九届次会议」
_PLENARY = re.compile(
    rf"第?(?P<term>{_N})[届屆](?P<mid>[^，。；届次《》第]{{0,16}}?)第?(?P<session>{_N})?次"
    r"(?:全体|全體)?(?:会议|會議|会|全会|大会|人大|政协|[^，。；]{0,6}?(?:提案|建议))?"
)
# 「区十八届人大闭会期间」: no meeting
_TERM = re.compile(rf"第?(?P<term>{_N})届(?:人大|政协|人民代表大会|委员会|全国)")
_DIGITS = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0}


def numeral(words: str) -> int:
    """Return the value of a small Chinese or Arabic numeral: 十四 → 14."""
    if words.isdigit():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十")
    if "十" in words:
        tens, _, ones = words.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    value = 0
    for word in words:
        value = value * 10 + _DIGITS[word]
    return value


def plenary(letter: Letter) -> Found[Plenary | None]:
    """Return term and session of the meeting at which the submission was made."""
    for line in (letter.title, letter.opening, *letter.head):
        if line and (found := _PLENARY.search(line.text)):
            session = numeral(found["session"]) if _of_plenary(found) else None
            return Found(Plenary(numeral(found["term"]), session), (line.span(*found.span()),))
    for line in (letter.title, letter.opening):
        if line and (found := _TERM.search(_unquoted(line))):
            return Found(Plenary(numeral(found["term"]), None), (line.span(*found.span()),))
    for cell in ("届次", "会议名称", "标题", "题目"):
        if found := _PLENARY.search(letter.portal.get(cell, "")):
            session = numeral(found["session"]) if found["session"] else None
            return Found(Plenary(numeral(found["term"]), session))
    return Found(None)


def _of_plenary(found: re.Match[str]) -> bool:
    """Return whether a meeting has a number and is no 常委会第二十次会议."""
    return bool(found["session"]) and not re.search("常委会|常务委员会", found["mid"])


# ---- body, kind, role

_CPPCC = re.compile(r"政协|政協|(?<!建议)提案(?!建议)|全国委员会|委员会第.{1,3}次会议")
_CONGRESS = re.compile(
    r"人大|人民代表大会|人民代表大會|代表建议|代表團?团?建議|代表议案|代表的?意见"
)
_PARTIES = re.compile(
    r"民革|民盟|民建|民进|农工党?|致公党?|九三(?:学社)?|台盟|工商联|无党派|侨联|知联会|界别|"
    r"中国国民党革命委员会|民主同盟|民主建国会|民主促进会|农工民主党|台湾民主自治同盟"
)
_QUOTED = re.compile(r"《[^《》]{0,120}》|“[^“”]{0,120}”|\"[^\"]{0,120}\"")
_NEITHER = re.compile(r"党代会|党代表大会|党员代表大会")


def _unquoted(line: Line | None) -> str:
    return _QUOTED.sub(lambda found: "\0" * len(found[0]), line.text) if line else ""


def body(letter: Letter) -> Found[Body | None]:
    """Return whether the submission was made to the 政协 or the 人大, by the surest words."""
    title = _unquoted(letter.title)
    if _NEITHER.search(title):
        return Found(None)
    opening = _unquoted(letter.opening)[:160]
    salutation = letter.salutation.text if letter.salutation else ""
    for words, line in ((title, letter.title), (opening, letter.opening)):
        decided = _told(words)
        if decided and line:
            return Found(decided, _where(line, decided))
    if re.search(r"委员|委員", salutation) or _PARTIES.search(salutation):
        return Found(Body.CPPCC, _whole(letter.salutation))
    if "代表" in salutation:
        return Found(Body.CONGRESS, _whole(letter.salutation))
    return _body_by_kind(letter, title, opening)


def _body_by_kind(letter: Letter, title: str, opening: str) -> Found[Body | None]:
    whole = f"{title}{opening}{letter.opening.text}"
    if "社情民意" in whole:
        return Found(Body.CPPCC)
    if "提案" in whole:
        return Found(Body.CPPCC)
    if re.search(r"代表|建议|建議|议案", whole):
        return Found(Body.CONGRESS if "代表" in whole or "议案" in whole else None)
    cells = letter.portal.get("标题", "") + letter.portal.get("题目", "")
    return Found(_told(cells))


def _told(words: str) -> Body | None:
    cppcc, congress = _CPPCC.search(words), _CONGRESS.search(words)
    if cppcc and congress:
        return Body.CPPCC if cppcc.start() < congress.start() else Body.CONGRESS
    return Body.CPPCC if cppcc else Body.CONGRESS if congress else None


def _where(line: Line, decided: Body) -> tuple[Span, ...]:
    pattern = _CPPCC if decided is Body.CPPCC else _CONGRESS
    found = pattern.search(line.text)
    return (line.span(*found.span()),) if found else ()


def _whole(line: Line | None) -> tuple[Span, ...]:
    return (Span(line.start, line.end),) if line else ()


# the paper's own word, the most particular first
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("社情民意信息", re.compile(r"社情民意")),
    ("闭会期间建议", re.compile(r"闭会(?:期间)?(?:的|代表)?(?:第.{1,12}号)?建议|闭会期间|第BH\d")),
    ("平时提案", re.compile(r"平时(?:第.{1,12}号)?提案|第PS\d|日常提案")),
    ("重点提案", re.compile(r"重点(?:督办|协商|督查|办理)?(?:第.{1,12}号)?的?提案")),
    (
        "重点建议",
        re.compile(r"重点(?:督办|处理|督查|办理)?(?:第.{1,12}号)?的?(?:代表)?建议|重点督办件"),
    ),
    ("议案", re.compile(r"议案|議案")),
)


def kind(letter: Letter, made_to: Body | None) -> Found[tuple[SubmissionKind | None, str | None]]:
    """Return the kind of submission and its name by the paper's own word."""
    for line in (letter.title, letter.opening):
        if line is None:
            continue
        words = line.text if line is letter.title else line.text[:240]
        for name, pattern in _KINDS:
            if (found := pattern.search(words)) and not _only_named(words, found, name):
                return Found((_group(name, made_to), name), (line.span(*found.span()),))
    if made_to is Body.CPPCC:
        return Found((SubmissionKind.PROPOSAL, "政协提案"))
    if made_to is Body.CONGRESS:
        return Found((SubmissionKind.SUGGESTION, "人大代表建议"))
    other = letter.title is not None and bool(_NEITHER.search(letter.title.text))
    return Found((SubmissionKind.OTHER if other else None, None))


# 「成立了代表议案、建议和委员提案办理小组」
_OF_KINDS = re.compile(r"[、和与及][^，。；]{0,4}(?:建议|提案)[^，。；]{0,12}(?:办理|工作|小组)")


def _only_named(words: str, found: re.Match[str], name: str) -> bool:
    """Return whether the word is 建议案, one of a list of kinds, or inside a title and not last."""
    if name == "议案" and (
        words.startswith("建议案", max(0, found.start() - 1)) or _OF_KINDS.match(words, found.end())
    ):
        return True
    if not _in_title(words, found.start()) and words.count("“", 0, found.start()) <= words.count(
        "”", 0, found.start()
    ):
        return False
    return words[found.end() : found.end() + 1] not in ("》", "”")


def _group(name: str, made_to: Body | None) -> SubmissionKind:
    if name == "社情民意信息":
        return SubmissionKind.OTHER
    if made_to is Body.CPPCC or name.endswith("提案"):
        return SubmissionKind.PROPOSAL
    return SubmissionKind.SUGGESTION


# 「…的会办意见」「第151号提案协办件的答复」「以上供你单位答复委员时参考」; 「由我局分办」
_OPINION = re.compile(r"(?:会办|协办)件?(?:的)?(?:意见|答复|回复|情况)")
_FOR_LEAD = re.compile(
    r"(?:以上|上述)?(?:意见|情况)?[,，]?(?:仅|谨)?供(?:你|贵)(?:单位|局|委|厅|办|部|院|区|市|会)?[^。]{0,20}参考"
    r"|请(?:主办单位|你(?:单位|局|委)|贵(?:单位|局|委))[^。]{0,12}(?:汇总|统一|一并)答复"
)
_ASKS_LEAD = ("供你", "供贵", "请主办", "请你", "请贵")
_SEPARATE = re.compile(r"分办(?!单位)")
# 「汇总区财政局、区工信局的会办意见」: the lead office has taken the others' opinions
_LEADS = re.compile(
    r"会办单位|(?:综合|汇总|结合|吸收|参考|参照|听取|征求|根据|依据|收到|收集|采纳)了?[^。]{0,60}(?:会办|协办)"
)


def role(letter: Letter) -> Found[Role]:
    """Return what part the letter plays among the answers to a submission."""
    for line in (letter.title, letter.opening):
        if line and (found := _OPINION.search(line.text)) and not _LEADS.search(line.text):
            return Found(Role.OPINION, (line.span(*found.span()),))
    for line in letter.body[-2:]:
        if not any(words in line.text for words in _ASKS_LEAD):
            continue
        if found := _FOR_LEAD.search(line.text):
            return Found(Role.OPINION, (line.span(*found.span()),))
    for line in (letter.title, letter.opening):
        if line and (found := _SEPARATE.search(line.text)):
            return Found(Role.SEPARATE, (line.span(*found.span()),))
    return Found(Role.LEAD)
