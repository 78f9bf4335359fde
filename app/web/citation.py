"""How to cite a reply: plainly, with the paragraph, and by GB/T 7714-2015 (电子公告 [EB/OL])."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.model import Reply
from app.web.render import day


@dataclass(frozen=True, slots=True)
class Citation:
    """One way of citing, as text to copy."""

    id: str
    label: str
    text: str


def citations(
    reply: Reply, address: str, paragraph: int | None, today: date
) -> tuple[Citation, ...]:
    """Return the citation in three forms; the second names a paragraph, where there is one."""
    plain = _plain(reply)
    placed = f"{plain}，第{paragraph}段。{address}#p{paragraph}"
    within = (Citation("cite-paragraph", "带段落的引文", placed),) if paragraph else ()
    return (
        Citation("cite-plain", "普通引文", f"{plain}。{address}"),
        *within,
        Citation("cite-standard", "GB/T 7714", _standard(reply, address, today)),
    )


def _plain(reply: Reply) -> str:
    issuers = "、".join(reply.agencies)
    stated = [f"{issuers}：《{reply.heading}》" if issuers else f"《{reply.heading}》"]
    if reply.document_number:
        stated.append(reply.document_number)
    if reply.dated:
        stated.append(day(reply.dated))
    return "，".join(stated)


def _standard(reply: Reply, address: str, today: date) -> str:
    """「主要责任者. 题名: 其他题名信息[EB/OL]. (发布日期)[引用日期]. 获取路径.」"""
    issuers = "，".join(reply.agencies)
    title = reply.heading + (f": {reply.document_number}" if reply.document_number else "")
    dated = f"({reply.dated.isoformat()})" if reply.dated else ""
    author = f"{issuers}. " if issuers else ""
    return f"{author}{title}[EB/OL]. {dated}[{today.isoformat()}]. {address}."
