"""All replies as JSON Lines, gzipped as they are read: memory holds one chunk, however many.

The gzip header carries no time, so the same replies make the same bytes and the same SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.api.answers.beside import beside
from app.api.answers.replies import Original, Version
from app.codec import plain
from app.store.bulk import Raw
from app.web import urls

GZIP = 16 + zlib.MAX_WBITS
LEVEL = 5


@dataclass(slots=True)
class Measure:
    """How large a file is, what it hashes to, how many lines it has; grows as it is written."""

    bytes: int = 0
    lines: int = 0
    sha256: str = ""


def line(raw: Raw, base: str) -> str:
    """Return a reply in the shape of /api/v1/replies/{id}, on one line.

    The dossier is JSON already: what is kept of it is written into the middle.
    """
    now = Version(raw.version, base + urls.reply(raw.id), raw.sha256, None)
    past = tuple(
        Version(old.version, base + urls.version(raw.id, old.version), old.sha256, old.replaced)
        for old in raw.earlier
    )
    where = base + urls.api_original(raw.id)
    added = {
        "text": raw.text,
        "id": raw.id,
        "url": now.url,
        "version": raw.version,
        "versions": (*past, now),
        "original": Original(where, raw.source_name, raw.media_type, raw.sha256, raw.size),
        **beside(raw.id, raw.company, base),
        "added": raw.added,
        "modified": raw.modified,
    }
    written = json.dumps(plain(added), ensure_ascii=False, separators=(",", ":"))
    return f"{raw.dossier[:-1]},{written[1:]}\n"


def gzipped(lines: Iterable[str], measure: Measure | None = None) -> Iterator[bytes]:
    """Yield the lines compressed; `measure` tells at the end what came of it."""
    measure = measure or Measure()
    packer, digest = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP), hashlib.sha256()
    for text in lines:
        measure.lines += 1
        if packed := packer.compress(text.encode()):
            yield _counted(packed, measure, digest)
    yield _counted(packer.flush(), measure, digest)
    measure.sha256 = digest.hexdigest()


def _counted(packed: bytes, measure: Measure, digest: hashlib._Hash) -> bytes:
    measure.bytes += len(packed)
    digest.update(packed)
    return packed
