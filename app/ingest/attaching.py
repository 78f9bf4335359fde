"""Attachments of letters: what stands beside a letter and is none.

A file called 附件…, or named by a letter under 附件：, belongs to the letter it came with: the one
in the same folder or archive, or the one that names it there. It is kept as it is and listed with
that letter; where nobody can say whose it is, that is the reason why it was not taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection

from app.ingest.worker import Aside, Job, Prepared, Read, Refused
from app.store import attachments, originals
from app.store.attachments import Attachment

# 「附件1：项目清单.xlsx」「附表二.doc」「（附件）征询意见表.docx」「3.附件.pdf」
NAMED = re.compile(r"^[\d.、\s（(【\[]*(?:附\s*件|附\s*表|附\s*图)")
NUMBERED = re.compile(
    r"^[\d.、\s（(【\[]*(?:附\s*[件表图])?\s*[\d一二三四五六七八九十]{0,3}[)）】\].、：:\-_—\s]*"
)
SIGNS = re.compile(r"[\W_]+")
SHORTEST = 4  # characters by which a letter may name a file
MOST_WAITING = 64


def set_aside(read: Read, most: int) -> Read:
    """Return a file as one to decide on later, if it may be an attachment."""
    answer, called = read.answer, is_called_attachment(read.job)
    if isinstance(answer, Prepared):
        first = answer.letters[0]
        if first.is_letter or (first.waits and not called):
            return read
        about = first.rows.reply
        return replace(read, answer=Aside(about["sha256"], about["size"], answer))
    if not (isinstance(answer, Refused) and answer.foreign and called):
        return read
    path = Path(read.job.path)
    sha256 = originals.digest(path, most)
    if sha256 is None:
        return read
    return replace(read, answer=Aside(sha256, path.stat().st_size, answer))


def letters_first(reads: Iterable[Read]) -> Iterator[Read]:
    """Yield what was read, files set aside after the others of their folder or archive."""
    waiting: list[Read] = []
    for read in reads:
        if waiting and (_home(waiting[0].job) != _home(read.job) or len(waiting) >= MOST_WAITING):
            yield from waiting
            waiting = []
        if isinstance(read.answer, Aside):
            waiting.append(read)
        else:
            yield read
    yield from waiting


def attach(connection: Connection, job: Job, answer: Aside, run: int) -> str | None:
    """Hang a file on the letter it belongs to and return that letter's id; `None` if unknown."""
    known = attachments.letter_of(connection, answer.sha256)
    if known is not None:
        return known
    owner = _owner(connection, job)
    if owner is None:
        return None
    came = Attachment(
        id=owner,
        sha256=answer.sha256,
        name=job.name,
        folder=None if job.address else job.folder,
        address=job.address,
        member=job.within,
        run=run,
    )
    attachments.add(connection, came, answer.size)
    return owner


def unowned(job: Job) -> Refused:
    """Return why a file called attachment is not taken in."""
    return Refused(
        f"{job.name}: 像是附件，但看不出属于哪一件答复；请和那件答复放进同一个文件夹或压缩包，"
        "或在答复的“附件：”后写明它的名称，再载入。"
    )


def is_called_attachment(job: Job) -> bool:
    """Tell whether a file's name, or its folder's inside an archive, says that it is one."""
    return any(map(NAMED.match, (job.name, *PurePosixPath(job.member or "").parts)))


def _owner(connection: Connection, job: Job) -> str | None:
    """Return the letter that a file belongs to: that names it, is named by it, or stands alone."""
    came = attachments.Beside(None if job.address else job.folder, job.within, job.address)
    letters = attachments.letters_beside(connection, came)
    title, own = _bare(NUMBERED.sub("", Path(job.name).stem)), _bare(Path(job.name).stem)
    stems = {id: _bare(Path(name).stem) for id, name in letters.items()}
    named = {id for id, stem in stems.items() if len(stem) >= SHORTEST and stem in own}
    if len(title) >= SHORTEST:
        lists = attachments.lists_of(connection, letters, max(SIGNS.split(job.name), key=len))
        naming = {id for id, words in lists.items() if title in _bare(words)}
        if len(naming) == 1:
            return naming.pop()
    alone = set(letters) if is_called_attachment(job) else set()
    return next((found.pop() for found in (named, alone) if len(found) == 1), None)


def _bare(words: str) -> str:
    return SIGNS.sub("", words)


def _home(job: Job) -> str:
    return job.origin or job.folder
