"""The id of a reply, which is its address: made of what identifies the submission (DESIGN 3).

A printed number is reused every year in every district; with place, body, term and session it is
unique. Where one of these is missing, the file's own digest stands in. Ids are ASCII: 「上城28」 is
written in pinyin.
"""

from __future__ import annotations

import re

from app.model import Body, Level, Place, Plenary

_BODIES = {Body.CPPCC: "zx", Body.CONGRESS: "rd"}
_NATION = "100000"
_UNSAFE = re.compile(r"[^0-9A-Za-z-]+")


def identity(
    place: Place | None,
    body: Body | None,
    plenary: Plenary | None,
    numbers: tuple[str, ...],
    sha256: str,
) -> str:
    """Return `310115-zx-7-4-130`, or `x` and ten hex digits of the file's digest."""
    code = _code(place)
    if not (code and body and plenary and plenary.session and numbers):
        return f"x{sha256[:10]}"
    number = _ascii(numbers[0])
    if not number:
        return f"x{sha256[:10]}"
    return f"{code}-{_BODIES[body]}-{plenary.term}-{plenary.session}-{number}"


def _code(place: Place | None) -> str | None:
    if place is None:
        return None
    if place.level is Level.NATION:
        return _NATION
    return place.code


def _ascii(number: str) -> str:
    if not number.isascii():
        from pypinyin import lazy_pinyin

        number = "".join(lazy_pinyin(number, errors="default"))
    return _UNSAFE.sub("", number).strip("-")
