"""The result: the words as printed, the letter as printed, and what they mean here.

A, B, C, D do not mean the same everywhere, so a letter becomes an outcome by the legend the letter
itself prints, else by the scale of its place, else by the common one (`outcomes.toml`). A result
that is only told in prose counts if the verdict is on the whole submission.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.model import BlockKind, Outcome, Place, Span
from app.parse.fields import fields
from app.parse.parts import Found, Letter
from app.text.labels import Label
from app.text.lines import GRADE_LINE

TABLE = Path(__file__).with_name("outcomes.toml")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that mean an outcome, with words that do and words that do not."""

    outcome: Outcome
    pattern: re.Pattern[str]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A result as printed, the letter in it, and what it means."""

    text: str
    grade: str | None
    outcome: Outcome | None


@cache
def wordings() -> tuple[Wording, ...]:
    """Return the wordings of the table, in the order in which they are tried."""
    return tuple(
        Wording(
            Outcome(entry["outcome"]),
            re.compile(entry["pattern"]),
            tuple(entry["yes"]),
            tuple(entry["no"]),
        )
        for entry in _table()["words"]
    )


@cache
def scales() -> dict[str, dict[str, Outcome]]:
    """Return the scales by place code; the common one stands under the empty code."""
    return {
        entry["place"]: {grade: Outcome(entry[grade]) for grade in "ABCD" if grade in entry}
        for entry in _table()["scale"]
    }


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def outcome_of_words(words: str) -> Outcome | None:
    """Return what a result in words means."""
    return next((one.outcome for one in wordings() if one.pattern.search(words)), None)


_GRADE = re.compile(
    r"^[（(【\[〔]?\s?(?P<grade>[ABCDＡＢＣＤ]|[甲乙丙丁](?=类))\d?\s?(?:类|類|级|等)?"
)
_OPEN, _CLOSE = "（(【[〔", "）)】]〕"
_WIDE = str.maketrans("ＡＢＣＤ甲乙丙丁", "ABCDABCD")
# 「平农复函[2024]12号B类 同意公开」
_BEHIND_NUMBER = re.compile(r"[号號]\s?(?P<value>[（(]?[ABCDＡＢＣＤ]\s?(?:类|類)[）)]?)")
# 「关于…第66号建议的答复（C类）」
_BEHIND_TITLE = re.compile(r"[（(](?P<value>[ABCDＡＢＣＤ]\d?\s?(?:类|類|级)?)[）)]$")
# 「（A类，同意对外公开）」
_IN_NOTE = re.compile(
    r"[（(](?P<value>[ABCDＡＢＣＤ]\d?\s?(?:类|類)?)[，,、；;][^，。；]{1,10}[公開开][）)]$"
)
# 「注：办理结果分为A类（已解决）、B类（正在解决）…」
_LEGEND = re.compile(
    r"(?P<grade>[ABCD])\s?[类類级]?\s?(?:[（(]|[:：、.．]|是指|指|为|表示|即|—{1,2}|-)\s?(?P<words>[^A-D）)；;。、\n]{2,40})"
)
# 「办理情况：正在解决。」: a line of the text that says nothing but the result
_LINE_OF_TEXT = re.compile(
    r"(?:[一二三四五六七八九十]、|\d[.、．])?(?:(?:该|此|本)(?:件)?(?:提案|建议)的?)?(?:办理|办复|答复|处理|落实)(?:情况|结果|程度)为?[:：]\s?"
    r"(?P<value>[^，。；:：]{2,14})。?$"
)
# a verdict on the whole submission, where no label gives one: 「您的提案已采纳」「该建议正在落实」
_PROSE = re.compile(
    r"(?:该|此|本|您的|你的|您们的|你们的|贵.{0,3}的|上述|所提|提出的|这[一件条]|您这?[一件]?)(?:件|条|项)?"
    r"(?:提案|建议|意见)(?:内容)?[，,]?(?:我[局委厅们部院办]{1,2})?(?:[^，。；已未正不]{0,4})?"
    r"(?P<value>已采纳|(?:已(?:全部|被|予以|经)|予以|全部|均已|积极)?采纳(?!.{0,2}(?:其|部分))|正在落实|已落实)"
    r"|我[局委厅们部院办]{1,2}(?:已|予以|完全)?(?P<verb>采纳)了?(?:您|你们?|贵.|该|此)的?(?:提案|建议|意见)(?!中)"
)
_VERDICTS = ("采纳", "正在落实", "已落实")
_VERDICT = re.compile("|".join(("已采纳", *_VERDICTS)))


Stated = tuple[str, Span | None] | None  # without a span where the page around it says so


def result(letter: Letter, place: Place | None) -> Found[Result | None]:
    """Return the letter's result, if it states one."""
    found = _stated(letter)
    if found is None:
        return Found(None)
    raw, span = found
    grade = _GRADE.match(raw)
    text = _unbracketed(raw) if grade else raw.strip("。 ")
    letter_grade = grade["grade"].translate(_WIDE) if grade else None
    meaning = _meaning(letter, letter_grade, place) if letter_grade else outcome_of_words(text)
    if letter_grade and len(text) > 4 and (told := outcome_of_words(text)):
        meaning = told
    if span is None:
        return Found(Result(text, letter_grade, meaning))
    start = span.start + raw.index(text)
    return Found(Result(text, letter_grade, meaning), (Span(start, start + len(text)),))


