"""The child that reads files: a path comes in on a line, an answer goes out, within limits.

It runs the whole pipeline, not only the reader, because rules meet hostile text as well, and
because that is where the time goes: children work in parallel, their parent only writes.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import stat
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Any

from app.errors import Foreign, Unreadable, because
from app.ingest.priority import as_session
from app.ledger.page import Page
from app.ledger.taking import page
from app.model import Dossier
from app.parse.letter import NO_LETTER
from app.pipeline import process_bytes
from app.privacy import Policy, public
from app.readers import ocr
from app.readers.archives import ArchiveLimits, Member, expand, is_archive
from app.readers.sandbox import Limits, allow_cpu, confine
from app.search.index import Entry
from app.search.taking import taken
from app.store.rows import Rows, rows

LENGTH = 8
OBJECTS = 50_000
"""Made between two searches for garbage in rings: a letter makes many objects, and no ring."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: where it is, what it is called, and how deep inside archives."""

    path: str
    name: str
    member: str | None = None  # path inside an archive
    spool: str = ""  # folder for the files of an archive
    depth: int = 0
    problem: str | None = None  # known before reading: there is nothing to read
    origin: str | None = None  # the archive's own path
    address: str | None = None  # where it was fetched from
    contacts: Policy | None = None  # then its letters are made ready to be written, shown so

    @property
    def place(self) -> str:
        """Where the file came from, as the record of a run names it: folder/a.zip!b/c.docx."""
        whole = self.address or self.origin or self.path
        return f"{whole}!{self.member}" if self.member else whole

    @property
    def within(self) -> str | None:
        """Where the file stood in an archive, the archive's name first: a.zip!b/c.docx."""
        if self.member is None or self.address or not self.origin:
            return self.member
        return f"{Path(self.origin).name}!{self.member}"

    @property
    def folder(self) -> str:
        """The folder the file, or the archive it came in, was found in."""
        return str(Path(self.origin or self.path).parent)


@dataclass(frozen=True, slots=True)
class Letters:
    """What was understood of a file."""

    dossiers: tuple[Dossier, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter as it is written down: in the store, in the index, in the ledger."""

    rows: Rows
    entry: Entry
    page: Page
    is_letter: bool
    waits: bool  # for a recogniser: nobody knows yet what it says


@dataclass(frozen=True, slots=True)
class Prepared:
    """The letters of a file, ready to be written."""

    letters: tuple[Ready, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The replies that these very bytes are kept as: there is nothing to read."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """What a file holds that is an archive."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not taken in."""

    reason: str
    foreign: bool = False  # of a kind that holds no letter, as a table of Excel


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that may be a letter's attachment, to be decided on after the letters around it."""

    sha256: str
    size: int
    otherwise: Prepared | Refused


Answer = Letters | Prepared | Known | Members | Refused | Aside


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: its place in the run, and what was understood or why not."""

    position: int
    job: Job
    answer: Answer


def main() -> None:
    """Answer jobs until there are no more."""
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break into an answer
    as_session()
    confine(limits, recognises=ocr.available())
    gc.set_threshold(OBJECTS)
    for line in sys.stdin.buffer:
        allow_cpu(limits.cpu_seconds)
        _send(answers, answered(Job(**json.loads(line)), limits), limits)


def answered(job: Job, limits: Limits) -> Answer:
    """Return what a file holds, or why it cannot be taken in."""
    try:
        path = Path(job.path)
        _check_regular(path, job.name)
        if is_archive(path):
            return _expanded(path, job)
        data = _contents(path, job.name, limits.file)
        found = process_bytes(data, job.name, Path(limits.themes) if limits.themes else None)
        return Letters(found) if job.contacts is None else _prepared(found, job.contacts)
    except Unreadable as error:
        return Refused(error.detail, isinstance(error, Foreign))
    except MemoryError:
        return Refused(f"{job.name}: 读取这个文件要用的内存超过上限，已停止；请检查文件来源。")
    except RecursionError:
        return Refused(f"{job.name}: 文件内部嵌套过深，已停止读取；请检查文件来源。")


def _prepared(found: tuple[Dossier, ...], contacts: Policy) -> Prepared:
    """Return letters as they are written down: the public text, cut into rows."""
    return Prepared(
        tuple(_ready(public(dossier, contacts), part) for part, dossier in enumerate(found))
    )


def _ready(dossier: Dossier, part: int) -> Ready:
    letter = rows(dossier, part)
    codes = {problem.code for problem in dossier.problems}
    return Ready(
        rows=letter,
        entry=taken(letter),
        page=page(dossier, dossier.reply.id),
        is_letter=NO_LETTER not in codes,
        waits=ocr.NEEDS_OCR in codes,
    )


def _check_regular(path: Path, name: str) -> None:
    """Refuse what is not a plain file: reading a pipe would wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise Unreadable(f"{name}: 打不开（{because(error)}）；请检查路径和权限。") from None
    if not stat.S_ISREG(mode):
        raise Unreadable(f"{name}: 不是普通文件（管道、设备或文件夹）；请直接给出文件。")


def _contents(path: Path, name: str, most: int) -> bytes:
    size = path.stat().st_size
    if size > most:
        raise Unreadable(
            f"{name}: 文件有 {size >> 20} MB，超过上限 {most >> 20} MB；请拆成单篇答复再载入。"
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{name}: 读不出来（{because(error)}）；请检查权限和磁盘。") from None


def _expanded(path: Path, job: Job) -> Answer:
    limits = ArchiveLimits()
    if job.depth >= limits.depth:
        raise Unreadable(f"{job.name}: 压缩包套了太多层；请解压后再载入。")
    return Members(expand(path, job.name, Path(job.spool), limits))


def _send(answers: IO[bytes], answer: Answer, limits: Limits) -> None:
    data = pickle.dumps(answer, protocol=5)
    if len(data) > limits.output:
        data = pickle.dumps(Refused("读出的文字过多，超过上限；请拆成单篇答复再载入。"), protocol=5)
    answers.write(len(data).to_bytes(LENGTH, "big") + data)
    answers.flush()


class AnswerUnpickler(pickle.Unpickler):
    """Reads answers: nothing but the archive's own nouns, so that a child cannot speak code."""

    NOUNS = frozenset(
        (
            *("app.model", "app.ingest.worker", "app.readers.archives"),
            *("app.store.rows", "app.search.index", "app.ledger.page"),
        )
    )
    PLAIN = frozenset((("datetime", "date"), ("decimal", "Decimal")))

    def find_class(self, module: str, name: str) -> Any:
        """Return a noun's class; anything else is refused."""
        found = super().find_class(module, name) if module in self.NOUNS else None
        if isinstance(found, type):
            return found
        if (module, name) == ("builtins", "getattr"):  # how Python before 3.11.4 pickles a member
            return _member
        if (module, name) in self.PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _member(kind: object, name: str) -> Enum:
    """Return a member of one of our enumerations; nothing else can be reached by a name."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[name]
    raise pickle.UnpicklingError(f"{kind!r}.{name}")


if __name__ == "__main__":
    main()
