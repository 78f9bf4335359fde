"""Where the answering agency sits: code, level, and the parents the letter does not print.

A printed name decides; parents are filled in only if the name is unique, or something else in the
letter (another place, the province's character in the document number) leaves one reading.
Otherwise the place stays open and a Problem says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.model import Level, Place, Problem
from app.parse.gazetteer import SUFFIX, ZONED, Unit, fits, gazetteer, leading, named, narrowed
from app.parse.parts import SITE_OWNER, Letter

# province characters of document numbers: 沪科建复, 豫建议, 闽交建函
_CHARACTERS = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "内": "15", "辽": "21", "吉": "22",
    "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "黔": "52",
    "贵": "52", "滇": "53", "云": "53", "藏": "54", "陕": "61", "甘": "62", "青": "63", "宁": "64",
    "新": "65",
}  # fmt: skip

# 「市场监管总局」「农业农村部」「国家医疗保障局」「最高人民法院」「中国民用航空局」
_CENTRAL = re.compile(
    r"^(?:国家|國家|国务院|中央|最高|全国|中国|中华|中共中央)|(?:总局|總局|总署|總署)$|"
    r"^(?!.{0,4}[委装])[\u4e00-\u9fff]{2,12}部$|^审计署$"
)
# 「国家税务总局湘潭市税务局」「国家统计局长治调查队」「中国人民银行宜昌市分行」: a branch somewhere
_VERTICAL = re.compile(
    r"^(?:国家(?:税务|金融监督管理|矿山安全监察|移民管理|统计|能源|烟草专卖)(?:总局|局)|国网|中国铁路[\u4e00-\u9fff]{2,8}局集团(?:有限)?(?:公司)?|"
    r"中国(?:人民银行|移动|电信|联通|铁塔|邮政|农业银行|工商银行|建设银行|石油|石化|广电)"
    r"[\u4e00-\u9fff]{0,8}?(?:公司)?)"
)
_BRANCH = re.compile(
    r"(?:公安局|规划和自然资源局|生态环境局|税务局|国土资源局|环境保护局)"
    r"(?P<name>[\u4e00-\u9fff]{2,6}?)(?:区|县|市)?分局"
)
# 「某省电力有限公司·某县供电公司」「某省分公司·某市营业部」: the part answers for its own place
_PART = re.compile(r"[\u4e00-\u9fff（）()]{4,30}?(?:公司|集团|银行|总队)(?=[\u4e00-\u9fff]{4,})")
ZONE = "zone-unplaced"
UNPLACED = "只印了开发区、新区的名称，没有印出它所在的市或区县"
_CORPS = re.compile(r"兵团|^第[一二三四五六七八九十]{1,3}师")
_LEVELS = (
    (re.compile(r"^(?:本?省|自治区)|我省|全省|厅$"), Level.PROVINCE),
    (re.compile(r"^(?:本?市|州|盟)"), Level.CITY),
    (re.compile(r"^(?:本?区|县|旗|镇|乡|街道)"), Level.DISTRICT),
)
_TOWN = re.compile(r"(?:街道|街道办事处|镇人民政府|乡人民政府|镇政府|乡政府|镇|乡|民族乡人民政府)$")
_OUR = re.compile(r"我(?P<unit>省|市|区|县|州|旗|镇|乡)(?!级|场|民|域)|本(?P<own>省|市|区|县)")
_SPEAKS = {"省": Level.PROVINCE, "市": Level.CITY, "州": Level.CITY}


def place(letter: Letter, issuers: tuple[str, ...]) -> tuple[Place | None, tuple[Problem, ...]]:
    """Return the place of the first issuer, and whether its name was ambiguous."""
    if not issuers:
        return _without_agency(letter)
    agency = issuers[0]
    chain = leading(agency.removeprefix("中国共产党").removeprefix("中共"))
    if not chain and (branch := _VERTICAL.match(agency)):
        chain = leading(agency[branch.end() :]) or named(agency)
    if not chain and _CENTRAL.search(agency):
        return Place(None, Level.NATION, None, None, None), ()
    if _CORPS.search(agency):
        return _corps(agency), ()
    if branch := _BRANCH.search(agency):
        chain = [*chain, *_branch(branch["name"])]
    if part := _PART.match(agency):
        chain = [*chain, *leading(agency[part.end() :])]
    if not chain:
        return _from_surroundings(letter, agency)
    return _decided(narrowed(chain), letter, agency)


def _branch(name: str) -> list[tuple[Unit, ...]]:
    table = gazetteer()
    for form in (name, name + "区", name + "新区", name + "县", name + "市"):
        if units := table.full.get(form):
            return [units]
    return [units] if (units := table.short.get(name, ())) else []


def _corps(agency: str) -> Place:
    chain = [u for units in named(agency) for u in units if u.stem.startswith("65")]
    if chain:
        return chain[-1].place
    level = Level.CITY if re.search(r"第.{1,3}师", agency) else Level.PROVINCE
    return Place("650000", level, "新疆维吾尔自治区", None, None)


def _decided(
    units: tuple[Unit, ...], letter: Letter, agency: str
) -> tuple[Place | None, tuple[Problem, ...]]:
    if len(units) > 1:
        units = _by_surroundings(units, letter)
    if len(units) > 1:
        units = _city_by_short_name(units, agency)
    if len(units) == 1:
        found = _with_level(units[0], agency, letter)
        return found, _unplaced(found, units[0], agency)
    unit = units[0]
    same = {one.level for one in units} == {unit.level}
    choices = "、".join(_whole_name(one) for one in units[:4])
    message = f"地名不止一处，信里没有说是哪一处：“{unit.name}”可能是{choices}。"
    problem = Problem("place-ambiguous", message)
    district = unit.name if unit.level is Level.DISTRICT else None
    return Place(None, unit.level, None, None, district) if same else None, (problem,)


def _city_by_short_name(units: tuple[Unit, ...], agency: str) -> tuple[Unit, ...]:
    """Return the one city among districts of its short name: 西安·浐河新区, and no 西安区.

    A district's agency prints 区, but a city's zone seldom prints 市.
    """
    cities = tuple(unit for unit in units if unit.level is Level.CITY)
    zone = len(cities) == 1 and ZONED.match(_behind(cities[0], agency))
    return cities if zone else units


def _whole_name(unit: Unit) -> str:
    return "".join(dict.fromkeys(filter(None, (unit.province, unit.city, unit.district))))


def _unplaced(found: Place, unit: Unit, agency: str) -> tuple[Problem, ...]:
    """Return the problem of a zone that prints its city only: 合肥高新区, 天津开发区."""
    zone = ZONED.match(_behind(unit, agency))
    if not zone or found.district:
        return ()
    within = "哪个区县" if found.city else "哪个市"
    printed = agency.partition(zone[0])[0] + zone[0]
    return (Problem(ZONE, f"{UNPLACED}：“{printed}”没有印出在{within}。"),)


def _with_level(unit: Unit, agency: str, letter: Letter) -> Place:
    """Return the unit as a place; towns, streets and zones of a city are of county level.

    A zone that prints its province only lies in the city whose congress it answers.
    """
    if unit.level is Level.CITY and unit.district is None and _below_city(unit, agency):
        return Place(unit.code, Level.DISTRICT, unit.province, unit.city, None)
    if unit.level is Level.PROVINCE and ZONED.match(_behind(unit, agency)):
        asked = narrowed(named(letter.title.text)) if letter.title else ()
        if len(asked) == 1 and asked[0].city and fits(asked[0], unit):
            return Place(asked[0].code, Level.DISTRICT, unit.province, asked[0].city, None)
        return Place(unit.code, Level.CITY, unit.province, None, None)
    return unit.place


def _below_city(unit: Unit, agency: str) -> bool:
    """Return whether an agency of a city is a town's, a street's or a zone's."""
    return bool(_TOWN.search(agency) or ZONED.match(_behind(unit, agency)))


