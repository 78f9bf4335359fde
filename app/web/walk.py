"""Where a reply stands among the results somebody came from: back, before, after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.search.results import matching
from app.store.around import ids
from app.web import urls
from app.web.asked import Asked


@dataclass(frozen=True, slots=True)
class Walk:
    """The way back to the results, and to the ones beside this."""

    back: str
    place: str
    previous: str | None
    following: str | None


def walk(connection: Connection, wanted: Asked, rowid: int, seconds: float) -> Walk | None:
    """Return the place of a reply among its search's results; none without a search."""
    if wanted.empty:
        return None
    found = matching(connection, wanted.query, wanted.filters, wanted.sort, seconds)
    pairs = wanted.pairs()
    if rowid not in found:
        return Walk(urls.search(pairs), "", None, None)
    at = found.index(rowid)
    beside = [found[n] for n in (at - 1, at + 1) if 0 <= n < len(found)]
    known = ids(connection, beside)

    def address(n: int) -> str | None:
        id = known.get(found[n]) if 0 <= n < len(found) else None
        return urls.reply(id, parameters=pairs) if id else None

    page = wanted.page_address(at // wanted.size + 1)
    return Walk(page, f"第{at + 1:,}件，共{len(found):,}件", address(at - 1), address(at + 1))
