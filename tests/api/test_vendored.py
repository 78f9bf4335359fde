"""What is vendored is what was published: each file by its SHA-256, each with its licence."""

from __future__ import annotations

import hashlib
import json

import pytest

from app.config import ROOT

VENDOR = ROOT / "static" / "vendor"
LISTED = json.loads((VENDOR / "VENDORED.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LISTED)
def test_a_vendored_library_is_unaltered(name: str) -> None:
    """Every file is listed with its hash, and nothing lies there that is not listed."""
    there = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (VENDOR / name).iterdir()
    }
    assert there == LISTED[name]["files"]
    assert {"LICENSE", "NOTICE"} <= set(there)
    print(f"{name}: {len(there)} files as listed")  # noqa: T201


def test_no_library_is_vendored_without_being_listed() -> None:
    """The list names every folder."""
    assert {folder.name for folder in VENDOR.iterdir() if folder.is_dir()} == set(LISTED)
