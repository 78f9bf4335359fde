"""The foot of a letter: who handled it, copies, and to whom copies went.

A contact block is a run of labels and values in any order and with any separator. The
handler (联系人, 承办人, 经办人) wins over the official (主管领导); a telephone belongs to the name
before it.
"""

from __future__ import annotations

import re

from app.model import Contact, Span
from app.parse.fields import Field, fields
from app.parse.heading import numeral
from app.parse.parts import Found, Letter
from app.text.labels import Label

# 「0551—62379317」「(010)5555 0038-7817」「转801」; mobile, also masked; short or service ones
_PHONE = re.compile(
    r"(?:[（(]?0\d{2,3}[）)]?\s?[—–－─-]{0,2}\s?)?(?<!\d)(?:\d{7,8}|\d{4} \d{4})(?!\d)"
    r"(?:\s?[—–－─-]{1,2}\s?\d{1,6}|\s?转\s?\d{1,6})?"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d[-\s]\d{4}[-\s]\d{4}(?!\d)"
    r"|(?<!\d)(?:1\d{4}|400-?\d{3}-?\d{4})(?!\d)|(?<!\d)1[3-9]\d[\d*＊]{8,10}(?![\d*＊])"
)
_PHONES = re.compile(rf"(?:{_PHONE.pattern})(?:\s?[、，,；;/／\s]\s?(?:{_PHONE.pattern})){{0,3}}")
_PERSON = re.compile(
    r"(?:[\u3400-\u9fff]{1,8}[·•][\u3400-\u9fff·•]{1,12}|[\u3400-\u9fff·*＊某×]{1,6})(?:[、，,\s](?!电话|手机|联系|座机)[\u3400-\u9fff·*＊]{2,4}(?=[、，,\s（(\d]|$)){0,3}"
)
_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_BEHIND_ADDRESS = re.compile(
    r"(?<=邮编)\d{6}(?!\d)|(?<=邮编 )\d{6}(?!\d)"
)  # 「…2001号（邮编200135）」
# 「联系人：医政司柏松」: the department before the name
_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:司|处|室|股|科|办|中心|部|庭|所|站|队|局|委)"
    r"(?:(?:[ \u3000]{1,4}|[，,][ \u3000]{0,2})(?=[\u3400-\u9fff]{2,4}(?:$|[、，,；;（(\d\s]))"
    r"|(?=[\u3400-\u9fff]{2,3}(?:$|[、，,（(\d\s])))"
)
_SUFFIX = re.compile(r"(?:同志|科长|主任|先生|女士|处长|副科长|副主任|局长|股长)$")
_ENDS = re.compile(r"[。；;）)]?\s*$")


def contact(letter: Letter) -> tuple[Contact, dict[str, tuple[Span, ...]]]:
    """Return the contact block and the spans of its parts."""
    every = fields(letter)
    name = (
        _first_name(every, Label.HANDLER)
        or _first_name(every, Label.OFFICIAL)
        or _in_closing(letter, _ASK)
    )
    phone = _phone(every, name) or _in_closing(letter, _CALL)
    address = _value(every, Label.ADDRESS)
    postcode = _postcode(every)
    parts = {"name": name, "phone": phone, "address": address, "postcode": postcode}
    spans: dict[str, tuple[Span, ...]] = {
        f"contact.{key}": (part[1],) for key, part in parts.items() if part
    }
    made = Contact(**{key: part[0] if part else None for key, part in parts.items()})
    return made, spans


Part = tuple[str, Span] | None


def _first_name(every: tuple[Field, ...], wanted: Label) -> Part:
    for field in every:
        if field.label is not wanted:
            continue
        department = _DEPARTMENT.match(field.value)
        start = department.end() if department else 0
        if found := _PERSON.match(field.value, start):
            name = found[0].rstrip("、，, ")
            for _ in range(2):
                name = _SUFFIX.sub("", name)
            if len(name) >= 2:
                return name, Span(field.start + start, field.start + start + len(name))
    return None


def _phone(every: tuple[Field, ...], name: Part) -> Part:
    """Return the telephone that follows the chosen name, else the first one."""
    after = [field for field in every if name is None or field.start >= name[1].start]
    for field in (*after, *every):
        by_phone = field.label in (Label.PHONE, Label.HANDLER, Label.OFFICIAL, Label.UNIT)
        if (by_phone or "电话" in field.name) and (found := _PHONES.search(field.value)):
            number = found[0]
            if number.count("（") + number.count("(") > number.count("）") + number.count(")"):
                number = number.lstrip("（(")
            start = field.start + found.end() - len(number)
            return number, Span(start, start + len(number))
    return None


