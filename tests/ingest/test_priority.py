"""An ingest beside a running site: readers go first."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from app.ingest.priority import GIVEN_WAY

LEAST = 19  # the system's lowest claim
PATIENCE = 60.0


def test_an_ingest_claims_less_of_the_processor_than_a_site_does(tmp_path: Path) -> None:
    """The command that takes letters in lowers its own claim, and so that of its readers."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    command = [sys.executable, "-m", "app.cli", "ingest", "--watch", str(folder)]
    wanted = min(LEAST, os.getpriority(os.PRIO_PROCESS, 0) + GIVEN_WAY)
    environment = {**os.environ, "DAFU_DATA": str(tmp_path / "data")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while (claim := os.getpriority(os.PRIO_PROCESS, process.pid)) != wanted:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        process.terminate()
        process.wait()
    assert claim == wanted


SAYS = """
import os
from app.ingest import priority
priority.give_way()
print(priority.GROUP.read_text() if priority.GROUP.exists() else f"nice {os.nice(0)}")
"""


def test_a_session_gives_way_as_its_leader_does() -> None:
    """Where the system shares the processor among sessions, a reader's own claim is not enough."""
    done = subprocess.run(
        [sys.executable, "-c", SAYS], capture_output=True, text=True, start_new_session=True
    )
    claim = min(LEAST, os.getpriority(os.PRIO_PROCESS, 0) + GIVEN_WAY)
    assert done.stdout.split()[-1] == str(claim)


ALLOWED = """
import os, sys
if sys.platform == "linux":
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except OSError:
        pass  # some sandboxes allow none
    print(os.sched_getscheduler(0))
"""
BEGUN = """
import subprocess, sys
from app.ingest import priority
priority.give_way()
says = "import os, sys; print(os.sched_getscheduler(0) if sys.platform == 'linux' else '')"
subprocess.run([sys.executable, "-c", says], check=True)
"""


def test_what_an_ingest_begins_fills_only_what_is_idle() -> None:
    """As far as the machine lets a process say so of itself; where it does not, it goes on."""
    allowed, begun = (
        subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
        for said in (ALLOWED, BEGUN)
    )
    assert begun.stdout.strip() == allowed.stdout.strip()
