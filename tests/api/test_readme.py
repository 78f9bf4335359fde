"""The examples of the README run as they stand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.config import ROOT

PYTHON = re.compile(r"```python\n(?P<code>.*?)```", re.S)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_examples_of_the_readme_run(
    client: TestClient, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    """Pasted into a file beside a running site, they print letters and promises."""
    import httpx

    monkeypatch.setattr(httpx, "Client", lambda **_: client)
    for found in PYTHON.finditer((ROOT / name).read_text(encoding="utf-8")):
        exec(compile(found["code"], name, "exec"), {})
    printed = capsys.readouterr().out
    assert "提案的答复" in printed
    assert "/r/310115-" in printed
