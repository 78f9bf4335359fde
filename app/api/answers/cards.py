"""A reply as it stands in lists: from a search's hit, or from the store."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from app.api.answers.replies import Card, Counts, Match, SourceFile
from app.codec import Json
from app.model import Level, Place, Role
from app.search.cards import Hit
from app.search.facets import Tally
from app.search.highlight import Snippet as Found
from app.store.replies import Stored
from app.store.rows import TIME
from app.web import urls

CARD_FIELDS = tuple(field.name for field in fields(Card))


def card_of_hit(hit: Hit, base: str, match: Match) -> Json:
    """Return a hit in the shape of `Card`: a list is asked for most, so no noun is made first."""
    return {
        "id": hit.id,
        "url": base + urls.reply(hit.id),
        "version": hit.version,
        "heading": hit.heading,
        "title": hit.title,
        "numbers": hit.numbers,
        "kind": hit.kind,
        "kind_label": hit.kind_label,
        "role": hit.role or Role.LEAD.value,
        "body": hit.body,
        "document_number": hit.document_number,
        "agencies": hit.agencies,
        "co_handlers": hit.co_handlers,
        "place": hit.level
        and {
            "code": hit.place_code,
            "level": hit.level,
            "province": hit.province,
            "city": hit.city,
            "district": hit.district,
        },
        "dated": hit.dated and hit.dated.isoformat(),
        "year": hit.year,
        "outcome": hit.outcome,
        "outcome_text": hit.outcome_text,
        "grade": hit.grade,
        "proposers": hit.proposers,
        "themes": hit.themes,
        "counts": {"figures": hit.figures, "pledges": hit.pledges},
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "match": match.value,
        "source": {"name": hit.source_name, "sha256": hit.sha256},
        "modified": hit.modified.isoformat(),
    }


def card_of(stored: Stored, base: str) -> Card:
    """Return the card of a stored reply, without snippets."""
    dossier, reply = stored.dossier, stored.dossier.reply
    day = reply.dated or reply.printed or reply.published
    return Card(
        id=stored.id,
        url=base + urls.reply(stored.id),
        version=stored.version,
        heading=reply.heading,
        title=reply.title,
        numbers=reply.numbers,
        kind=reply.kind,
        kind_label=reply.kind_label,
        role=reply.role,
        body=reply.body,
        document_number=reply.document_number,
        agencies=reply.agencies,
        co_handlers=reply.co_handlers,
        place=reply.place,
        dated=reply.dated,
        year=day.year if day else None,
        outcome=reply.outcome,
        outcome_text=reply.outcome_text,
        grade=reply.grade,
        proposers=reply.proposers,
        themes=tuple(theme.label for theme in dossier.themes),
        counts=Counts(
            sum(figure.kind not in TIME for figure in dossier.figures), len(dossier.pledges)
        ),
        snippets=(),
        match=Match.ALL,
        source=SourceFile(dossier.source.name, dossier.source.sha256),
        modified=stored.modified,
    )


def place_of(row: Any) -> Place | None:
    """Return the place in a row that has its columns, or nothing where none was read."""
    if row.level is None:
        return None
    return Place(row.place_code, Level(row.level), row.province, row.city, row.district)


def facet_value(tally: Tally) -> Json:
    """Return a value of a facet in the shape of `FacetValue`."""
    return {
        "value": tally.value,
        "label": tally.label,
        "count": tally.count,
        "selected": tally.selected,
        "parent": tally.parent,
    }


def narrowed(card: Json, fields: list[str], parts: Json) -> Json:
    """Return a card with only `fields` (all, if none are named) and with `parts`."""
    if not (fields or parts):
        return card
    kept = ("id", *fields) if fields else CARD_FIELDS
    return {name: card[name] for name in CARD_FIELDS if name in kept} | parts


def _snippet(found: Found) -> Json:
    return {
        "paragraph": found.paragraph,
        "start": found.start,
        "end": found.end,
        "text": "".join([piece.text for piece in found.pieces]),
        "pieces": [
            {"text": text, "marked": marked, "start": start} for text, marked, start in found.pieces
        ],
    }
