"""What a question wants: ideas and their equal wordings, as people ask and letters say it."""

from __future__ import annotations

from dataclasses import dataclass

from app.search.fts5 import Fts5Index
from app.search.index import Loose
from app.search.query import Query


@dataclass(frozen=True, slots=True)
class Wish:
    """The second group of a query: what to look for, and what was added to what was typed."""

    loose: Loose
    added: tuple[str, ...]

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return every wording, for marks."""
        return tuple(wording for idea in self.loose.ideas for wording in idea)


def wish(index: Fts5Index, query: Query) -> Wish | None:
    """Return what a query wants beyond its very words, if that is anything else."""
    return None
