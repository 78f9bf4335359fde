"""What operators copy works: the image's steps, the unit, the proxy's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.config import ROOT

DEPLOY = ROOT / "app" / "deploy"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "data", "__pycache__", ".*_cache")


def steps() -> list[tuple[str, str]]:
    """Return the Containerfile's instructions, one a line."""
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    said = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    return [(word, rest) for word, rest in said]


@pytest.mark.slow
def test_the_images_steps_run_in_a_clean_folder(tmp_path: Path) -> None:
    """COPY, WORKDIR, ENV and RUN, done by hand below a folder, end in a program that starts."""
    root = tmp_path / "root"
    where, environment = root, {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    ran = 0
    for word, rest in steps():
        if word == "COPY":
            shutil.copytree(ROOT, root / rest.split()[1].lstrip("/"), ignore=LEFT_OUT)
        elif word == "WORKDIR":
            where = root / rest.lstrip("/")
        elif word == "ENV":
            name, _, value = rest.partition("=")
            environment[name] = str(root / value.lstrip("/")) if value.startswith("/") else value
        elif word == "RUN":
            command = rest.replace(" /", f" {root}/")
            done = subprocess.run(
                ["sh", "-c", command], cwd=where, env=environment, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr.decode()[-500:]
            ran += 1
    assert ran >= 2
    assert (where / ".venv" / "bin" / "dafu").exists()


def test_the_unit_gives_the_program_one_writable_folder() -> None:
    """The service is hardened, and what it may write is its data alone."""
    unit = (DEPLOY / "dafu.service").read_text(encoding="utf-8")
    assert [line for line in unit.splitlines() if line.startswith("ReadWritePaths=")] == [
        "ReadWritePaths=/var/lib/dafu"
    ]
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert line in unit.splitlines()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing wrong but that the program is not installed there."""
    unit = tmp_path / "dafu.service"
    text = (DEPLOY / "dafu.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/dafu/run", "/bin/true").replace("User=dafu", "User=root"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    wrong = [line for line in done.stderr.splitlines() if str(unit.name) in line]
    assert wrong == []


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_nginx_reads_its_settings(tmp_path: Path) -> None:
    """`nginx -t` accepts the site."""
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"events {{}}\nhttp {{ include {DEPLOY / 'nginx.conf'}; }}\n")
    done = subprocess.run(
        ["nginx", "-t", "-q", "-p", str(tmp_path), "-c", str(conf)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "emerg" not in done.stderr or "Permission" in done.stderr, done.stderr
