"""`--from-list`: a CSV table that says which files to take in and what is known of them.

One column is the path (or the address); columns named like fields that people may correct are
written down as corrections by the list, so they win over what is read, and win again later.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import BadInput, because
from app.ingest.corrections import BY_LABEL, FIELDS, named, value_of
from app.readers.charset import decoded

PATHS = ("path", "file", "路径", "文件", "文件路径")
ADDRESSES = ("url", "address", "网址", "地址", "链接")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: a file or an address, and the fields that are known."""

    path: Path | None
    address: str | None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says, and the columns of it that nothing is known of."""

    entries: tuple[Entry, ...] = ()
    unknown: tuple[str, ...] = ()


def listed(file: Path) -> Listed:
    """Return what a list says; paths are understood from the list's own folder."""
    try:
        text = decoded(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file}: 读不出来（{because(error)}）；请检查路径。") from None
    if not text or not text.strip():
        raise BadInput(f"{file}: 清单是空的，或不是文本；请存成 CSV（UTF-8）。")
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    columns = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = columns
    if not {name.lower() for name in columns} & {*PATHS, *ADDRESSES}:
        raise BadInput(f"{file}: 第一行要有“路径”或“网址”一列；现有 {'、'.join(columns)}。")
    return Listed(tuple(_entries(file, rows)), tuple(n for n in columns if n and not _known(n)))


def _known(column: str) -> bool:
    """Tell whether a column says which file, or a field of its letter."""
    name = column.lower()
    return name in {*PATHS, *ADDRESSES, *FIELDS} or name in BY_LABEL


def _entries(file: Path, rows: csv.DictReader[str]) -> Iterator[Entry]:
    for number, row in enumerate(rows, 2):
        cells = {name.lower(): (value or "").strip() for name, value in row.items() if name}
        path = next((cells[name] for name in PATHS if cells.get(name)), None)
        address = next((cells[name] for name in ADDRESSES if cells.get(name)), None)
        if not path and not address:
            raise BadInput(f"{file}: 第 {number} 行没有路径也没有网址；请补上或删去这一行。")
        known = {
            named(name): value
            for name, value in cells.items()
            if value and name not in {*PATHS, *ADDRESSES} and _known(name)
        }
        for name, value in known.items():
            value_of(name, value)
        yield Entry(file.parent / path if path else None, address, known)
