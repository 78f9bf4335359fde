"""The house keeps its own rules: format, lint, types, layers, sizes, documents."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest

from app import model
from app.config import ROOT, Settings

pytestmark = pytest.mark.house

PYTHON = sorted(path for path in (ROOT / "app").rglob("*.py"))
IGNORED = shutil.ignore_patterns(".git", ".venv", "data", "__pycache__", ".*_cache", "*.egg-info")


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run one of the tools of this environment."""
    tool = Path(sys.executable).parent / command[0]
    return subprocess.run(
        [str(tool), *command[1:]], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the house that a test may spoil."""
    target = tmp_path / "house"
    shutil.copytree(ROOT, target, ignore=IGNORED, symlinks=True)
    return target


@pytest.mark.parametrize(
    "command",
    [("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",), ("lint-imports",)],
    ids=" ".join,
)
def test_tool_is_content(command: tuple[str, ...]) -> None:
    """Format, lint, types and layers are clean."""
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_upward_import_is_found(copy: Path) -> None:
    """A room that imports a room above it fails the layers."""
    path = copy / "app" / "text" / "clean.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nimport app.store.replies\n", "utf-8")
    done = run("lint-imports", cwd=copy)
    assert done.returncode != 0
    assert "app.text.clean -> app.store.replies" in done.stdout


def bare_ignores(folder: Path) -> list[str]:
    """Return the places where a type error is silenced without a code and a reason."""
    argued = re.compile(r"# type: ignore\[[a-z-]+\]  # \S")
    return [
        f"{path.name}:{number}"
        for path in sorted((folder / "app").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# type: ignore" in line and not argued.search(line)
    ]


def test_every_silenced_type_error_has_a_code_and_a_reason(copy: Path) -> None:
    """There is none without, and a planted one is found."""
    assert bare_ignores(ROOT) == []
    path = copy / "app" / "errors.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nx: int = ''  # type: ignore\n", "utf-8")
    assert len(bare_ignores(copy)) == 1


def undocumented(settings: type[Settings], readme: str) -> set[str]:
    """Return the settings that a README does not name."""
    return {
        name
        for field in settings.model_fields
        if (name := f"DAFU_{field.upper()}") not in re.findall(r"`(DAFU_[A-Z_]+)`", readme)
    }


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_names_every_setting_and_no_other(name: str) -> None:
    """Each setting is in the README; a planted one would be missed."""
    readme = (ROOT / name).read_text(encoding="utf-8")
    assert undocumented(Settings, readme) == set()
    known = {f"DAFU_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"`(DAFU_[A-Z_]+)`", readme)) <= known

    class Planted(Settings):
        never_written_down: bool = False

    assert undocumented(Planted, readme) == {"DAFU_NEVER_WRITTEN_DOWN"}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_names_every_command(name: str) -> None:
    """Each command of the program is in the README, and each there exists."""
    from app.cli import app

    readme = (ROOT / name).read_text(encoding="utf-8")
    commands = {
        (command.name or command.callback.__name__).replace("_", "-")
        for command in app.registered_commands
        if command.callback
    }
    said = set(re.findall(r"\./run ([a-z-]+)", readme))
    assert commands - said == set()
    assert said - commands <= {"test", "coverage", "bench", "wheelhouse", "lock"}


def test_modules_stay_readable() -> None:
    """No module is longer than a reader takes in at a sitting."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PYTHON
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert long == {}


def test_no_statement_numbers_its_placeholders() -> None:
    """`?1` with a sequence is deprecated in Python 3.12.0 to 3.12.3, as in Ubuntu 24.04."""
    numbered = re.compile(r"[=<>,(] ?\?\d")
    statements = (path for path in PYTHON if "SELECT" in path.read_text(encoding="utf-8"))
    told = [p for p in statements if numbered.search(p.read_text(encoding="utf-8"))]
    assert told == []


def test_every_module_says_what_it_is_for() -> None:
    """The first thing in a module is a docstring."""
    silent = [str(p) for p in PYTHON if not p.read_text(encoding="utf-8").startswith('"""')]
    assert silent == []


def test_every_enumeration_has_its_chinese_word() -> None:
    """No member of the glossary is without the word shown on screen."""
    enums = [
        kind
        for kind in vars(model).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__members__
    ]
    assert len(enums) >= 9
    assert [f"{kind.__name__}.{m.name}" for kind in enums for m in kind if not m.label] == []


def test_the_top_level_holds_what_the_design_says() -> None:
    """Only the agreed files and folders stand at the top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    top = {name.split("/")[0] for name in listed if name}
    assert top <= {
        "pyproject.toml", "README.md", "README.zh-CN.md", "CHANGELOG.md", "SECURITY.md", "LICENSE",
        "run", "requirements.lock", "requirements-dev.lock", ".gitignore", ".ci",
        "app", "templates", "static", "migrations", "tests", "seeds",
    }  # fmt: skip


def test_run_is_a_posix_script_and_names_no_index() -> None:
    """`./run` parses under a plain sh, and no address of a package index stands in it."""
    script = ROOT / "run"
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert "http" not in script.read_text(encoding="utf-8")
