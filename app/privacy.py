"""The public text: handlers' names and mobile numbers are masked before anything is stored.

A mask keeps the length, so every span stays true. Deputies' and signers' names are public acts
and stay; so do the landlines of offices. The original file is never changed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from app.model import Contact, Dossier

Policy = Literal["mask", "show", "hide"]

# 「联系人姓名：甄予安」「经办人及电话: 张 某」「承办人（签名）：」「主管领导：赵某 经办人：钱某」
HANDLER = re.compile(
    r"(?P<label>(?:联系人|聯繫人|聯絡人|联络人|经办人|經辦人|承办人|承辦人|具体承办人|责任人|填表人)"
    r"(?:员)?(?:姓名|签名|及(?:联系)?电话|及聯繫電話|、联系电话)?[（(]?[^\S\n]{0,4}[：:︰—-]{1,2})"
    r"(?P<gap>[^\S\n]{0,8})"
    r"(?P<name>[\u4e00-\u9fff·](?:[^\S\n]{0,2}[\u4e00-\u9fff·]){1,3})"
    r"(?=[^\u4e00-\u9fff·]|电话|電話|联系|聯|手机|地址|$)"
)
# 「13000000000」「130 0000 0000」「130-0000-0000」, not part of a longer number, nor an amount
MOBILE = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d| ?[元万亿])")
# what every mobile number holds: soon seen to be missing, as it is from most letters
ELEVEN_DIGITS = re.compile(r"1[3-9]\d(?:[ -]?\d{4}){2}")
LANDLINE = re.compile(r"(?<![\d.])(?:0\d{2,3}[-—－ ]{0,2})?\d{7,8}(?:[-—－转]\d{1,6})?(?!\d)")
STAR = "＊"


def public(dossier: Dossier, policy: Policy) -> Dossier:
    """Return the dossier as the archive may show it under `policy`."""
    if policy == "show":
        return dossier
    contact = dossier.reply.contact
    names = frozenset(filter(None, [contact.name]))

    def masked(text: str) -> str:
        return mask(text, names, policy)

    reply = replace(
        dossier.reply,
        contact=Contact(
            name=_starred(contact.name, policy) if contact.name else None,
            phone=_phone(contact.phone, policy) if contact.phone else None,
            address=contact.address,
            postcode=contact.postcode,
        ),
    )
    return replace(
        dossier,
        received=masked(dossier.received),
        text=masked(dossier.text),
        reply=reply,
        problems=tuple(
            replace(problem, message=masked(problem.message)) for problem in dossier.problems
        ),
    )


def mask(text: str, names: frozenset[str], policy: Policy) -> str:
    """Return `text` with handlers' names and mobile numbers masked, as long as before."""
    text = HANDLER.sub(
        lambda found: found["label"] + found["gap"] + _starred(found["name"], policy), text
    )
    for name in names:
        spaced = r"[^\S\n]{0,4}".join(map(re.escape, name))
        text = re.sub(spaced, lambda found: _starred(found[0], policy), text)
    if ELEVEN_DIGITS.search(text) is None:
        return text
    return MOBILE.sub(lambda found: _phone(found[0], policy), text)


def _starred(name: str, policy: Policy) -> str:
    """甄予安 → 甄＊＊; under `hide` nothing is left of it."""
    kept = 0 if policy == "hide" else 1
    return name[:kept] + "".join(STAR if not c.isspace() else c for c in name[kept:])


def _phone(phone: str, policy: Policy) -> str:
    """13000000000 → 130****0000; landlines stay but under `hide`."""
    if policy == "hide":
        return "".join("*" if c.isdigit() else c for c in phone)
    return MOBILE.sub(_mobile, phone)


def _mobile(found: re.Match[str]) -> str:
    digits = sum(c.isdigit() for c in found[0])
    masked, seen = [], 0
    for c in found[0]:
        seen += c.isdigit()
        masked.append("*" if c.isdigit() and digits - 8 < seen <= digits - 4 else c)
    return "".join(masked)
