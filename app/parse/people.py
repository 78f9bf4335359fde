"""Who is answered: persons, parties, delegations, in printed order; how many stand behind them."""

from __future__ import annotations

import re

from app.model import Role, Span
from app.parse.parts import Found, Letter, Line

_GREETING = re.compile(
    r"^(?:尊敬的|敬爱的|各位|[（(](?:[\u4e00-\u9fff]{1,6}族|[\u4e00-\u9fff])[）)]|[\u4e00-\u9fff]{3,20}[局委厅办院]并?请?转[复交呈]?(?=.)|致(?!公[党黨])(?=.{2,20}(?:委员|代表)))|[:：，,]?\s?(?:您|你|您们|你们)好[！!。:：]?$|[:：\s]+$"
)
_COUNT = re.compile(
    r"[（(]?等\s?(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})\s?(?:名|位|人)(?:政协|人大)?(?:委员|代表)?[）)]?"
)
_AND_OTHERS = re.compile(
    r"(?:并|及|和|与)?(?:其他|全体)?附议(?:人|委员|代表)?|等(?:各位)?(?=委员|代表|$)|[（(][^（()）]{0,12}[）)]$"
)
_STYLE = re.compile(
    r"^(?:[\u4e00-\u9fff]{1,5}族)?(?:[市省县区州盟旗镇乡]?(?:政协|人大)(?:常委会)?)?(?:委员|代表)(?=[\u4e00-\u9fff*＊]{2,4}$)"
)
# 「州政协李定等4名委员」: whose member it is
_MEMBER = re.compile(
    r"^(?:全国|自治区|[省市县区州盟旗镇乡])?(?:政协|人大)(?=[\u3400-\u9fff·]{2,4}$)"
    r"(?!.*(?:办公室|办|委|委员会|小组|组|界别|界|机关|代表团)$)"
)
# 「第三代表团罗玉珍等11名代表」「晋城代表团常海旺代表」: who it is of that delegation
_DELEGATE = re.compile(
    r"^[\u4e00-\u9fff]{1,8}代表[团團](?=[\u3400-\u9fff·*＊]{2,4}(?:人大)?(?:代表)?$)(?!(?:全体|人大|各位|的)?(?:人大)?代表)"
)
_TITLE = re.compile(
    r"(?:的)?(?:[各诸两二三四五六七八九十]位|全体)?(?:(?:省|市|区|县|全国|州|旗|镇)?(?:政协|人大))?(?:常委|委员|代表|委員)(?:们|們)?$"
    r"|(?:同志|先生|女士)$"
)
_BODIES = re.compile(
    r"代表团|代表團|小组|界别|委员会|区委|市委|省委|县委|州委|中央|支部|支社|总支|基层委|工委|工商联|联合会|侨联|妇联|"
    r"团委|专委|党派|民建|民盟|民革|民进|农工|致公|九三|台盟|无党派|联络组|活动组|协会|商会|知联会"
)
_OFFICE = re.compile(
    r"(?:局|办|厅|部|政府|街道|中心|院|署|委员会|常委会|发改委|国资委|科经委|公司|处|室|工委|提案委|组)$"
)
# 「区政协社会和法制委员会」 makes proposals; 「区政协办公室」 passes them on
_COMMITTEE = re.compile(r"政协(?!提案)[\u4e00-\u9fff]{2,14}(?:委员会|专委会|界别)$")
# 「县政协：」 is told of what its members asked
_PASSES_ON = re.compile(r"[\u4e00-\u9fff]{0,8}[省市县区州盟旗]政协")
_SEPARATORS = re.compile(r"[、，,；;\s/]+|(?<=委员)和|(?<=代表)和")
_PERSON = re.compile(r"[\u3400-\u9fff·*＊×xX某]{2,16}$")
_NAMELESS = re.compile(r"^(?:各位)?(?:人大|政协)?(?:委员|代表|领导|同志|朋友)?(?:们)?$")


def proposers(letter: Letter, role: Role) -> Found[tuple[str, ...]]:
    """Return the proposers' names as printed, first one leading, without titles."""
    line = letter.salutation
    if line is not None and not (role is Role.OPINION or _is_office(line.text)):
        found = _named(line, 0, len(line.text))
        if found.value:
            return found
    return _in_opening(letter)


def proposer_count(letter: Letter) -> Found[int | None]:
    """Return N where the letter speaks of 等N名 proposers."""
    lines = [line for line in (letter.salutation, letter.opening) if line]
    for line in lines:
        if found := _COUNT.search(line.text[:200]):
            return Found(_number(found["count"]), (line.span(*found.span()),))
    for name in ("题目", "标题", "提案人", "领衔代表"):
        if found := _COUNT.search(letter.portal.get(name, "")):
            return Found(_number(found["count"]))
    return Found(None)


def _number(words: str) -> int:
    from app.parse.heading import numeral

    return numeral(words)


def _is_office(salutation: str) -> bool:
    bare = salutation.strip("：: ")
    if (
        _party(bare)
        or bare.endswith(("界别组", "代表小组", "委员小组", "活动组", "联络组"))
        or _COMMITTEE.search(bare)
    ):
        return False
    return bool(_OFFICE.search(bare) or _PASSES_ON.fullmatch(bare))


