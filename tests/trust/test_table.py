"""The table of promises (README.md beside this) names tests that are there, for every row."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from app.config import ROOT

ROW = re.compile(r"^\| (?P<number>\d+) \|.*\| (?P<tests>`tests/.+`) \|$", re.MULTILINE)
TEST = re.compile(r"`(?P<file>tests/\S+\.py)::(?P<name>test_\w+)`")


def test_every_promise_has_its_test() -> None:
    """Sixteen rows, none of a test that is gone, each with one that prints its figure."""
    text = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    rows = {int(row["number"]): TEST.findall(row["tests"]) for row in ROW.finditer(text)}
    assert sorted(rows) == list(range(1, 17))
    for number, tests in rows.items():
        found = [_functions(file)[name] for file, name in tests]
        assert any(map(_prints, found)), f"no test of row {number} prints its figure"


@cache
def _functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _prints(function: ast.FunctionDef) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == "print" for called in calls)