def _unbracketed(raw: str) -> str:
    """Return words without the brackets around them: （B类） → B类, B类（正在解决） as it is."""
    if re.match(r"[（(][A-DＡ-Ｄ][）)] ?[类類]", raw):
        return raw.strip()  # 「（A）类」
    words = raw.lstrip(_OPEN)
    opened = any(sign in words for sign in _OPEN)
    return (words if opened else words.rstrip(_CLOSE)).strip()


def _stated(letter: Letter) -> Stated:
    """Return the result as a field, a line of the text, beside number or title, or in prose.

    What a portal prints around the letter counts where the letter itself says nothing.
    """
    return (
        _in_field(letter)
        or _in_line(letter)
        or _alone(letter)
        or _beside(letter)
        or _in_prose(letter)
        or _around(letter)
    )


def _around(letter: Letter) -> Stated:
    """Return the result that a portal's own table prints."""
    for name in ("办理结果", "办理类别", "办复结果", "答复类别", "办理程度"):
        value = letter.portal.get(name, "")
        if value and len(_grades(value)) < 2 and (_GRADE.match(value) or outcome_of_words(value)):
            return value, None
    return None


def _in_field(letter: Letter) -> Stated:
    for field in fields(letter):
        if field.label is not Label.OUTCOME or not field.value or len(_grades(field.value)) > 1:
            continue
        if _PART.fullmatch(field.value):
            continue  # 「办理类型：分办」
        if field.name in _OF_ANYTHING and not _says_result(field.value):
            continue  # 「类别：提案」
        if found := _GLUED.match(field.value):
            return found["value"], Span(field.start, field.start + found.end("value"))
        return field.value, field.span
    return None


# 「类别：A  公开」, the white between them lost
_GLUED = re.compile(r"(?P<value>[ABCD]\d?[类類级]?)\s?(?:主动|依申请|不予|同意)?公开$")
# which part the office has in the answer
_PART = re.compile(r"(?:主|分|会|协|独|承|合|共同|单独|分别|联合)(?:办|办理)件?")
# labels that portals also print for what sort of paper it is
_OF_ANYTHING = {"类别", "分类", "分类号", "提案类别", "建议类别", "提案分类", "建议分类"}


def _says_result(value: str) -> bool:
    return bool(_GRADE.match(value)) or outcome_of_words(value) is not None


def _in_line(letter: Letter) -> Stated:
    for line in letter.body:
        found = _LINE_OF_TEXT.match(line.text)
        if found and outcome_of_words(found["value"]):
            return found["value"], line.span(*found.span("value"))
    return None


