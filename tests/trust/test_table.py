"""The table of promises (README.md beside this) names tests that are there, for every row."""

from __future__ import annotations

import re
from pathlib import Path

from app.config import ROOT

ROW = re.compile(r"^\| (?P<number>\d+) \|.*\| (?P<tests>`tests/.+`) \|$", re.MULTILINE)
TEST = re.compile(r"`(?P<file>tests/\S+\.py)::(?P<name>test_\w+)`")


def test_every_promise_has_its_test() -> None:
    """Sixteen rows, each with one test at least, and none of a test that is gone."""
    text = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    rows = {int(row["number"]): TEST.findall(row["tests"]) for row in ROW.finditer(text)}
    assert sorted(rows) == list(range(1, 17))
    for number, tests in rows.items():
        assert tests, number
        for file, name in tests:
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name