# 「如有意见建议，欢迎致电0931-6255517。」
_CALL = re.compile(
    rf"(?:致电|来电|拨打|联系电话|电话)[^\d，。；]{{0,8}}?(?P<phone>{_PHONES.pattern})"
)
# 「请与我局办公室仲秋联系（电话0998-5550224）」
_ASK = re.compile(
    r"[与和找跟][^，。；]{0,14}?(?:办公室|科|室|处|股|中心|站)(?P<name>[\u3400-\u9fff·]{2,10}?)(?:同志)?联系[（(，,：:]"
)


def _in_closing(letter: Letter, words: re.Pattern[str]) -> Part:
    """Return what the last sentences ask to call: the one group of the words."""
    for line in letter.body[-2:]:
        if found := words.search(line.text):
            return found[1], line.span(*found.span(1))
    return None


def _value(every: tuple[Field, ...], wanted: Label) -> Part:
    for field in every:
        value = field.value.strip()
        if field.label is wanted and len(value) >= 3:
            if inside := re.search(r"[（(，,\s]?(?:邮编|邮政编码)", value):
                value = value[: inside.start()]
            start = field.start + field.value.index(value[:1])
            return value, Span(start, start + len(value))
    return None


def _postcode(every: tuple[Field, ...]) -> Part:
    for field in every:
        words = {Label.POSTCODE: _POSTCODE, Label.ADDRESS: _BEHIND_ADDRESS}.get(field.label)
        if words and (found := words.search(field.value)):
            start = field.start + found.start()
            return found[0], Span(start, start + 6)
    return None


# 「抄送：县政府办。    共印6份」
_PRINTED = re.compile(r"[。\s]\s?共印\s?(?P<count>\d{1,4}|[一二三四五六七八九十]{1,3})\s?份")
_COPIES = re.compile(r"(?:共|印)(?:印)?\s?(?P<count>\d{1,4}|[一二三四五六七八九十]{1,3})\s?份")


def copies(letter: Letter) -> Found[int | None]:
    """Return N of 共印N份."""
    for line in letter.foot:
        words = _COPIES if "抄" not in line.text[:4] else _PRINTED
        if found := words.search(line.text):
            return Found(numeral(found["count"]), (line.span(*found.span()),))
    return Found(None)


_COPY_SPLIT = re.compile(r"[、，,；;\s]+")
# 「（2份）」「（各1份）」, and the page lost the bracket's end: 「县政府办(1县人大代联委(2)」
_COPY_COUNT = re.compile(
    r"[（(](?:各)?\s?(?:\d{1,3}|[一二三四五六七八九十])\s?份?[）)]|[（(]\d{1,2}(?=[省市区县州旗])|"
    r"(?:共印)?各?\s?\d{1,3}\s?份|存档"
)


def copied_to(letter: Letter) -> Found[tuple[str, ...]]:
    """Return to whom copies went (抄送, 抄报), without numbers of copies."""
    names: list[str] = []
    spans: list[Span] = []
    for field in fields(letter):
        if field.label is not Label.COPY_TO:
            continue
        at = 0
        for piece in _COPY_SPLIT.split(_COPY_COUNT.sub("、", field.value)):
            name = _unbracketed(piece.strip("。. "))
            if len(name) < 2 or name in names:
                continue
            start = field.value.find(name, at)
            names.append(name)
            spans.append(Span(field.start + start, field.start + start + len(name)))
            at = start + len(name)
    return Found(tuple(names), tuple(spans))


def _unbracketed(name: str) -> str:
    """Return a name without a bracket that is not its own: 「区政府办（督查科）」 keeps both."""
    if name.count("（") + name.count("(") == name.count("）") + name.count(")"):
        return name.strip()
    return name.strip("()（） ")


# 「此复函已经蔺如川局长审签」「已经区经济信息委主任冉孟川审签」
_SIGNED_OFF = re.compile(
    r"经(?:[\u4e00-\u9fff]{0,10}?(?:局|委|办|厅|政府))?"
    r"(?:(?:党[组委]书记[、和]?)?副?(?:局长|主任|厅长|部长|区长|县长|市长|院长|书记|镇长|乡长|主席|检察长)(?=[\u4e00-\u9fff]{2,4}审))?"
    r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?:同志)?"
    r"(?:副?(?:局长|主任|厅长|部长|区长|县长|市长|院长|书记|镇长|乡长|主席|检察长|总队长|支队长))?(?:同志)?"
    r"(?:审签|审定|审核签发|签发|审阅签发|审阅(?=[，,。；]))"
)


def signer(letter: Letter) -> Found[str | None]:
    """Return who signed for the agency (签发人, 领导署名, 经X局长审签)."""
    if named := _first_name(fields(letter), Label.SIGNER):
        return Found(named[0], (named[1],))
    for line in letter.body[-3:]:
        if found := _SIGNED_OFF.search(line.text):
            return Found(found["name"], (line.span(*found.span("name")),))
    return Found(None)
