"""Ingest as a person sees it: a bar on a terminal, a line a file elsewhere, and a summary."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from app.ingest.files import candidates
from app.ingest.keeping import Archive, Fate, rehearse
from app.ingest.run import Report, asked, ingest_jobs, jobs
from app.ingest.worker import Job, Read
from app.ingest.workers import shared_pool

WORDS = {
    "added": "新收", "replaced": "更新", "unchanged": "不变", "failed": "失败", "waiting": "等候",
}  # fmt: skip


class Rate(ProgressColumn):
    """How many files a second."""

    def render(self, task: Task) -> Text:
        """Return the speed of late."""
        return Text(f"{task.speed or 0:.0f} 件/秒")


def ingest_with_progress(archive: Archive, paths: list[Path]) -> Report:
    """Take in `paths`, showing how far it is; say at the end what came of it."""
    with until_signalled() as stopping:
        total = sum(1 for _ in candidates(paths))
        return jobs_with_progress(archive, jobs(paths), " ".join(map(str, paths)), total, stopping)


def jobs_with_progress(
    archive: Archive,
    wanted: Iterable[Job],
    command: str,
    total: int | None,
    stopping: Callable[[], bool],
) -> Report:
    """Take in files, showing how far it is; say at the end what came of it."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn("收录"), BarColumn(), MofNCompleteColumn(), Rate())
        with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
            task = progress.add_task("", total=total)
            report = ingest_jobs(
                archive, wanted, command, lambda fate: progress.advance(task), stopping
            )
    else:
        report = ingest_jobs(archive, wanted, command, lambda fate: line(console, fate), stopping)
    counts = "，".join(f"{WORDS[name]} {count}" for name, count in report.counts.items())
    console.print(f"共 {sum(report.counts.values())} 个文件：{counts}。", highlight=False)
    if report.stopped:
        console.print("收到停止的信号，已读的都存好了；再运行一次就接着收。", highlight=False)
    for failure in report.failures if console.is_terminal else ():
        console.print(f"  失败：{failure.reason}", highlight=False, markup=False)
    return report


def rehearse_with_table(archive: Archive, wanted: Iterable[Job]) -> bool:
    """Print what taking the files in would come to; return whether every one would go in."""
    table = Table("结果", "文件", "编号或原因", title="试运行：没有写入任何内容")
    fates: list[Fate] = []
    answers = shared_pool(archive.limits).answers(asked(archive, wanted))
    reads = (Read(position, job, answer) for position, (job, answer) in enumerate(answers))
    rehearse(archive, reads, fates.append)
    for fate in fates:
        name = Path(fate.name).name if "://" not in fate.name else fate.name
        cells = (WORDS[fate.outcome], name, fate.reason or " ".join(fate.ids))
        table.add_row(*map(Text, cells))
    Console().print(table)
    return all(fate.outcome != "failed" for fate in fates)


def line(console: Console, fate: Fate) -> None:
    """Print a line on what became of a file."""
    said = fate.reason or f"{Path(fate.name).name} → {' '.join(fate.ids)}"
    console.file.write(f"{WORDS[fate.outcome]}  {said}\n")  # printing costs more than storing did


@contextmanager
def until_signalled() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether SIGTERM or Ctrl+C has asked to stop.

    Ctrl+C ends the program once what was begun is done; the second one ends it at once, as people
    expect.
    """
    asked: list[int] = []
    if current_thread() is not main_thread():
        yield lambda: False
        return

    def note(number: int, _frame: object) -> None:
        if asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        asked.append(number)

    before = {s: signal.signal(s, note) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if signal.SIGINT in asked:
        raise KeyboardInterrupt
