"""What a proposal's title names on the way: where it is, and whom it is for.

A title says 「给独居老人装烟感」, 「在林区设置避险区」, 「医院周边电动自行车停放」: the matter is
what is set up, installed or given; old people, forests and hospitals say only for whom and where.
"""

from __future__ import annotations

import re

from app.model import Span

# what is done there or for them; the matter stands behind it
_SET_UP = (
    "设立|设置|建设|建立|建好|建|新建|修建|增建|增设|开设|设|"
    "配备|配置|配|安装|装|搭建|搭|开通|打造|布局|布设"
)
_WHERE = re.compile(
    rf"在(?P<aside>[^，；。]{{1,24}}?)"
    rf"(?:{_SET_UP}|开展|推广|推行|推进|试点|试行|实施|举办|发展|引进)"
)
_WHOM = re.compile(
    rf"(?:给|为|让|向|帮助?|方便)(?P<aside>[^，；。的]{{1,24}}?)"
    rf"(?:{_SET_UP}|也能|能够|能|提供|购买|开放|解决|减免|减|缴|办理|办|享受|享|做|修|送|增加|进行|渡过|渡)"
)
# 「医院周边」「小区门口」: the word before it is a place
_BESIDE = re.compile(r"周[边围]|附近|门[口前]|沿[线岸]|一带|片区|旁")


def asides(title: str) -> tuple[Span, ...]:
    """Return the parts of a title that say where something is or whom it is for."""
    return tuple(
        Span(*found.span("aside"))
        for pattern in (_WHERE, _WHOM)
        for found in pattern.finditer(title)
    )


def is_aside(start: int, end: int, title: str, spans: tuple[Span, ...]) -> bool:
    """Say whether the word that stands there names a place or those whom the matter is for."""
    if _BESIDE.match(title, end) or title.startswith(("周边", "附近"), end - 2):
        return True
    return any(span.start <= start and end <= span.end for span in spans)
