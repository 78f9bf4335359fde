"""Settings with values that cannot be meant: one sentence in Chinese that names the variable."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.config import Settings, settings_from_environment
from app.errors import BadInput
from tests.rows import each_row


@each_row(
    ("name", "value", "why"),
    [
        ("DAFU_PORT", "八千", "要是整数"),
        ("DAFU_PORT", "99999", "不能大于 65535"),
        ("DAFU_CONTACTS", "some", "只能是 mask、show、hide"),
        ("DAFU_QUERY_SECONDS", "0", "要大于 0"),
        ("DAFU_QUERY_SECONDS", "soon", "要是数字"),
        ("DAFU_QUERY_SECONDS", "inf", "要是有限的数"),
        ("DAFU_NOINDEX", "perhaps", "只能是 true 或 false"),
        ("DAFU_REQUESTS_PER_MINUTE", "-1", "不能小于 0"),
        ("DAFU_TRUSTED_PROXIES", "10.0.0.1,proxy", "proxy 不是地址或网段"),
        ("DAFU_ALLOWED_HOSTS", "https://dafu.example/", "不是主机名"),
        ("DAFU_URL_HOSTS", "www.example.gov.cn/list", "不是主机名"),
        ("DAFU_BASE_URL", "dafu.example", "http:// 或 https://"),
    ],
)
def test_a_value_that_cannot_be_meant_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    """What was typed, why it cannot be, and no English from the library that checks it."""
    with monkeypatch.context() as here:
        here.setenv(name, value)
        with pytest.raises(BadInput) as said:
            settings_from_environment()
    assert said.value.detail.startswith(f"{name}: ")
    assert why in said.value.detail
    assert said.value.detail.endswith(f"；现在是 {value!r}。")
    assert "should" not in said.value.detail


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty DAFU_HOST listened everywhere, an empty DAFU_DATA filled the working folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DAFU_{name.upper()}", raising=False)
    usual = settings_from_environment()
    for name in Settings.model_fields:
        monkeypatch.setenv(f"DAFU_{name.upper()}", "")
    assert settings_from_environment() == usual


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (None, "打不开（没有这个文件"),
        ("not toml", "写法有误"),
        ('[[theme]]\nlabel = "海绵城市"', "写法有误"),
    ],
)
def test_themes_of_ones_own_are_looked_through_before_any_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str | None, why: str
) -> None:
    """Every letter of the run was called damaged instead."""
    path = tmp_path / "themes.toml"
    if written is not None:
        path.write_text(written, encoding="utf-8")
    monkeypatch.setenv("DAFU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DAFU_THEMES", str(path))
    told = CliRunner().invoke(app, ["ingest", str(tmp_path)])
    assert isinstance(told.exception, BadInput)
    assert told.exception.detail.startswith(f"DAFU_THEMES={path}: {why}")
