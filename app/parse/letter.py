"""What a letter says about itself: who answered whom, on what, when, with which result.

This module only asks the rooms beside it and puts their answers together. What is *no* letter is
decided here, by one rule: a letter answers somebody, and says something. It answers by an
opening (「收悉」「现答复如下」「您提出的」), or by a salutation under a title (「的答复」). It says
something by at least one sentence of prose. A news page, a table of results or an empty form lacks
one or the other: it is stored, so that nothing is lost, with the Problem `not-a-letter` and with
no field filled in, so that it is not dressed up as a reply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.model import Contact, Place, Problem, Reply, Role, Span
from app.parse import heading as headings
from app.parse.agencies import agencies
from app.parse.co_handlers import co_handlers
from app.parse.contacts import contact, copied_to, copies, signer
from app.parse.dates import dated, printed, published
from app.parse.documents import document_number
from app.parse.identity import identity
from app.parse.outcomes import disclosure, result
from app.parse.parts import Found, Letter, letter_of
from app.parse.people import proposer_count, proposers
from app.parse.places import place
from app.parse.titles import title
from app.readers.base import Received
from app.text.layout import Layout


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reply and what could not be read of it; a paper that answers nobody is no letter."""

    reply: Reply
    problems: tuple[Problem, ...]

    @property
    def answers(self) -> bool:
        """Tell whether this is a letter at all."""
        return all(problem.code != NO_LETTER for problem in self.problems)


NO_LETTER = "not-a-letter"


def parse(layout: Layout, received: Received, sha256: str) -> Parsed:
    """Return what the letter says about itself."""
    letter = letter_of(layout, received)
    if not _answers(letter):
        return _no_letter(letter, sha256)
    parsed = _read(letter, sha256)
    if letter.text == layout.text:
        return parsed
    return Parsed(as_printed(parsed.reply, layout.text), parsed.problems)


# fields whose value is the words at their spans; enumerated ones stay simplified
_WORDS = ("title", "document_number", "outcome_text", "disclosure", "signer", "heading")
_WORD_LISTS = ("numbers", "class_numbers", "agencies", "co_handlers", "proposers", "cc")


def as_printed(reply: Reply, text: str) -> Reply:
    """Return a reply, read from the simplified shadow of a text, with the text's own characters."""

    def printed_at(spans: tuple[Span, ...]) -> tuple[str, ...]:
        return tuple(text[span.start : span.end] for span in spans)

    own: dict[str, object] = {}
    for name, spans in reply.spans.items():
        value = getattr(reply, name, None)
        if name in _WORDS and isinstance(value, str):
            own[name] = "；".join(printed_at(spans))
        if name in _WORD_LISTS and isinstance(value, tuple) and len(value) == len(spans):
            own[name] = printed_at(spans)
    contacts = {
        name.removeprefix("contact."): printed_at(spans)[0]
        for name, spans in reply.spans.items()
        if name.startswith("contact.")
    }
    contact_block = replace(reply.contact, **contacts)
    return replace(reply, contact=contact_block, **own)  # type: ignore[arg-type]  # as in _read


# 「收悉」「现将办理情况答复如下」: how a letter begins, wherever its title went
_OPENS = re.compile(
    r"收悉|收到(?:了)?[您你贵该此][^。]{0,40}(?:提案|建议|意见)|收到[^。，；\d]{0,30}(?:提案|建议)(?:后|之后|，|。)|(?:答[复復]|函复|函告|回复|汇报|报告)(?:意见)?如下|[您你贵][^。]{0,60}提[出交]"
)

# 「你闭会期间跟我们反映的关于…的建议，班子会上研究过了」, behind a salutation
_ASKED = re.compile(r"[您你贵][^。]{0,40}(?:反映|说|讲|问|提)的?[^。]{0,60}(?:提案|建议|议案)")


def _answers(letter: Letter) -> bool:
    prose = any(len(line.text) >= 20 and line.text[-1] in "。！!；;" for line in letter.body)
    if not prose:
        return False
    if letter.salutation and letter.body:
        opening = letter.opening.text
        return bool(
            letter.title
            or _OPENS.search(opening)
            or _ASKED.search(opening)
            or "感谢" in letter.text
        )
    return bool(_OPENS.search(letter.opening.text))


def _first_line(letter: Letter) -> str:
    return next((line.text for line in letter.lines if line.text), "")[:120]


def _no_letter(letter: Letter, sha256: str) -> Parsed:
    problem = Problem(
        NO_LETTER,
        "这份文件不像一封答复：没有称呼，也没有“收悉”“答复如下”一类的开头，或者没有正文。已原样收存，未提取任何字段。",
    )
    heading = letter.title.text if letter.title else _first_line(letter)
    reply = Reply(
        id=f"x{sha256[:10]}",
        heading=heading,
        title=None,
        kind=None,
        kind_label=None,
        role=Role.LEAD,
        body=None,
        plenary=None,
        numbers=(),
        class_numbers=(),
        document_number=None,
        agencies=(),
        co_handlers=(),
        place=None,
        proposers=(),
        proposer_count=None,
        outcome=None,
        outcome_text=None,
        grade=None,
        disclosure=None,
        signer=None,
        dated=None,
        printed=None,
        published=published(letter).value,
        contact=Contact(),
        copies=None,
        cc=(),
    )
    return Parsed(reply, (problem,))


