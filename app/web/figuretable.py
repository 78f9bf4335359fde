"""文中数据: the figures of a letter as a table, each with its words and its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.model import Dossier, Figure, FigureKind
from app.store.rows import paragraph
from app.web import urls
from app.web.letter import GROUPS, group

ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure as written, and what is known of it."""

    surface: str
    metric: str | None
    subject: str | None
    as_of: str | None
    paragraph: int
    target: str
    group: str
    label: str
    series: str | None  # the address of its metric in other replies


@dataclass(frozen=True, slots=True)
class Tab:
    """A group of figures, how many there are of it, and whether it is marked at first."""

    id: str
    label: str
    count: int
    marked: bool


def figure_lines(dossier: Dossier, series: Mapping[int, str]) -> tuple[FigureLine, ...]:
    """Return the figures in the order of the text; times are marked there, not listed here."""
    labels = dict(GROUPS)
    return tuple(
        FigureLine(
            surface=dossier.text[figure.full_start : figure.full_end],
            metric=figure.metric,
            subject=figure.subject,
            as_of=spoken(figure.as_of),
            paragraph=paragraph(dossier, figure.start),
            target=f"f{index}",
            group=group(figure),
            label=labels[group(figure)],
            series=urls.metric(series[index]) if index in series else None,
        )
        for index, figure in enumerate(dossier.figures)
        if not _time(figure)
    )


def tabs(dossier: Dossier) -> tuple[Tab, ...]:
    """Return the groups that the letter has figures of; times are not marked at first."""
    counted = [group(figure) for figure in dossier.figures]
    return tuple(
        Tab(id, label, counted.count(id), id != "date") for id, label in GROUPS if id in counted
    )


def spoken(as_of: str | None) -> str | None:
    """Return a time in words: 2024-12-31 → 2024年12月31日, 2023/2025 → 2023年至2025年."""
    if as_of is None:
        return None
    return "至".join(_moment(part) for part in as_of.split("/"))


def _moment(iso: str) -> str:
    found = ISO.fullmatch(iso)
    if found is None:
        return iso
    units = zip(found.groups(), "年月日", strict=True)
    return "".join(f"{int(part)}{unit}" for part, unit in units if part)


def _time(figure: Figure) -> bool:
    return figure.kind in (FigureKind.DATE, FigureKind.PERIOD)
