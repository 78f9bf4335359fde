"""Reading many files at once, each in a limited child; answers come in the order of the files.

The order matters: ids are given in it, so a run that was killed and begun again ends in the same
archive. A child is used for many files, because starting one takes as long as reading ten letters,
and is replaced when it was killed or has read its share.
"""

from __future__ import annotations

import atexit
import fcntl
import io
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache
from itertools import count
from pathlib import Path, PurePosixPath
from queue import SimpleQueue

from app.errors import Unreadable
from app.ingest.scratch import Scratch, scratch
from app.ingest.worker import LENGTH, Answer, AnswerUnpickler, Job, Letters, Members, Refused
from app.model import Dossier
from app.readers.archives import Member
from app.readers.sandbox import LIMITS, Limits

HOME = Path(__file__).resolve().parents[2]
COMMAND = "from app.ingest.worker import main; main()"
AHEAD = 4
"""Files under way for each child: enough that none waits for the writer."""
PIPE = 1 << 20
"""An answer in one piece: a child need not wait until all of it was taken."""


Already = Callable[[Job], Answer | None]


class Died(Exception):
    """A child ended before it had answered; the sentence says how."""


class Child:
    """A process that reads files one after the other."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.files_per_child
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the child
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": _import_path(), "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
        assert self._process.stdout is not None
        if sys.platform == "linux":
            with suppress(OSError):  # a user may have only so much room in pipes
                fcntl.fcntl(self._process.stdout, fcntl.F_SETPIPE_SZ, PIPE)

    def ask(self, job: Job) -> Answer:
        """Return the answer to a job; raise `Died` where there will be none."""
        self.left -= 1
        deadline = time.monotonic() + self.limits.wall_seconds
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise Died(self._how()) from None
        answer: Answer = AnswerUnpickler(io.BytesIO(self._said(deadline))).load()
        return answer

    def kill(self) -> None:
        """End the child and whatever it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def _said(self, deadline: float) -> bytearray:
        """Return what the child says, its length taken off; mostly there in one piece."""
        said, whole = bytearray(), LENGTH
        while len(said) < whole:
            said += self._more(deadline)
            if whole == LENGTH <= len(said):
                whole += int.from_bytes(said[:LENGTH], "big")
                if whole > LENGTH + 2 * self.limits.output:
                    self.kill()
                    raise Died("读取进程的回答过大，已停止")
        return said[LENGTH:]

    def _more(self, deadline: float) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            self.kill()
            raise Died(f"读取超过 {self.limits.wall_seconds} 秒，已停止")
        part = os.read(pipe, PIPE)
        if not part:
            raise Died(self._how())
        return part

    def _how(self) -> str:
        """Return how the child ended, as far as that can be known."""
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return f"读取用掉 {self.limits.cpu_seconds} 秒处理器时间还没有完，已停止"
        if status < 0:
            return (
                f"读取时出错，进程被终止（{signal.Signals(-status).name}），可能内存用尽或文件有害"
            )
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return f"读取时程序出错（{said[-1][:200] if said else status}）"


def _import_path() -> str:
    """Return where a child finds this program and its packages: where its parent does."""
    return os.pathsep.join([str(HOME), *filter(None, [os.environ.get("PYTHONPATH")])])


class Pool:
    """Some children, and the files they are reading."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.limits = limits
        self.size = size
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="reading")
        self._idle: SimpleQueue[Child | None] = SimpleQueue()
        self._spool = Scratch("spool")
        self._numbers = count()
        for _ in range(size):
            self._idle.put(None)

    def answers(
        self, jobs: Iterable[Job], already: Already = lambda job: None
    ) -> Generator[tuple[Job, Answer]]:
        """Yield each job with its answer, in order; an archive's files come in its place.

        `already` is asked first: what it answers is not read.
        """
        waiting: deque[tuple[Job, Future[Answer]]] = deque()
        try:
            for job in jobs:
                waiting.append(self._begun(job, already))
                if len(waiting) >= AHEAD * self.size:
                    yield from self._finished(*waiting.popleft(), already)
            while waiting:
                yield from self._finished(*waiting.popleft(), already)
        finally:
            for _, future in waiting:  # nobody wants the rest
                future.cancel()

    def _begun(self, job: Job, already: Already) -> tuple[Job, Future[Answer]]:
        answer = Refused(job.problem) if job.problem else already(job)
        if answer is not None:
            settled: Future[Answer] = Future()
            settled.set_result(answer)
            return job, settled
        ready = replace(job, spool=str(self._spool.path / str(next(self._numbers))))
        return ready, self._threads.submit(self._answer, ready)

    def close(self) -> None:
        """End the children and forget what was unpacked."""
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            child = self._idle.get()
            if child:
                child.kill()
        self._spool.close()

    def _finished(
        self, job: Job, future: Future[Answer], already: Already
    ) -> Iterator[tuple[Job, Answer]]:
        answer = future.result()
        if not isinstance(answer, Members):
            yield job, answer
            return
        inside = [_member_job(job, member) for member in answer.members]
        try:
            yield from self.answers(inside, already)
        finally:
            shutil.rmtree(job.spool, ignore_errors=True)

    def _answer(self, job: Job) -> Answer:
        child = self._idle.get() or Child(self.limits)
        kept: Child | None = child
        try:
            answer = child.ask(job)
            if child.left <= 0:
                child.kill()
                kept = None
        except Died as error:
            child.kill()
            kept = None
            return Refused(f"{job.name}: {error}；请检查文件来源，或另存后再载入。")
        else:
            return answer
        finally:
            self._idle.put(kept)


def _member_job(job: Job, member: Member) -> Job:
    """Return the job for a file of an archive: outer.zip!inner.zip!letter.docx."""
    within = f"{job.member}!{member.name}" if job.member else member.name
    name = PurePosixPath(member.name).name
    problem = f"{name}: {member.problem}" if member.problem else None
    return Job(
        member.path or job.path,
        name,
        member=within,
        depth=job.depth + 1,
        problem=problem,
        origin=job.origin or job.path,
        address=job.address,
        contacts=job.contacts,
    )


@cache
def shared_pool(limits: Limits) -> Pool:
    """Return the pool of this process for these limits; its children start when first needed."""
    pool = Pool(limits, max(1, min(os.cpu_count() or 1, 8)))
    atexit.register(pool.close)
    return pool


def understood(path: Path, limits: Limits = LIMITS) -> tuple[Dossier, ...]:
    """Return what is understood of one file, read in a limited child; raise `Unreadable`."""
    child = Child(limits)
    try:
        with scratch("spool") as spool:  # for what an archive holds, which nobody wants here
            answer = child.ask(Job(str(path.absolute()), path.name, spool=str(spool)))
    except Died as error:
        raise Unreadable(f"{path.name}: {error}；请检查文件来源，或另存后再载入。") from None
    finally:
        child.kill()
    if isinstance(answer, Letters):
        return answer.dossiers
    if isinstance(answer, Refused):
        raise Unreadable(answer.reason)
    raise Unreadable(f"{path.name}: 这是 ZIP 压缩包；请用 ./run ingest 载入，它会逐个读取。")
