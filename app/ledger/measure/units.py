"""Units that count the same thing (项 and 个), and measures brought to one unit: units.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("units.toml")


@cache
def _table() -> dict[str, tuple[str, float]]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    table = {unit: (entry["to"], 1.0) for entry in data["class"] for unit in entry["from"]}
    for entry in data["measure"]:
        table[entry["unit"]] = (entry["to"], float(entry["factor"]))
    return table


def unit_class(unit: str | None) -> tuple[str, float]:
    """Return the class a unit belongs to and the factor that brings a value to it.

    A rate keeps its tail: 元/月 is a class of its own.
    """
    if unit is None:
        return "", 1.0
    return _table().get(unit, (unit, 1.0))
