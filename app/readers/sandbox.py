"""Limits for a process that reads files from anywhere, set by the process itself.

A 408 KB PDF can ask for 822 MB, an archive of 40 KB for all of the disk, and a parser may have a
flaw that nobody knows yet: so files are read in a child that may use so much memory, time and disk
and no more, and dies with its parent.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import sys
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """On what terms a file is read: what that may use (DAFU_READ_…), which themes are known."""

    memory: int = 1 << 30
    ocr_memory: int = 3 << 30  # the recogniser maps 1.5 GB
    cpu_seconds: int = 30
    wall_seconds: int = 60
    file: int = 64 << 20  # the largest file that is opened; archives may be larger
    output: int = 8 << 20  # the most a child may say of one file: the parent holds it twice
    files_per_child: int = 5000
    themes: str | None = None  # path of a themes.toml that replaces our own (DAFU_THEMES)


LIMITS = Limits()


def confine(limits: Limits, *, recognises: bool) -> None:
    """Limit this process for good: memory, file sizes, no core dumps, no life without a parent."""
    memory = limits.ocr_memory if recognises else limits.memory
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_FSIZE, max(limits.file, 1 << 29))
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def allow_cpu(seconds: int) -> None:
    """Let this process use so many more seconds of processor time, then die."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def _lower(which: int, wanted: int) -> None:
    _, most = resource.getrlimit(which)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(which, (wanted, wanted))
