"""What a server's start waits for: only what its first answers need."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = ("mcp", "app.pipeline", "app.parse", "app.readers", "app.analyse.figures", "app.ingest.run")
STARTED = """
import sys
import app.ingest.opening
from app.config import Settings
from app.web.main import create_app
create_app(Settings())
print(*sys.modules)
"""


@pytest.mark.slow
def test_a_server_starts_without_what_reads_letters_and_without_the_tools() -> None:
    """Both are loaded with the first draft and the first message, or a moment after the start."""
    asked = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, check=True)
    loaded = set(asked.stdout.decode().split())
    assert "app.search.results" in loaded
    assert loaded.isdisjoint(LATER)
