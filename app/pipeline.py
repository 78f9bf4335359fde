"""A file → dossiers: read, clean, lay out, parse, analyse. No database, no network."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from app.analyse.citations import citations
from app.analyse.figures import found_in
from app.analyse.pledges import pledges
from app.analyse.themes import themes
from app.analyse.vocabulary import load
from app.model import Dossier, Reply, Source
from app.parse.left_out import left_out
from app.parse.letter import parse
from app.readers import Received, read
from app.text.clean import cleaned
from app.text.layout import lay_out


def process(path: Path) -> tuple[Dossier, ...]:
    """Return what the archive understands of each letter in a file."""
    return process_bytes(path.read_bytes(), path.name)


def process_bytes(data: bytes, name: str, vocabulary: Path | None = None) -> tuple[Dossier, ...]:
    """Return what the archive understands of each letter in a file's bytes.

    `vocabulary` is a themes.toml that replaces our own.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    return tuple(
        understood(received, Source(name, received.media_type, sha256, len(data)), vocabulary)
        for received in read(data, name)
    )


def understood(received: Received, source: Source, vocabulary: Path | None = None) -> Dossier:
    """Return what the archive understands of one letter."""
    plain = cleaned(received.text)
    layout = lay_out(plain.text)
    parsed = parse(layout, received, source.sha256)
    figures = found_in(layout)
    book = load(vocabulary) if vocabulary else None
    return Dossier(
        source=source,
        received=received.text,
        text=layout.text,
        blocks=layout.blocks,
        reply=_named(parsed.reply, source),
        # what answers nobody is on no matter and promises nothing
        themes=themes(layout, parsed.reply, book) if parsed.answers else (),
        figures=figures.figures,
        pledges=pledges(layout, parsed.reply, figures.figures) if parsed.answers else (),
        citations=citations(layout),
        problems=(
            *received.problems,
            *parsed.problems,
            *left_out((*received.left_out, *plain.left_out)),
            *figures.problems,
        ),
    )


def _named(reply: Reply, source: Source) -> Reply:
    """Return the reply with a heading: where nothing is read, as its file is called."""
    return reply if reply.heading else replace(reply, heading=Path(source.name).stem[:120])
