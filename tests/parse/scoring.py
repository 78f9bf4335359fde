"""What of a letter's labels the parser reads: right, present, wrongly added (gold/LETTERS.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.codec import dossier_json
from app.model import Dossier
from app.pipeline import process

Json = Mapping[str, Any]
BODIES = {"cppcc": "政协", "congress": "人大", None: None}
OUTCOMES = {
    "resolved": "resolved", "in_progress": "planned", "planned": "planned", "noted": "reference",
    "infeasible": "other", None: None,
}  # fmt: skip
LISTS = ("agency", "proposal_numbers", "proposers", "consulted_agencies", "cc")


@cache
def understood(path: Path) -> Dossier:
    """Return what is understood of a letter, read once for all that look at it."""
    return process(path)[0]


def read(path: Path) -> dict[str, Any]:
    """Return a letter's fields under the names of the labels."""
    reply = dossier_json(understood(path))["reply"]
    place, plenary = reply["place"] or {}, reply["plenary"] or {}
    contact = reply["contact"]
    return {
        "doc_number": reply["document_number"],
        "agency": reply["agencies"],
        **{key: place.get(key) for key in ("level", "province", "city", "district")},
        "body": BODIES[reply["body"]],
        "session_term": plenary.get("term"),
        "session_meeting": plenary.get("session"),
        "proposal_numbers": reply["numbers"],
        "proposal_title": reply["title"],
        "proposal_kind": reply["kind_label"],
        "proposers": reply["proposers"],
        "outcome": OUTCOMES[reply["outcome"]],
        "outcome_raw": reply["outcome_text"],
        "disclosure": reply["disclosure"],
        "signer": reply["signer"],
        "consulted_agencies": reply["co_handlers"],
        "date": reply["dated"],
        "print_date": reply["printed"],
        "contact_name": contact["name"],
        "contact_phone": contact["phone"],
        "contact_address": contact["address"],
        "postcode": contact["postcode"],
        "copies_printed": reply["copies"],
        "cc": reply["cc"],
    }


def comparable(value: object) -> object:
    """Return a value as the comparison sees it: no spaces, brackets alike, lists as sets."""
    if isinstance(value, list):
        return frozenset(comparable(one) for one in value) or None
    if isinstance(value, str):
        squeezed = re.sub(r"\s", "", value).translate(
            str.maketrans("[【﹝(（]】﹞)）", "〔" * 5 + "〕" * 5)
        )
        return squeezed.strip("。.;；,，:：") or None
    return value


def wrong_fields(path: Path, labels: Json) -> list[str]:
    """Return the fields that differ from the labels, with both values."""
    found = read(path)
    return [
        f"{path.name} {key}: {labels.get(key)!r} ≠ {found[key]!r}"
        for key in found
        if comparable(found[key]) != comparable(labels.get(key))
    ]


def field_f1(folder: Path, labelled: list[Json]) -> float:
    """Return F1 over all printed fields of the labelled letters."""
    right = present = extra = 0
    for labels in labelled:
        found = read(folder / labels["file"])
        for key, value in found.items():
            want, got = comparable(labels.get(key)), comparable(value)
            present += want is not None
            right += want is not None and got == want
            extra += want is None and got is not None
    precision, recall = right / (present + extra), right / present
    return 2 * precision * recall / (precision + recall)


def gold(path: Path) -> list[Json]:
    """Return the labels of a folder of letters."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
