"""Ingest as a person sees it: a bar on a terminal, a line a file elsewhere, and a summary."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.ingest.files import candidates
from app.ingest.run import Archive, Fate, Report, ingest

WORDS = {"added": "新收", "replaced": "更新", "unchanged": "不变", "failed": "失败"}


def ingest_with_progress(archive: Archive, paths: list[Path]) -> Report:
    """Take in `paths`, showing how far it is; say at the end what came of it."""
    console = Console(stderr=True)
    if console.is_terminal:
        report = _with_bar(archive, paths, console)
    else:
        report = ingest(archive, paths, lambda fate: _line(console, fate))
    counts = "，".join(f"{WORDS[name]} {count}" for name, count in report.counts.items())
    console.print(f"共 {sum(report.counts.values())} 个文件：{counts}。", highlight=False)
    for failure in report.failures if console.is_terminal else ():
        console.print(f"  失败：{failure.reason}", highlight=False, markup=False)
    return report


def _with_bar(archive: Archive, paths: list[Path], console: Console) -> Report:
    columns = (TextColumn("收录"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=sum(1 for _ in candidates(paths)))
        return ingest(archive, paths, lambda fate: progress.advance(task))


def _line(console: Console, fate: Fate) -> None:
    said = fate.reason or f"{Path(fate.name).name} → {' '.join(fate.ids)}"
    console.print(f"{WORDS[fate.outcome]}  {said}", highlight=False, markup=False, soft_wrap=True)
