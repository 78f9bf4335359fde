"""Units that count the same thing (项 and 个), and measures brought to one unit: units.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("units.toml")


@cache
def entries() -> dict[str, list[dict[str, Any]]]:
    """Return units.toml as it is written, with its examples."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def _table() -> dict[str, tuple[str, float]]:
    table = {unit: (entry["to"], 1.0) for entry in entries()["class"] for unit in entry["from"]}
    for entry in entries()["measure"]:
        table[entry["unit"]] = (entry["to"], float(entry["factor"]))
    return table


@cache
def _counted() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        unit: (entry["to"], tuple(entry["ends"]))
        for entry in entries()["counted"]
        for unit in entry["from"]
    }


def unit_class(unit: str | None) -> tuple[str, float]:
    """Return the class a unit belongs to and the factor that brings a value to it.

    A rate keeps its tail: 元/月 is a class of its own.
    """
    if unit is None:
        return "", 1.0
    return _table().get(unit, (unit, 1.0))


def unit_of(unit: str | None, core: str) -> tuple[str, float]:
    """Return the class and factor of a unit that counts this: 社会组织 by 家 or by 个."""
    if unit in _counted() and core.endswith(_counted()[unit][1]):
        return _counted()[unit][0], 1.0
    return unit_class(unit)