def _behind(unit: Unit, agency: str) -> str:
    """Return an agency's name without the place before it, in full or short."""
    name = unit.name if unit.name in agency else SUFFIX.sub("", unit.name)
    return agency.partition(name)[2] if name else ""


def _by_surroundings(units: tuple[Unit, ...], letter: Letter) -> tuple[Unit, ...]:
    """Return the units that the rest of the letter leaves possible."""
    words = _surroundings(letter)
    mentioned = {unit.stem for found in named(words) for unit in found if len(found) == 1}
    for size in (4, 2):
        kept = tuple(unit for unit in units if any(stem == unit.stem[:size] for stem in mentioned))
        if len(kept) == 1:
            return kept
    for bare, held in gazetteer().short.items():
        if (
            len(bare) >= 2
            and bare in words
            and all(one.level is not Level.DISTRICT for one in held)
        ):
            kept = tuple(unit for unit in units if any(fits(unit, one) for one in held))
            if len(kept) == 1:
                return kept
    character = _province_character(letter)
    kept = tuple(unit for unit in units if unit.stem[:2] == character)
    return kept if len(kept) == 1 else units


def _surroundings(letter: Letter) -> str:
    """Return the words outside the body that may name where the letter comes from."""
    lines = [*letter.head, letter.opening, *letter.foot]
    return "\n".join([*(line.text for line in lines), *letter.portal.values()])


