"""Places in words and in order: 上海市 > 浦东新区; what a city's own bureaus are called."""

from __future__ import annotations

import re

from app.model import Level
from app.store.tallies import PlaceTally

EMPTY_PAIRS = re.compile(r"(?:00)+$")
NATION = "国家部委"
UNKNOWN = "地区未写明"


def place_name(
    level: str | None, province: str | None, city: str | None, district: str | None
) -> str:
    """Return a place as lists call it; a city's own bureaus belong to no district."""
    if level == Level.NATION:
        return NATION
    if level == Level.DISTRICT and district:
        return district
    name = city if level == Level.CITY else province
    return f"{name}（{Level(level).label}）" if name and level else UNKNOWN


def place_name_of(place: PlaceTally) -> str:
    """Return a counted place as lists call it."""
    return place_name(place.level, place.province, place.city, place.district)


def parent_name(level: str | None, province: str | None, city: str | None) -> str:
    """Return what stands above a place: its city, or its province."""
    if level == Level.NATION:
        return NATION
    return city or province or UNKNOWN


def body_name(body: str | None, level: str | None, city: str | None, district: str | None) -> str:
    """Return where somebody sits: 浦东新区政协委员."""
    place = (district if level == Level.DISTRICT else city) or ""
    seat = {"cppcc": "政协委员", "congress": "人大代表"}.get(body or "", "提案人")
    return f"{place}{seat}"


def stem(code: str) -> str:
    """Return what the codes of a place and of all below it begin with: 310000 → 31."""
    return EMPTY_PAIRS.sub("", code)
