"""`./run bench api`: the API over HTTP, from a process of its own: a 304, a list, a letter.

One client, one connection kept open, on loopback, and the archive of whole letters that `load`
reads. That nothing is searched for a 304 shows in the last column: the processor time of the
server, which other work on the machine hardly moves.
"""

from __future__ import annotations

import http.client
import time
from urllib.parse import quote

from tests.bench.corpus import vocabulary
from tests.bench.load import LETTERS, at, processor, serving
from tests.bench.whole import archive

ASKED = 300
REPLIES = "/api/v1/replies"
QUESTIONS = (
    ("304, nothing changed", f"{REPLIES}?q={{word}}", "known"),
    ("asked before", f"{REPLIES}?q={{word}}", "again"),
    ("list, words, all facets", f"{REPLIES}?q={{word}}", "new"),
    ("list, words, no facets", f"{REPLIES}?q={{word}}&facets=none", "new"),
    ("list, newest", REPLIES, "new"),
    ("one reply", f"{REPLIES}/{{id}}", "new"),
    ("figures, page", "/api/v1/figures?size=20", "new"),
    ("pledges, page", "/api/v1/pledges?size=20", "new"),
)


def main() -> None:
    """Measure and print one table."""
    made = archive(LETTERS)
    print(f"{LETTERS:,} letters")
    print(f"{'':28}{'p50 ms':>10}{'p95 ms':>10}{'processor ms':>14}")
    with serving(made.folder, 1) as (port, pid):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        for name, address, how in QUESTIONS:
            print(f"{name:28}{_measured(connection, pid, address, how, made.ids)}", flush=True)


def _measured(
    connection: http.client.HTTPConnection, pid: int, address: str, how: str, ids: tuple[str, ...]
) -> str:
    """Return what a question costs: to the client, and of the server's processor time."""
    words = vocabulary()[40 : 40 + ASKED]
    asked = [
        address.format(word=quote(word), id=ids[number % len(ids)])
        for number, word in enumerate(words)
    ]
    if how != "new":
        tags = [_asked(connection, one, {})[1] for one in asked]
    times, spent = [], processor(pid)
    for number, one in enumerate(asked):
        # a host of its own makes the answer another one: nothing kept helps
        headers = {"Host": f"host{number}"} if how == "new" else {}
        if how == "known":
            headers = {"If-None-Match": tags[number]}
        times.append(_asked(connection, one, headers, 304 if how == "known" else 200)[0])
    each = (processor(pid) - spent) * 1000 / ASKED
    return f"{at(times, 0.5):10.2f}{at(times, 0.95):10.2f}{each:14.2f}"


def _asked(
    connection: http.client.HTTPConnection, address: str, headers: dict[str, str], wanted: int = 200
) -> tuple[float, str]:
    """Ask once; return milliseconds and the answer's tag."""
    began = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - began) * 1000
    if response.status != wanted:
        raise SystemExit(f"{address}: {response.status}, not {wanted}")
    return took, response.headers["ETag"]
