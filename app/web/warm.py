"""What a new worker does beside its first answers, so that no reader waits for it later.

Templates are compiled, the dictionary is read, and what reads a pasted draft is loaded. Then
everything that now lives for as long as the process (modules, templates, the dictionary: some
200,000 objects) is taken out of the collector's sight: a full collection over it stopped one long
reply in thirty for 130 ms.
"""

from __future__ import annotations

import gc
import threading
from ctypes import CDLL
from importlib import import_module

from app.text.segment import words
from app.web.render import environment

LATER = 1.0  # seconds: the first answers go first
M_ARENA_MAX, ARENAS = -8, 2  # glibc's name for it; three requests are worked on at once


def few_arenas() -> None:
    """Let threads share what the C library takes from the system, where that is glibc.

    By itself it gives each a part of its own, and what is free in one helps no other: 25 MB of
    250 in a worker.
    """
    mallopt = getattr(CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)


def warm_soon() -> None:
    """Do it a moment from now, in a thread that keeps nothing waiting."""
    timer = threading.Timer(LATER, warm)
    timer.daemon = True
    timer.start()


def warm() -> None:
    """Compile, read and put away what every page needs."""
    for name in environment.list_templates(["html"]):
        environment.get_template(name)
    words("答复")
    import_module("app.ledger.draft.checking")
    gc.collect()
    gc.freeze()
