"""An ingest gives way: who reads the site waits for an answer, a run of hours does not."""

from __future__ import annotations

import os

GIVEN_WAY = 10  # of 19 steps: beside a busy site a tenth of the processor, alone all of it


def give_way() -> None:
    """Let other programs of the machine go first from now on, and the readers begun later too."""
    os.nice(GIVEN_WAY)
