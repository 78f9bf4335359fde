"""The package that describes the bulk files: a Frictionless `datapackage.json`.

Each file with its columns, its number of rows and, where it has been made, its size and SHA-256,
so that whoever keeps a copy can tell that it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.api.bulk.sheets import FIGURE_COLUMNS, PLEDGE_COLUMNS, Column, reply_columns
from app.codec import Json

DATES = ("dated", "printed", "published", "reply.dated", "due_until")
NUMBERS = ("low", "high")  # `value` may be a date too
WHOLE = ("paragraph", "figures", "pledges", "plenary.term", "plenary.session")
TITLE = "答复库：政协提案和人大代表建议的答复"
SHEETS = {"replies": reply_columns(""), "figures": FIGURE_COLUMNS, "pledges": PLEDGE_COLUMNS}


@dataclass(frozen=True, slots=True)
class File:
    """A file of the package; what is not known of it is left out."""

    name: str
    path: str
    rows: int | None = None
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """Frictionless Data Package 描述（datapackage.json）。"""

    profile: str
    name: str
    title: str
    version: str
    created: datetime | None
    resources: tuple[dict[str, Any], ...]


def package(
    lines: File, sheets: Iterable[File], revision: int, modified: datetime | None
) -> Package:
    """Return the descriptor of a set of bulk files."""
    whole = {
        **_resource(lines),
        "title": "全部答复，每行一件，内容同接口的 replies/{id}",
        "format": "jsonl",
        "mediatype": "application/gzip",
        "compression": "gz",
    }
    tables = (
        {
            **_resource(file),
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "schema": {"fields": [_field(column) for column in SHEETS[file.name]]},
        }
        for file in sheets
    )
    return Package("data-package", "dafu", TITLE, str(revision), modified, (whole, *tables))


def _resource(file: File) -> Json:
    shape: Json = {"name": file.name, "path": file.path, "encoding": "utf-8"}
    if file.rows is not None:
        shape["rows"] = file.rows
    if file.sha256 is not None:
        shape |= {"bytes": file.bytes, "hash": f"sha256:{file.sha256}"}
    return shape


def _field(column: Column) -> Json:
    name, label, _ = column
    kinds = {"date": DATES, "number": NUMBERS, "integer": WHOLE}
    kind = next((kind for kind, names in kinds.items() if name in names), "string")
    return {"name": label, "title": name, "type": kind}
