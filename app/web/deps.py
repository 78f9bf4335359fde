"""What every handler may ask for: the site (settings, engine) and a read-only connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from app.config import Settings
from app.errors import ArchiveError
from app.store.database import reader, tells_of_damage
from app.store.facts import revision
from app.store.pulse import Pulse
from app.store.shared import Shared
from app.web.shelf import Shelf

Made = TypeVar("Made")


@dataclass(slots=True)
class Site:
    """One running site; the database is opened with the first request that needs it."""

    settings: Settings
    damaged: int | None = None  # the revision of which damaged data were met
    _engine: Engine | None = None
    _pulse: Pulse | None = None
    _shelf: Shelf | None = None
    _lock: Lock = field(default_factory=Lock)
    _kept: dict[str, tuple[int, Any]] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """Return the read-only engine; `Unavailable` as long as there is no database."""
        with self._lock:
            if self._engine is None:
                self._engine = reader(self.settings.database)
            return self._engine

    def revision(self) -> int | None:
        """Return the archive's present revision without waiting; nothing where it is not told.

        For the event loop alone: one connection answers, and it belongs to one thread.
        """
        if self._pulse is None:
            try:
                self._pulse = Pulse(self.engine)
            except (ArchiveError, DatabaseError):
                return None
        return self._pulse.revision()

    @property
    def shelf(self) -> Shelf:
        """Return the answers already made; for the event loop alone, like the revision."""
        if self._shelf is None:
            shared = self.settings.shelf
            self._shelf = Shelf(shared=Shared(shared) if shared else None)
        return self._shelf

    def kept(self, name: str, revision: int, make: Callable[[], Made]) -> Made:
        """Return what `make` gave for this revision of the archive, made once.

        For the few summaries that cost a walk over all replies and change only when the archive
        does: the front page, the coverage table, the lists of agencies and people.
        """
        found = self._kept.get(name)
        if found is None or found[0] != revision:
            found = self._kept[name] = (revision, make())
        made: Made = found[1]
        return made

    def note(self, error: Exception) -> None:
        """Remember that an answer met damaged data: /readyz says so until the archive changes."""
        if tells_of_damage(error):
            with suppress(ArchiveError, DatabaseError), self.engine.connect() as connection:
                self.damaged = revision(connection)

    def close(self) -> None:
        """Give the connections back."""
        if self._pulse is not None:
            self._pulse.close()
            self._pulse = None
        if self._shelf is not None and self._shelf.shared is not None:
            self._shelf.shared.close()
            self._shelf = None
        if self._engine is not None:
            self._engine.dispose()


def note(request: Request, error: Exception) -> None:
    """Let the site remember a fault that says something about its data."""
    site: Site | None = getattr(request.app.state, "site", None)
    if site is not None:
        site.note(error)


# Both on the event loop: they only hand over what is there, and four hops between threads for
# each request cost more than a question to the index does.
async def site_of(request: Request) -> Site:
    """Return the site that answers this request."""
    site: Site = request.app.state.site
    return site


async def connection_of(site: Annotated[Site, Depends(site_of)]) -> AsyncIterator[Connection]:
    """Yield a read-only connection for one request: one snapshot from first statement to last."""
    with site.engine.connect() as connection:
        yield connection


TheSite = Annotated[Site, Depends(site_of)]
Reading = Annotated[Connection, Depends(connection_of)]
