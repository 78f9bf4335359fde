"""承诺: every promise in full, with its target, its deadline and what later replies say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.ledger.promises.filters import PledgeFilters
from app.ledger.promises.register import Promise, register
from app.ledger.promises.tallies import Choice
from app.web import urls
from app.web.asked import whole_number
from app.web.deps import Reading
from app.web.faults import Suggestion
from app.web.figuretable import spoken
from app.web.frame import Framed
from app.web.pager import LAST, Pager, pager
from app.web.pages.empty import empty_page
from app.web.render import rendered

router = APIRouter()

SIZE = 20


@dataclass(frozen=True, slots=True)
class Later:
    """A later reply that speaks of the same thing."""

    letter: str
    dated: date | None
    address: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise in the list."""

    sentence: str
    targets: tuple[str, ...]
    due: str | None
    overdue: bool
    strength: str
    state: str
    agency: str | None
    letter: str
    paragraph: int
    dated: date | None
    address: str
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """A select of the form: its values with counts, and the one chosen."""

    name: str
    label: str
    every: str
    choices: tuple[Choice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class PledgesPage:
    """What `pledges.html` prints."""

    words: str
    menus: tuple[Menu, ...]
    target: bool
    due: bool
    overdue: bool
    reply: str
    dropped: str
    narrowed: bool
    lines: tuple[PromiseLine, ...]
    total: int
    pager: Pager | None
    csv: str
    feed: str
    links: tuple[Suggestion, ...]


@router.get("/pledges")
def pledges(request: Request, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the register of promises."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "承诺")
    filters, dropped = PledgeFilters.read(request.query_params.multi_items())
    page = whole_number(request.query_params.get("page"), LAST)
    found = register(connection, filters, frame.today, page, SIZE)
    pairs = filters.pairs()

    def address(page: int) -> str:
        return urls.pledges([*pairs, *([("page", str(page))] if page > 1 else [])])

    return rendered(
        "pledges.html",
        PledgesPage(
            words=filters.q,
            menus=(
                _menu("district", "地区", "全部地区", found.districts, filters.district),
                _menu("agency", "单位", "全部单位", found.agencies, filters.agency),
                _menu("year", "年份", "全部年份", found.years, filters.year),
            ),
            target="target" in filters.has,
            due="due" in filters.has,
            overdue=filters.overdue,
            reply=filters.reply or "",
            dropped="，".join(f"{one.name}={one.value}" for one in dropped),
            narrowed=bool(pairs),
            lines=tuple(_line(item) for item in found.items),
            total=found.total,
            pager=pager(page, SIZE, found.total, address),
            csv=urls.pledges_csv(pairs),
            feed=urls.pledge_feed(pairs),
            links=(),
        ),
        frame,
    )


def _menu(
    name: str, label: str, every: str, choices: tuple[Choice, ...], chosen: tuple[str, ...]
) -> Menu:
    return Menu(name, label, every, choices, chosen[0] if chosen else "")


def _line(item: Promise) -> PromiseLine:
    return PromiseLine(
        sentence=item.sentence.strip(),
        targets=item.targets,
        due=spoken(item.due),
        overdue=item.overdue,
        strength=item.strength_label,
        state=item.state_label,
        agency=item.letter.agency,
        letter=item.letter.short,
        paragraph=item.paragraph,
        dated=item.letter.dated,
        address=urls.reply(item.letter.id, item.paragraph),
        later=tuple(
            Later(
                later.letter.short,
                later.letter.dated,
                urls.reply(later.letter.id, later.paragraph),
                later.sentence.strip(),
                later.reason,
            )
            for later in item.followups
        ),
    )