def _province_character(letter: Letter) -> str | None:
    for line in letter.head:
        if found := re.match(
            r"[（(]?([\u4e00-\u9fff])[\u4e00-\u9fff]{1,10}[〔\[【﹝（(]\d{4}", line.text
        ):
            return _CHARACTERS.get(found[1])
    return None


def _from_surroundings(letter: Letter, agency: str) -> tuple[Place | None, tuple[Problem, ...]]:
    """Return the place of an agency whose name has none: 县文旅局, 市科委, 交通局."""
    level = next((level for pattern, level in _LEVELS if pattern.search(agency)), None)
    if level is None and _TOWN.search(agency):
        return _of_town(letter), ()
    if level is None and (near := named(_surroundings(letter))):
        return _decided(near[0], letter, agency)
    level = level or _spoken_for(letter)
    words = _surroundings(letter) + "\n" + "\n".join(line.text for line in letter.body)
    first = next((u for u in named(words) if any(one.level is level for one in u)), ())
    if first and (level is not Level.CITY or _own(first, letter)):
        return _decided(tuple(one for one in first if one.level is level), letter, agency)
    if agency.startswith("市") and (asked := _asked_for(letter)):
        return _decided((asked,), letter, agency)
    lost = ZONED.match(agency)
    problems = (Problem(ZONE, f"{UNPLACED}：“{lost[0]}”没有印出在哪个省市。"),) if lost else ()
    return (Place(None, level, None, None, None) if level else None), problems


def _spoken_for(letter: Letter) -> Level | None:
    """Return for whom a letter speaks: 「水利局」 of one that says 我县."""
    found = next(filter(None, (_OUR.search(line.text) for line in letter.body)), None)
    return _SPEAKS.get(found["unit"] or found["own"], Level.DISTRICT) if found else None


def _of_town(letter: Letter) -> Place:
    """Return the county of a town's office that does not name it.

    Its congress is named in the heading, or its site is the county's.
    """
    headings = (line.text for line in reversed(letter.titles))
    for words in (*headings, letter.portal.get(SITE_OWNER, "")):
        held = narrowed(named(words))
        if len(held) == 1 and held[0].level is Level.DISTRICT:
            return held[0].place
    return Place(None, Level.DISTRICT, None, None, None)


# 「您提出的关于新密市老旧小区改造的建议」: what is asked of 市住建局 is asked for its own city
_ASKED_FOR = re.compile(r"关于(?:加快|加强|推进|推动|完善|优化|解决|改善|提升|对|在|将)?")


def _asked_for(letter: Letter) -> Unit | None:
    """Return the one city, also of county level, that the request begins with."""
    text = letter.opening.text
    begun = (narrowed(leading(text[found.end() :])) for found in _ASKED_FOR.finditer(text))
    cities = {units[0] for units in begun if len(units) == 1 and units[0].name.endswith("市")}
    return cities.pop() if len(cities) == 1 else None


