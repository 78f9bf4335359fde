"""Short names of agencies, as the letters themselves show them: 浦科经委, 区科经委.

Three places tell one: the word at the head of an agency's own document numbers,
浦科经委办理〔2025〕; the spelling under which other letters of its place name who was consulted,
会同区科经委; and the running text of the letters of its place, 我区科经委牵头.
A spelling counts only where its characters stand in the full name in this order, beginning with
the same one; one that would fit two agencies of a place is nobody's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from app.store.tables import AGENCY, REPLY
from app.store.tallies import AgencyTally

# 「办理」「函」「提复」: what follows the agency's word in a document number
DEALING = re.compile(
    r"(?:办理?|函|字|复|答|提案?|议案?|建议?|案|政协?|协|人大?|代|意见?|信|发|文|督|综|规)+$"
)
LEVEL = re.compile(r"^(?:全?[省市区县州]|本[省市区县])")  # 「区科经委」
PLACES = re.compile(
    r"^(?:[^省市区县]{2,8}?(?:省|自治区|特别行政区|市|新区|区|自治县|县|州|盟|旗))+"
)
# the character by which a province goes in document numbers, where its name does not hold it
BY_NAME = {"上海": "沪申", "河北": "冀", "山西": "晋", "安徽": "皖", "福建": "闽", "江西": "赣"}
BY_NAME |= {"山东": "鲁", "河南": "豫", "湖北": "鄂", "湖南": "湘", "广东": "粤", "广西": "桂"}
BY_NAME |= {"海南": "琼", "重庆": "渝", "四川": "川蜀", "贵州": "黔", "云南": "滇", "陕西": "陕秦"}
BY_NAME |= {"甘肃": "陇", "内蒙": "蒙"}
SHORTEST = 2
LONGEST = 8
# what may stand before a level's character that begins a name: 「会同区科经委」, but not 长宁区科委
BEFORE = r"(?<=[\s、，。；：“（(我本全和与及同跟由请经对向为合以在是按])"
ENDS = "委局办厅院会处部队"


@dataclass(frozen=True, slots=True)
class ShortName:
    """A short name, where it was seen (文号, 会办, 正文), and in how many replies."""

    text: str
    seen_in: str
    replies: int


def short_names(
    connection: Connection, agencies: Iterable[AgencyTally]
) -> dict[str, tuple[ShortName, ...]]:
    """Return the short names of all agencies; two statements however many there are."""
    known = [agency for agency in agencies if agency.replies]
    found: dict[str, list[ShortName]] = {agency.name: [] for agency in known}
    by_name = {agency.name: agency for agency in known}
    counted: dict[tuple[str, str], int] = {}
    for name, head, replies in _document_words(connection):
        word = of_document(head, by_name[name]) if name in by_name else None
        if word:
            counted[name, word] = counted.get((name, word), 0) + replies
    for (name, word), replies in counted.items():
        found[name].append(ShortName(word, "文号", replies))
    for spelling, place, replies in _spellings(connection):
        here = [a for a in known if a.place_code == place and a.name != spelling]
        fitting = [agency for agency in here if abbreviates(spelling, agency)]
        if len(fitting) == 1:
            found[fitting[0].name].append(ShortName(spelling, "会办", replies))
    return {
        name: tuple(sorted(held, key=lambda one: (-one.replies, one.text)))
        for name, held in found.items()
        if held
    }


def of_document(head: str, agency: AgencyTally) -> str | None:
    """Return the short name at the head of a document number: 浦科经委办理 → 浦科经委."""
    for cut in range(len(head), 0, -1):
        word, rest = head[:cut], head[cut:]
        if rest and not DEALING.fullmatch(rest):
            continue
        if _fits(_without_place(word, agency), agency):
            return word
    return None


def abbreviates(spelling: str, agency: AgencyTally) -> bool:
    """Whether a spelling can mean this agency: 区科经委, 科经委, 浦东新区科经委."""
    return any(
        _fits(core, agency)
        for core in {spelling, LEVEL.sub("", spelling), PLACES.sub("", spelling)}
    )


def in_texts(
    texts: Iterable[str], agency: AgencyTally, agencies: Iterable[AgencyTally]
) -> tuple[str, ...]:
    """Return the spellings that texts of an agency's place use for it, the most usual first."""
    place = agency.district or agency.city or agency.province
    here = [a for a in agencies if a.replies and a.place_code == agency.place_code]
    if not place:
        return ()
    named = re.compile(f"(?:^|{BEFORE}){place[-1]}(?={re.escape(_own(agency)[:1])})")
    told = re.compile(f'{re.escape(agency.name)}[（(](?:以下)?简称[：:]?[“"「]?([一-龥]{{2,10}})')
    seen: Counter[str] = Counter()
    for text in texts:
        starts = (found.start() for found in named.finditer(text))
        spellings = (_spelled(text[at : at + LONGEST + 1], agency) for at in starts)
        seen.update({one for one in spellings if one} | set(told.findall(text)))
    alone = (word for word, _ in seen.most_common() if sum(abbreviates(word, a) for a in here) < 2)
    return tuple(alone)


def _spelled(text: str, agency: AgencyTally) -> str | None:
    """Return the short name that a text begins with: 区科经委 of 「区科经委牵头」."""
    if text.startswith(_own(agency)[: LONGEST - 1], 1):
        return None  # it is the whole name
    ends = (at for at in range(SHORTEST, len(text)) if text[at] in ENDS)
    found = (text[: at + 1] for at in ends if _fits(text[1 : at + 1], agency))
    return next(found, None)


def _fits(core: str, agency: AgencyTally) -> bool:
    """Whether the characters stand in the name's own part, in order, the first one first."""
    own = _own(agency)
    if len(core) < SHORTEST or core[0] != own[:1]:
        return False
    rest = iter(own)
    return all(character in rest for character in core)


def _own(agency: AgencyTally) -> str:
    """Return a name without the places before it: 科技和经济委员会."""
    name = agency.name
    for place in (agency.province, agency.city, agency.district):
        name = name.removeprefix(place or "")
    return name


def _without_place(word: str, agency: AgencyTally) -> str:
    places = "".join(filter(None, (agency.province, agency.city, agency.district)))
    signs = places + BY_NAME.get((agency.province or "")[:2], "")
    own = _own(agency)
    for skipped in range(3):
        if word[skipped : skipped + 1] == own[:1]:
            return word[skipped:]
        if word[skipped : skipped + 1] not in signs:
            break
    return ""


def _document_words(connection: Connection) -> Iterable[tuple[str, str, int]]:
    number = REPLY.c.document_number
    head = func.substr(number, 1, func.instr(number, "〔") - 1)
    rows = connection.execute(
        select(REPLY.c.agency, head, func.count())
        .where(REPLY.c.agency.is_not(None), func.instr(number, "〔") > 1)
        .group_by(REPLY.c.agency, head)
        .order_by(REPLY.c.agency, head)
    )
    return [(name, head, count) for name, head, count in rows]


def _spellings(connection: Connection) -> Iterable[tuple[str, str | None, int]]:
    rows = connection.execute(
        select(AGENCY.c.name, REPLY.c.place_code, func.count())
        .join(REPLY, REPLY.c.rowid == AGENCY.c.reply)
        .where(AGENCY.c.part == "co_handler")
        .group_by(AGENCY.c.name, REPLY.c.place_code)
        .order_by(AGENCY.c.name)
    )
    return [(name, place, count) for name, place, count in rows]
