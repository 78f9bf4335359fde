"""Places in words and in order: 上海市 > 浦东新区; what a city's own bureaus are called.

Lists go by the codes of GB/T 2260, as every table of places does: 北京市 first, a province's
cities together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.model import Level
from app.search.taking import district as district_of
from app.search.taking import untold
from app.store.tallies import AgencyTally, PersonTally, PlaceTally
from app.web import urls

EMPTY_PAIRS = re.compile(r"(?:00)+$")
NATION = "国家部委"
UNKNOWN = "地区未写明"
CODELESS = "~"  # after every code


@dataclass(frozen=True, slots=True)
class Placed:
    """A place as a line of a list: what it stands under, its name, where its replies are."""

    above: str
    below: bool
    code: str
    name: str
    address: str | None


def place_name(
    level: str | None, province: str | None, city: str | None, district: str | None
) -> str:
    """Return a place as lists call it; a city's own bureaus belong to no district."""
    if level == Level.NATION:
        return NATION
    if level == Level.DISTRICT and district:
        return district
    if level and (city or province) and (label := untold(level, province, city)):
        return label
    name = city if level == Level.CITY else province
    return f"{name or UNKNOWN}（{Level(level).label}）" if level else UNKNOWN


def place_name_of(place: PlaceTally | AgencyTally) -> str:
    """Return a counted place as lists call it."""
    return place_name(place.level, place.province, place.city, place.district)


def place_address(place: PlaceTally | AgencyTally) -> str | None:
    """Return where a place's replies are: its page, or the search for what has none."""
    where = (place.level, place.province, place.city, place.district)
    return address_of(place.place_code, *where)


def address_of(
    code: str | None,
    level: str | None,
    province: str | None,
    city: str | None,
    district: str | None,
) -> str | None:
    """Return where a place's replies are, by its parts; none where not even a level is told."""
    if not level:
        return None
    parts = {"level": level, "province": province, "city": city, "district": district}
    return address_of_value(district_of(parts | {"place_code": code}).value)


def address_of_value(value: str) -> str:
    """Return where a value of the facet leads: a code has a page, a name is searched for."""
    return urls.district(value) if value.isdecimal() else urls.search([("district", value)])


def with_page(rows: Iterable[PlaceTally]) -> dict[str, PlaceTally]:
    """Return the places that have a page of their own, by their codes."""
    coded = ((row.place_code or "", row) for row in rows)
    return {code: row for code, row in coded if place_address(row) == urls.district(code)}


def placed(place: PlaceTally | AgencyTally) -> Placed:
    """Return a place as a line of a list."""
    return Placed(
        above=parent_name(place.level, place.province, place.city),
        below=place.level == Level.DISTRICT,
        code=place.place_code or CODELESS,
        name=place_name_of(place),
        address=place_address(place),
    )


def in_order(places: Iterable[Placed]) -> list[Placed]:
    """Return places by their codes, each under its city; the nation first, the unknown last."""
    every = list(places)
    first: dict[str, str] = {}
    for one in every:
        first[one.above] = min(one.code, first.get(one.above, one.code))

    def order(one: Placed) -> tuple[bool, bool, str, str, bool, str, str]:
        head = one.above == UNKNOWN, one.above != NATION, first[one.above], one.above
        return (*head, one.below, one.code, one.name)

    return sorted(every, key=order)


def parent_name(level: str | None, province: str | None, city: str | None) -> str:
    """Return what stands above a place: its city, or its province."""
    if level == Level.NATION:
        return NATION
    return city or province or UNKNOWN


def body_name(person: PersonTally) -> str:
    """Return where somebody sits: 浦东新区政协委员."""
    place = (
        {
            Level.NATION: "全国",
            Level.PROVINCE: person.province,
            Level.CITY: person.city or person.province,
            Level.DISTRICT: person.district or person.city or person.province,
        }.get(Level(person.level))
        if person.level
        else None
    )
    seat = {"cppcc": "政协委员", "congress": "人大代表"}.get(person.body or "", "提案人")
    return f"{place or ''}{seat}"


def stem(code: str) -> str:
    """Return what the codes of a place and of all below it begin with: 310000 → 31."""
    return EMPTY_PAIRS.sub("", code)
