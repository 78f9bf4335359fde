"""Run by test_full_disk in a mount namespace of its own: an archive on a disk that fills up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from fastapi.testclient import TestClient

from app.config import Settings
from app.ingest.check import findings
from app.ingest.keeping import Archive
from app.store.database import writer
from app.web.main import create_app

ROOM = 2 << 20  # bytes that are left when the archive is on the disk
PAGES = (
    *("/", "/search?q=孵化器", "/r/310115-zx-7-4-130", "/r/310115-zx-7-4-130/original"),
    *("/api/v1/replies", "/readyz"),
)


def ingest(data: Path, file: Path) -> tuple[int, str]:
    """Take a file in by the command; return its status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "ingest", str(file)],
        env={"DAFU_DATA": str(data), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr)[-1500:]


def count(data: Path) -> int:
    """Return how many replies a new site tells of."""
    with TestClient(create_app(Settings(data=data))) as client:
        return int(client.get("/api/v1/stats").json()["replies"])


def wrong(data: Path) -> list[str]:
    """Return what `dafu check` finds wrong but that the disk is small."""
    archive = Archive(writer(data / "dafu.db"), data, "mask")
    found = [finding.sentence for finding in findings(archive) if not finding.ok]
    archive.engine.dispose()
    return found


def filled(disk: Path) -> Path:
    """Write to the disk until nothing more goes on it."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 512, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return path


def main(source: Path, disk: Path) -> None:
    """Fill, try, make room, try again; print what happened as JSON."""
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    options = f"size={size + ROOM}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(disk)], check=True)
    data = disk / "data"
    shutil.copytree(source, data)
    letter = disk.parent / "new.txt"
    letter.write_text("对试验区政协七届四次会议第9号提案的答复\n王伟委员：\n现答复如下。\n" * 3)
    with TestClient(create_app(Settings(data=data)), raise_server_exceptions=False) as client:
        client.get("/")
        filler = filled(disk)
        status, said = ingest(data, letter)
        pages = [client.get(page).status_code for page in PAGES]
        full = {
            "ingest": status,
            "sentence": said,
            "pages": pages,
            "replies": client.get("/api/v1/stats").json()["replies"],
            "check": wrong(data),
        }
        filler.unlink()
        status, _ = ingest(data, letter)
        after = {
            "ingest": status,
            "replies": count(data),
            "ready": client.get("/readyz").status_code,
        }
        after["wrong"] = [s for s in wrong(data) if "磁盘" not in s]
    sys.stdout.write(json.dumps({"while_full": full, "after": after}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