def _party(words: str) -> bool:
    return bool(
        re.search(
            r"民建|民盟|民革|民进|农工|致公|九三|台盟|工商联|侨联|妇联|共青团|团市委|总工会", words
        )
    )


def _named(line: Line, start: int, end: int) -> Found[tuple[str, ...]]:
    """Return the names in a piece of a line that lists them."""
    names: list[str] = []
    spans: list[Span] = []
    at = start
    for piece in _SEPARATORS.split(line.text[start:end]):
        name = _name(piece)
        if name and name not in names:
            where = line.text.find(name, at, end)
            if where >= 0:
                names.append(name)
                spans.append(line.span(where, where + len(name)))
                at = where + len(name)
    return Found(tuple(names), tuple(spans))


def _name(piece: str) -> str:
    """Return a name without greeting, count, others and title; empty if nobody is named."""
    name = piece.strip("：: 　")
    for pattern in (_GREETING, _GREETING, _COUNT, _AND_OTHERS):
        name = pattern.sub("", name).strip("：: 　")
    name = _STYLE.sub("", name)
    name = _DELEGATE.sub("", name)
    if re.search(r"代表团|代表團", name):
        return re.sub(r"(?:全体)?(?:人大)?代表$", "", name)
    name = _MEMBER.sub("", _AND_OTHERS.sub("", _TITLE.sub("", name)))
    if _NAMELESS.match(name) or not name:
        return ""
    if _BODIES.search(name):
        return name
    return name if _PERSON.match(name) and len(name) <= 16 else ""


# 「祝南乔委员提出的“…”」「甘棠、采薇、谷风生、白驹等代表提出的」「王明等10名代表联名提出」
_MAKER = re.compile(
    r"(?:^|[，,。:：、；])(?:由|现?[就将对]|[贵你][局委厅部办院镇乡]转来的?|关于|现|接到|收到|会议上)?"
    r"(?:[^，。：；]{1,24}?(?:(?:主办|会办|协办|牵头|承办|办理|转来|转办|交办)的|决定将))?"
    r"(?P<names>[\u3400-\u9fff·*]{2,24}?(?:[、，,](?:[（(][\u4e00-\u9fff]{1,7}[）)])?[\u3400-\u9fff·*]{2,14}?){0,14})"
    r"(?:等\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s?[名位]?)?(?:全国|[省市区县州旗镇乡])?(?:政协|人大)?(?:委员|代表)"
    r"(?:等\s?(?:\d{1,3})?\s?[名位人]?)?(?:领衔|联名|共同|在[^，。]{0,30}上)?(?:提[出交]|所提|的?[《“](?=[关對对]))"
)
# 「陶然委员、九三学社某市委提出的」: persons and bodies in a row
_MIXED = re.compile(
    r"(?:^|[，。：；])(?P<names>[\u3400-\u9fff·*]{2,12}(?:委员|代表)(?:[、和][\u3400-\u9fff·*]{2,20}){1,6}?)"
    r"(?:联名|共同)?(?:所提|提[出交])"
)
# 「现将自治区政协委员敖日娜提出的《…》」: the title before the name
_STYLED = re.compile(
    r"(?:政协|人大)?(?:委员|代表)(?!领衔|联名|共同|在)(?P<names>[\u3400-\u9fff·*]{2,12}?(?:[、，,][\u3400-\u9fff·*]{2,12}?){0,14})"
    r"(?:等\s?(?:\d{1,3})?\s?[名位人]?)?(?:同志)?(?:领衔|联名|共同)?(?:提[出交]|所提)"
)
_ORGANISATION = re.compile(
    r"(?:^|[，,。:：；])(?:由|现?对|关于|现?将|就|(?:贵[局委厅部办])?转来的?|收到)?(?P<names>(?:民建|民盟|民革|民进|农工党?|致公党?|九三学社|台盟|[^，。；]{0,8}工商联)[^，。；提的]{0,16})"
    r"(?:所)?提[出交]"
)
_MEETING = re.compile(r"^.{0,40}(?:会议|大会)上?[，,]?")


def _in_opening(letter: Letter) -> Found[tuple[str, ...]]:
    line = letter.opening
    for pattern in (_MIXED, _MAKER, _ORGANISATION, _STYLED):
        for found in pattern.finditer(line.text[:300]):
            start = found.start("names")
            skip = _MEETING.match(found["names"])
            names = _named(line, start + (skip.end() if skip else 0), found.end("names"))
            names = Found(
                tuple(n for n in names.value if not re.search(r"会议|收到|关于|我", n)), names.spans
            )
            if names.value and len(names.value) == len(names.spans):
                return names
    for cell in ("提案人", "提案者", "领衔代表", "代表姓名", "委员姓名"):
        if value := letter.portal.get(cell):
            listed = tuple(name for piece in _SEPARATORS.split(value) if (name := _name(piece)))
            if listed:
                return Found(listed)
    return Found(())
