"""Cursors: opaque words that say where a page ended, of which list, and when that was begun."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import astuple, replace
from hashlib import blake2b

from app.errors import BadInput
from app.search.index import Ask, Found, Moment


def token(ask: Ask, found: Found, size: int) -> str:
    """Return the cursor behind the last hit of a page."""
    last, moment = found.hits[size - 1], found.moment
    parts = [_list_of(ask), last.rank, last.entry, moment.index, moment.change, moment.last]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def page_after(ask: Ask, cursor: str) -> Ask:
    """Return the question for the page behind a cursor."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        of, rank, entry, index, change, last = json.loads(base64.urlsafe_b64decode(padded))
        if of != _list_of(ask):
            raise ValueError("a rank in one list says nothing of another")
        moment = Moment(str(index), int(change), int(last))
        return replace(ask, offset=0, after=(float(rank), int(entry)), moment=moment)
    except (ValueError, TypeError, binascii.Error):
        raise BadInput("cursor 不是本站给出的；请从第一页重新取。") from None


def _list_of(ask: Ask) -> str:
    """Return what tells one list from others: its words, conditions and order."""
    conditions = [
        sorted(part) if isinstance(part, tuple) else part for part in astuple(ask.filters)
    ]
    told = repr((ask.query.address, conditions, ask.order.value))
    return blake2b(told.encode(), digest_size=6).hexdigest()
