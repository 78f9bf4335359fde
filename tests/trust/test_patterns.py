"""No pattern of the program can be made to hang by a text."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from app.config import ROOT


@pytest.mark.slow
def test_every_pattern_is_quick_on_hostile_text() -> None:
    """Each pattern goes through each text of 20,000 characters in less than 50 ms."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.patterns"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    print(f"{said['patterns']} patterns × {said['texts']} texts, worst {said['worst_ms']} ms")  # noqa: T201
    assert said["patterns"] > 300
    assert said["texts"] >= 30
    assert said["slow"] == []