def _own(units: tuple[Unit, ...], letter: Letter) -> bool:
    """Return whether a city is named in head or foot, not only somewhere in the body."""
    return bool(units) and units[0].name in _surroundings(letter)


def _without_agency(letter: Letter) -> tuple[Place | None, tuple[Problem, ...]]:
    """Return the place of a letter that prints no agency.

    Its heading names it, or the meeting of its congress, or who put the page up, or an act of its
    own government; else only the level is known.
    """
    if near := next(filter(None, _told_around(letter)), None):
        return _decided(narrowed(near), letter, "")
    for line in letter.body:
        if found := _OUR.search(line.text):
            unit = found["unit"] or found["own"]
            if own := (
                _of_own_acts(letter, unit) or _of_site(letter, unit) or _alone(letter, unit)
            ):
                return _decided((own,), letter, "")
            return Place(None, _SPEAKS.get(unit, Level.DISTRICT), None, None, None), ()
    return None, ()


def _told_around(letter: Letter) -> Iterator[list[tuple[Unit, ...]]]:
    """Yield the places that the headings, the meeting and the portal's cells name."""
    yield from (named(line.text) for line in reversed(letter.titles))
    yield _of_meeting(letter)
    for cell in ("发布机构", "发布机关", "发文机关", "信息来源", "来源"):
        yield named(letter.portal.get(cell, ""))


def _of_site(letter: Letter, unit: str) -> Unit | None:
    """Return the place whose government keeps the site, if it is of the kind the letter says."""
    owner = narrowed(named(letter.portal.get(SITE_OWNER, "")))
    return owner[0] if len(owner) == 1 and owner[0].name.endswith(unit) else None


# 「赴永嘉县考察」「借鉴德清县的做法」「与镇宁县相邻」: whose place is not one's own
_ELSEWHERE = re.compile(r"考察|借鉴|学习|参观|邻|毗|相比|对标|兄弟|其他|外地|例如|对口|结对|帮扶")


def _alone(letter: Letter, unit: str) -> Unit | None:
    """Return the one county of its kind that a letter names, which says 我县 and not why else."""
    lines = [line.text for line in letter.body]
    if any(_ELSEWHERE.search(line) for line in lines):
        return None
    held = [units for line in lines for units in named(line)]
    own = {one[0] for one in held if one[0].name.endswith(unit)}
    only = own.pop() if len(own) == 1 and all(len(one) == 1 for one in held) else None
    return only if only and only.level is Level.DISTRICT else None


# 「您在香格里拉市三届人民代表大会第二次会议上提出的」
_MEETING = re.compile(r"(?P<before>[\u4e00-\u9fff]{2,16}?)第?[一二三四五六七八九十\d]{1,3}届")


def _of_meeting(letter: Letter) -> list[tuple[Unit, ...]]:
    found = _MEETING.search(letter.opening.text[:120])
    return named(found["before"]) if found else []


# 「潭州市人民政府办公室印发《潭州市…管理办法》」「我市颁布实施了《潭州市…条例》」
_OWN_ACT = re.compile(
    r"(?P<by>[\u4e00-\u9fff]{2,12}?)(?:人民)?政府(?:办公室|办公厅)?(?:正式)?(?:印发|出台|制定|发布|公布)了?《"
    r"|我[省市县区州旗][^。；]{0,24}?(?:印发|出台|制定|颁布|发布|公布|实施|修订)(?:实施)?了?《(?P<act>[^《》]{4,40})》"
)


# quicker to look for: the engine skips to its first characters
_MAY_BE_ACT = re.compile(r"政府[^《，。]{0,12}《|我[省市县区州旗][^。；]{0,36}《")


def _of_own_acts(letter: Letter, unit: str) -> Unit | None:
    """Return the one place of that kind whose own acts the letter names."""
    lines = [line.text for line in letter.body if _MAY_BE_ACT.search(line.text)]
    acts = [found for line in lines for found in _OWN_ACT.finditer(line)]
    units = {
        held[0]
        for found in acts
        for held in named(found["by"] or found["act"])[:1]
        if len(held) == 1 and held[0].name.endswith(unit)
    }
    return units.pop() if len(units) == 1 else None
