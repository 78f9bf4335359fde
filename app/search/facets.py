"""The facets: one line each; page, API, CSV, feed and the index get them from here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of filter values; `open` ones have values that no enumeration lists."""

    name: str
    label: str
    open: bool = True


FACETS: tuple[Facet, ...] = (
    Facet("kind", "文种", open=False),
    Facet("district", "地区"),
    Facet("agency", "承办单位"),
    Facet("outcome", "办理结果", open=False),
    Facet("year", "年份"),
    Facet("theme", "主题"),
    Facet("body", "提出于", open=False),
    Facet("has", "内容", open=False),
)
NAMES = tuple(facet.name for facet in FACETS)


@dataclass(frozen=True, slots=True)
class Tally:
    """One value of a facet: how many replies it would give if it were ticked."""

    value: str
    label: str
    count: int
    selected: bool
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class FacetTally:
    """A facet with its values: ticked ones first, then by count, then by label."""

    name: str
    label: str
    values: tuple[Tally, ...]
    selected: tuple[str, ...]
