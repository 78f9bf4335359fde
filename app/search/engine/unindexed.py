"""What answers questions without words where there is no index: a snapshot made of the entries.

Filters, tallies and orders need no postings. So lists and whole files are served while the index
is missing or of other rules, by the same code and in the same shape; only words must wait.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from pyroaring import BitMap

from app.search.engine.state import Columns, Head, Name, Snapshot
from app.search.engine.tallying import Key, Values
from app.search.index import Entry
from app.search.words.cutting import VERSION
from app.search.words.fold import literal


def unindexed(name: str, entries: Iterable[Entry]) -> Snapshot:
    """Return the snapshot of letters; each has its row as the number of its entry."""
    rows: list[tuple[int, int, int]] = []
    held: dict[Key, list[int]] = {}
    names: dict[Key, Name] = {}
    for entry in entries:
        rows.append((entry.reply, entry.day, entry.number))
        for value in entry.values:
            key = (value.facet, value.value)
            held.setdefault(key, []).append(entry.reply)
            if key not in names:
                names[key] = Name(
                    value.value, value.label, literal(value.label), literal(value.scope)
                )
    docs = [row[0] for row in rows]
    last = max(docs, default=0)
    columns = Columns.empty(last + 1)
    if rows:
        table = np.array(rows, dtype=np.int64)
        for position, column in enumerate((columns.reply, columns.day, columns.number)):
            column[table[:, 0]] = table[:, position]
    alive = BitMap(docs)
    facets = {key: BitMap(of_value) for key, of_value in held.items()}
    head = Head(name, VERSION, 0, 0)
    values = Values.of(facets, last, alive)
    return Snapshot(head, last, 0, columns, alive, values, names, (), unindexed=True)
