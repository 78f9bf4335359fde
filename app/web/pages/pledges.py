"""承诺: every promise in full, with its target, its deadline and what later replies say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.ledger.promises.filters import STATES, PledgeFilters
from app.ledger.promises.register import Promise, Register, register
from app.ledger.promises.tallies import Choice
from app.ledger.tables import made
from app.search.filters import named
from app.web import urls
from app.web.asked import whole_number
from app.web.chips import Chip, chips
from app.web.deps import Reading
from app.web.figuretable import spoken
from app.web.frame import Framed
from app.web.pager import LAST, Pager, last_page, pager
from app.web.pages.empty import empty_page
from app.web.render import rendered

router = APIRouter()

SIZE = 20
SAID = {"target": "有数字目标", "due": "有期限", "overdue": "期限已过、未见后续"} | STATES


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
    """A select of the form: its values, with counts where they are counted, and the one chosen."""

    name: str
    label: str
    every: str
    choices: tuple[tuple[str, str], ...]  # value and label
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
    chips: tuple[Chip, ...]
    clear: str
    lines: tuple[PromiseLine, ...]
    total: int
    pager: Pager | None
    csv: str
    feed: str
    partial: bool  # the ledger waits to be made anew


@router.get("/pledges")
def pledges(request: Request, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the register of promises."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "承诺")
    filters, dropped = PledgeFilters.read(request.query_params.multi_items())
    page = whole_number(request.query_params.get("page"), LAST)
    found = register(connection, filters, frame.today, page, SIZE)
    if found.total and not found.items:  # behind the last page: the last one
        page = last_page(SIZE, found.total)
        found = register(connection, filters, frame.today, page, SIZE)
    pairs = filters.pairs()

    def address(page: int) -> str:
        return urls.pledges([*pairs, *([("page", str(page))] if page > 1 else [])])

    partial = not made(connection)
    response = rendered(
        "pledges.html",
        PledgesPage(
            words=filters.q,
            menus=(
                _menu("district", "地区", "全部地区", found.districts, filters.district),
                _menu("agency", "单位", "全部单位", found.agencies, filters.agency),
                _menu("year", "年份", "全部年份", found.years, filters.year),
                Menu("state", "后续", "全部", tuple(STATES.items()), filters.state or ""),
            ),
            target="target" in filters.has,
            due="due" in filters.has,
            overdue=filters.overdue,
            reply=filters.reply or "",
            dropped=named([one.said for one in dropped]),
            chips=_chips(filters, found),
            clear=urls.pledges([("q", filters.q)] if filters.q else []),
            lines=tuple(_line(item) for item in found.items),
            total=found.total,
            pager=pager(page, SIZE, found.total, address),
            csv=urls.pledges_csv(pairs),
            feed=urls.pledge_feed(pairs),
            partial=partial,
        ),
        frame,
    )
    if partial:  # the same revision will answer otherwise once the ledger is made
        response.headers["Cache-Control"] = "no-store"
    return response


def _menu(
    name: str, label: str, every: str, choices: tuple[Choice, ...], chosen: tuple[str, ...]
) -> Menu:
    """Return a select; what is chosen stands in it, also where nothing is left of it."""
    offered = {choice.value: f"{choice.label}（{choice.count:,}）" for choice in choices}
    offered |= {value: value for value in chosen if value not in offered}
    return Menu(name, label, every, tuple(offered.items()), chosen[0] if chosen else "")


def _chips(filters: PledgeFilters, found: Register) -> tuple[Chip, ...]:
    """Return what narrows the list, but for the words, which stand in their box."""
    held = (*found.districts, *found.agencies, *found.years)
    names = SAID | {choice.value: choice.label for choice in held}
    names |= {item.letter.id: item.letter.short for item in found.items}
    asked = [pair for pair in filters.pairs() if pair[0] != "q"]
    words = [("q", filters.q)] if filters.q else []
    return chips(
        asked,
        lambda name, value: SAID[name] if name == "overdue" else names.get(value, value),
        lambda pairs: urls.pledges(words + pairs),
    )


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
