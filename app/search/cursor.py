"""Cursors: opaque words that say where a page ended and as of which moment its list was begun."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace

from app.errors import BadInput
from app.search.index import Ask, Found, Moment


def token(found: Found, size: int) -> str:
    """Return the cursor behind the last hit of a page."""
    last, moment = found.hits[size - 1], found.moment
    parts = [last.rank, last.entry, moment.index, moment.change, moment.last]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def page_after(ask: Ask, cursor: str) -> Ask:
    """Return the question for the page behind a cursor."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        rank, entry, index, change, last = json.loads(base64.urlsafe_b64decode(padded))
        moment = Moment(str(index), int(change), int(last))
        return replace(ask, offset=0, after=(float(rank), int(entry)), moment=moment)
    except (ValueError, TypeError, binascii.Error):
        raise BadInput("cursor 不是本站给出的；请从第一页重新取。") from None
