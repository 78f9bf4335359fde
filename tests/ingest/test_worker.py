"""The processes that read letters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.config import ROOT


@pytest.mark.slow
def test_a_reader_loads_nothing_of_the_database() -> None:
    """It writes none; loading it took half of a reader's start and a third of its memory."""
    script = "import sys; import app.ingest.worker; print('sqlalchemy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
