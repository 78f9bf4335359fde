"""Letters to make files of, and the files made of the seeds by make_files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def files() -> Path:
    """The folder of files made by make_files.py."""
    return HERE / "files"


@pytest.fixture(params=sorted((HERE / "letters").glob("*.txt")), ids=lambda path: path.stem)
def letter(request: pytest.FixtureRequest) -> str:
    """A letter as plain text, one line a paragraph."""
    path: Path = request.param
    return path.read_text(encoding="utf-8").replace("\r\n", "\n").strip()
