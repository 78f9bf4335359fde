"""What the ledger takes of a letter, as rows: made of the letter alone, without a database.

The processes that read letters make it, so that the one that writes has nothing to work out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from app.ledger.matters.wish import wish
from app.ledger.measure.keys import Keyed, keyed
from app.ledger.measure.local import is_local
from app.ledger.measure.scope import Home
from app.ledger.measure.times import read_time
from app.ledger.page import Page
from app.ledger.series.figures import home_of, opened, point
from app.ledger.series.lines import said
from app.ledger.wording.shingles import SHORTEST, samples
from app.model import BlockKind, Dossier, FigureKind, FigureRole, Pledge
from app.store.rows import Paragraphs, Row

TIME = (FigureKind.DATE, FigureKind.PERIOD)
SLIGHTEST = 12  # characters of a paragraph that may tell what came of a promise


def page(dossier: Dossier, id: str) -> Page:
    """Return what the ledger takes of a letter of that id."""
    home = home_of(dossier, id)
    known = [(item.key.id, item) for item in keyed(dossier.text, dossier.figures, home)]
    dated = dossier.reply.dated
    paragraphs = list(_paragraphs(dossier))
    sentences = [dossier.text[pledge.start : pledge.end] for pledge in dossier.pledges]
    taken = samples([*(text for *_, text in paragraphs), *sentences])
    passages = [
        (size, (number, start, end, runs))
        for (number, start, end, _), (size, runs) in zip(paragraphs, taken, strict=False)
    ]
    return Page(
        id=id,
        series=[opened(id, item, home.label) for id, item in dict(known).items()],
        points=[point(id, dated, item) for id, item in known],
        maker=_maker(dossier, home),
        promises=list(
            _promises(dossier, sentences, [runs for _, runs in taken[len(paragraphs) :]])
        ),
        metrics=list(_metrics(dossier, known)),
        passages=[row for size, row in passages if size >= SHORTEST],
        slight=[row for size, row in passages if size < SHORTEST],
        wish=sorted(wish(dossier, home)),
        said=said(dossier),
    )


def _paragraphs(dossier: Dossier) -> Iterator[tuple[int, int, int, str]]:
    """Yield a letter's paragraphs of some length: number, span, text."""
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind is BlockKind.PARAGRAPH and block.end - block.start >= SLIGHTEST:
            yield number, block.start, block.end, dossier.text[block.start : block.end]


def _maker(dossier: Dossier, home: Home) -> Row:
    """Return who promises in a letter, and of which year, under a number made of these."""
    reply = dossier.reply
    day = reply.dated or reply.printed or reply.published
    agency, year = next(iter(reply.agencies), None), day.year if day else None
    said = "|".join(str(part) for part in (home.key, home.label, agency, year))
    number = int.from_bytes(hashlib.sha1(said.encode()).digest()[:7], "big")
    return number, home.key, home.label, agency, year


def _promises(dossier: Dossier, sentences: list[str], runs: list[bytes]) -> Iterator[Row]:
    reply, paragraphs = dossier.reply, Paragraphs(dossier)
    for position, pledge in enumerate(dossier.pledges):
        until = read_time(pledge.due, None).end if pledge.due else None
        yield (
            position,
            sentences[position],
            reply.dated and reply.dated.isoformat(),
            until and until.isoformat(),
            pledge.strength.value,
            "\n".join(targets(dossier, pledge)),
            paragraphs.of(pledge.start),
            pledge.start,
            pledge.end,
            pledge.due,
            0,
            runs[position],
        )


def targets(dossier: Dossier, pledge: Pledge) -> Iterator[str]:
    """Return what a promise counts on, as printed: no dates, and nothing that is so already."""
    for at in pledge.figures:
        figure = dossier.figures[at]
        if figure.role is FigureRole.TARGET and figure.kind not in TIME:
            yield dossier.text[figure.full_start : figure.full_end].replace("\n", "")


def _metrics(dossier: Dossier, known: list[tuple[str, Keyed]]) -> Iterator[Row]:
    """Yield the series that promises give figures of, where those are named: series, promise."""
    promised = {at for pledge in dossier.pledges for at in pledge.figures}
    series = {
        item.position: {id, item.key.stock.id} if item.key.delta else {id}
        for id, item in known
        if item.position in promised
        and not is_local(item.phrase, dossier.text[slice(*item.sentence)])
    }
    for position, pledge in enumerate(dossier.pledges):
        ids = {id for at in pledge.figures for id in series.get(at, ())}
        yield from ((id, position) for id in sorted(ids))
