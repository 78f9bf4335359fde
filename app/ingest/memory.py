"""What an archive remembers of files: the same bytes again are known by their digest, unread."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from app import __version__
from app.ingest.keeping import Archive
from app.ingest.worker import Answer, Job, Known, Refused
from app.store.database import beside
from app.store.originals import digest, path_of
from app.store.saving import GONE

# By the same program: another one may find more letters in a file.
_KEPT = """SELECT arrival.id, max(reply.rowid) FROM arrival
           LEFT JOIN reply ON reply.id = arrival.id
           WHERE arrival.sha256 = ? AND arrival.program = ?
           GROUP BY arrival.part, arrival.id ORDER BY arrival.part"""


_ATTACHED = """SELECT attachment.id, reply.rowid FROM attachment
               LEFT JOIN reply ON reply.id = attachment.id WHERE attachment.sha256 = ?"""


class Memory:
    """Tells what is kept already, for as long as it is open."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._looking = beside(archive.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._looking.close()

    def __call__(self, job: Job) -> Answer | None:
        """Return what a file is kept as, or nothing where it has to be read."""
        sha256 = digest(Path(job.path), self._archive.limits.file)
        if sha256 is None:
            return None
        kept = self._looking.execute(_KEPT, (sha256, __version__)).fetchall()
        kept = kept or self._looking.execute(_ATTACHED, (sha256,)).fetchall()
        if not kept:
            return None
        gone = next((id for id, rowid in kept if rowid is None), None)
        if gone is not None:
            return Refused(GONE.format(id=gone))
        if not path_of(self._archive.folder, sha256).exists():
            return None  # lost meanwhile: reading the file again keeps it again
        return Known(tuple(id for id, _ in kept))
