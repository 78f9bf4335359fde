"""A disk that fills up while the site serves: a real one, two megabytes larger than its data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from tests.trust.small_disk import ROOM

pytestmark = pytest.mark.slow

MAY_MOUNT = (
    os.geteuid() == 0
    and shutil.which("unshare") is not None
    and subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    ).returncode
    == 0
)


@pytest.mark.skipif(not MAY_MOUNT, reason="needs the right to mount a small disk of its own")
def test_a_full_disk_stops_the_writer_and_nobody_else(archive_folder: Path, tmp_path: Path) -> None:
    """An ingest says so and leaves nothing half; pages, /readyz and originals go on; `check` tells;
    with room again the same ingest ends well.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-m", "tests.trust.small_disk", archive_folder, disk],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    print(f"{ROOM >> 20} MB of room; filled: {said['while_full']}; then {said['after']}")  # noqa: T201
    assert said["while_full"]["ingest"] == 1
    assert "空间" in said["while_full"]["sentence"] or "disk" in said["while_full"]["sentence"]
    assert said["while_full"]["pages"] == [200] * 6
    assert said["while_full"]["replies"] == 5
    assert any("磁盘剩余 0 MB" in sentence for sentence in said["while_full"]["check"])
    assert said["after"] == {"ingest": 0, "replies": 6, "ready": 200, "wrong": []}
