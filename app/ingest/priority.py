"""An ingest gives way: who reads the site waits for an answer, a run of hours does not."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

GIVEN_WAY = 10  # of 19 steps: what a session claims beside others, where Linux shares so
GROUP = Path("/proc/self/autogroup")
TRIES, PAUSE = 5, 0.1  # Linux takes one such change in a tenth of a second from whoever is not root


def give_way() -> None:
    """Let other programs of the machine go first from now on, and the readers begun later too.

    Where Linux is told that processes only fill what is idle, it takes a core with nothing but
    such on it for a free one, and does not put two readers of the site on the other core. It must
    be all of an ingest: beside a writer with a claim of its own they were put together more often.
    A sandbox that knows no such claim, or allows none, is no reason not to go on.
    """
    os.nice(GIVEN_WAY)
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    if os.getsid(0) == os.getpid():
        as_session()


def as_session() -> None:
    """Have the session that this process leads claim no more than the process does.

    Linux may share the processor among sessions first; a process's own claim then counts only
    within its session, and a reader, which leads one of its own, would give way to nobody.
    """
    claim = os.nice(0)
    for _ in range(TRIES if claim > 0 else 0):
        with suppress(FileNotFoundError, PermissionError):
            try:
                GROUP.write_text(str(claim))
            except BlockingIOError:
                time.sleep(PAUSE)
                continue
        return