def _read(letter: Letter, sha256: str) -> Parsed:
    issuers = agencies(letter)
    where, place_problems = place(letter, issuers.value)
    role = headings.role(letter)
    names = proposers(letter, role.value)
    helpers = co_handlers(letter, issuers.value, role.value)
    made_to = headings.body(letter)
    kinds = headings.kind(letter, made_to.value)
    meeting = headings.plenary(letter)
    numbers = headings.numbers(letter)
    own_title = title(letter)
    done = result(letter, where)
    on_print, on_web = printed(letter), published(letter)
    signed, date_problems = dated(letter, (on_print.value, on_web.value))
    contacts, contact_spans = contact(letter)
    asked: dict[str, Found[object]] = {
        "title": Found(own_title.value, own_title.spans),
        "role": Found(role.value, role.spans),
        "body": Found(made_to.value, made_to.spans),
        "plenary": Found(meeting.value, meeting.spans),
        "numbers": Found(numbers.value, numbers.spans),
        "agencies": Found(issuers.value, issuers.spans),
        "co_handlers": Found(helpers.value, helpers.spans),
        "proposers": Found(names.value, names.spans),
        "dated": Found(signed.value, signed.spans),
        "printed": Found(on_print.value, on_print.spans),
        "published": Found(on_web.value, on_web.spans),
    }
    for name, found in (
        ("class_numbers", headings.class_numbers(letter)),
        ("document_number", document_number(letter)),
        ("proposer_count", proposer_count(letter)),
        ("disclosure", disclosure(letter)),
        ("signer", signer(letter)),
        ("copies", copies(letter)),
        ("cc", copied_to(letter)),
    ):
        asked[name] = Found(found.value, found.spans)
    values = {name: found.value for name, found in asked.items()}
    spans: dict[str, tuple[Span, ...]] = {
        name: found.spans for name, found in asked.items() if found.spans
    }
    spans.update(contact_spans)
    if kinds.spans or made_to.spans:
        spans["kind_label"] = kinds.spans or made_to.spans
    if done.spans:
        spans["outcome_text"] = done.spans
        if done.value and done.value.outcome:
            spans["outcome"] = done.spans
        if done.value and done.value.grade:
            spans["grade"] = done.spans
    if spoken := _place_span(where, issuers):
        spans["place"] = (spoken,)
    if letter.title:
        spans["heading"] = (Span(letter.title.start, letter.title.end),)
    reply = Reply(
        id=identity(where, made_to.value, meeting.value, numbers.value, sha256),
        heading=_heading(letter, own_title.value),
        kind=kinds.value[0],
        kind_label=kinds.value[1],
        place=where,
        outcome=done.value.outcome if done.value else None,
        outcome_text=done.value.text if done.value else None,
        grade=done.value.grade if done.value else None,
        contact=contacts,
        spans=spans,
        **values,  # type: ignore[arg-type]  # each room gives the type of its field
    )
    known = (*place_problems, *date_problems)
    problems = (*known, *_missing(letter, reply, where, known))
    return Parsed(reply, problems)


def _place_span(where: Place | None, issuers: Found[tuple[str, ...]]) -> Span | None:
    """Return where the first issuer's name prints the place in full; None if it was inferred."""
    name = where and (where.district or where.city or where.province)
    if not (name and issuers.spans and name in issuers.value[0]):
        return None
    start = issuers.spans[0].start + issuers.value[0].index(name)
    return Span(start, start + len(name))


def _heading(letter: Letter, own_title: str | None) -> str:
    """Return the letter's title line; a letter without one is called after what it answers."""
    if letter.title:
        return letter.title.text
    for name in ("标题", "题目"):
        if cell := letter.portal.get(name):
            return cell
    return f"关于“{own_title}”的答复" if own_title else _first_line(letter)


_MISSING = (
    ("no-number", "numbers", "没有印出案号。"),
    ("no-plenary", "plenary", "没有印出是哪一届哪一次会议提出的。"),
    ("no-title", "title", "没有读出提案（建议）的题目。"),
    ("no-proposer", "proposers", "没有印出提案人（代表）的姓名。"),
    ("no-agency", "agencies", "没有印出承办单位。"),
    ("no-date", "dated", "没有印出成文日期。"),
    ("no-place", "place", "没有印出地名，不知道是哪里的答复。"),
    ("no-contact", "contact", "没有印出联系人和电话。"),
)


# 「“鼓楼区”不止一处」 says more than that no place was printed
_SAID_ALREADY = {
    "no-date": {"date-unclear"},
    "no-place": {"place-ambiguous", "zone-unplaced"},
}


def _missing(
    letter: Letter, reply: Reply, where: Place | None, known: tuple[Problem, ...]
) -> list[Problem]:
    problems = [] if letter.title else [Problem("no-heading", "信上没有标题。")]
    told = {problem.code for problem in known}
    for code, name, message in _MISSING:
        value = getattr(reply, name)
        lacking = value == Contact() if name == "contact" else not value
        if name == "place" and where is not None:
            lacking = where.province is None and where.level.value != "国家"
        if lacking and not told & _SAID_ALREADY.get(code, set()):
            problems.append(Problem(code, message))
    return problems