def _alone(letter: Letter) -> Stated:
    for line in (*letter.head, *letter.foot):
        if GRADE_LINE.match(line.text) and line.kind is not BlockKind.ATTACHMENT:
            return line.text, Span(line.start, line.end)
    return None


def _beside(letter: Letter) -> Stated:
    for line in letter.head:
        if found := _BEHIND_NUMBER.search(line.text) or _IN_NOTE.match(line.text):
            return found["value"], line.span(*found.span("value"))
    if letter.title and (found := _BEHIND_TITLE.search(letter.title.text)):
        return found["value"], letter.title.span(*found.span("value"))
    return None


def _in_prose(letter: Letter) -> Stated:
    for line in letter.body:
        told = any(verdict in line.text for verdict in _VERDICTS)
        if told and (found := _PROSE.search(line.text)):
            start, end = found.span("value" if found["value"] else "verb")
            verdict = _VERDICT.search(line.text, start, end)
            if verdict:
                return verdict[0], line.span(*verdict.span())
    return None


def _meaning(letter: Letter, grade: str, place: Place | None) -> Outcome | None:
    legend = _legend(letter)
    if grade in legend:
        return outcome_of_words(legend[grade])
    code = place.code if place and place.code else ""
    nearest = next(at for at in (code, code[:4], code[:2], "") if at in scales())
    return scales()[nearest].get(grade)


def _grades(words: str) -> dict[str, str]:
    """Return what each of A, B, C and D is said to mean; more than one is a legend."""
    return {one["grade"]: one["words"] for one in _LEGEND.finditer(words)}


def _legend(letter: Letter) -> dict[str, str]:
    """Return what the letter itself says A, B, C and D mean; one entry is no legend."""
    for line in letter.lines:
        if "A" in line.text and "B" in line.text:
            found = _grades(line.text)
            if len(found) > 1:
                return found
    return {}


# ---- disclosure

_VALUE = re.compile(
    r"[（(〔【\[]?(?P<value>(?:此件|本件|该件)?(?:主动|同意(?:对外)?|依申请|不予|不宜|予以|社会|向社会|不)?公开(?:发布)?(?:[·、（(]?全文[）)]?|"
    r"[·、]摘要)?)[）)〕】\]]?[。]?$"
)
_BEFORE_VALUE = (
    " \t类号：:，,；;ABCD"  # 「平农复函[2024]12号B类 同意公开」, but not 「政府信息公开」
)
# 「公开属性：不予公开的理由：无（主动公开）」
_STATED = re.compile(r"[（(](?P<value>主动公开|依申请公开|不予公开)[）)]$")
_YES = re.compile(r"是|√|同意")


def disclosure(letter: Letter) -> Found[str | None]:
    """Return whether the letter is public, in its own words."""
    for field in fields(letter):
        if field.label is Label.DISCLOSURE and field.value:
            value, beside, _ = field.value.partition("\t")  # 「主动公开 ⇥ 公开范围：社会」
            span = Span(field.span.start, field.span.start + len(value)) if beside else field.span
            return Found(_disclosed(field.name, value.strip()), (span,))
    lines = [*letter.head, *letter.foot]
    for line in lines:
        found = _VALUE.search(line.text) if "公开" in line.text else None
        if found and (not found.start() or line.text[found.start() - 1] in _BEFORE_VALUE):
            return Found(found["value"], (line.span(*found.span("value")),))
    for name in ("公开属性", "公开方式", "公开形式", "公开类别", "是否公开", "是否同意公开"):
        if cell := letter.portal.get(name):
            return Found(_disclosed(name, cell))
    return Found(None)


def _disclosed(label: str, value: str) -> str:
    """Return the words of a disclosure: 「是否同意公开：是」 is 同意公开."""
    if label == "公开" and value == "是":
        return label
    asked = label.removeprefix("是否")
    value = value.strip(_OPEN + _CLOSE) if asked != label else value
    if asked == label:
        inside = _STATED.search(value)
        return inside["value"] if inside else value
    if _YES.fullmatch(value):
        return asked.replace("完成对外", "")
    return "不" + asked if value == "否" else value
