"""What a letter says about itself: who answered whom, on what, when, with which result."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.model import Body, Contact, Problem, Reply, Role, SubmissionKind
from app.readers import Received
from app.text.layout import Layout

NUMBER = re.compile(r"第(?P<number>[0-9A-Za-z-]+)号")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reply and what could not be read of it."""

    reply: Reply
    problems: tuple[Problem, ...]


def parse(layout: Layout, received: Received, sha256: str) -> Parsed:
    """Return what the letter says about itself."""
    found = NUMBER.search(layout.text)
    body = Body.CPPCC if "提案" in layout.text else Body.CONGRESS
    reply = Reply(
        id=f"x{sha256[:10]}",
        heading=next((line for line in layout.text.split("\n") if "答复" in line), "答复"),
        title=None,
        kind=SubmissionKind.PROPOSAL if body is Body.CPPCC else SubmissionKind.SUGGESTION,
        kind_label=None,
        role=Role.LEAD,
        body=body,
        plenary=None,
        numbers=(found["number"],) if found else (),
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
        published=None,
        contact=Contact(),
        copies=None,
        cc=(),
    )
    return Parsed(reply, ())
