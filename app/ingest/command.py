"""`dafu ingest` with all its ways: paths, addresses, a list, a drop folder, a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rich.console import Console
from sqlalchemy import select

from app.errors import BadInput
from app.ingest import lists
from app.ingest.corrections import FIELDS, all_corrections, correct
from app.ingest.fetch import Fetcher
from app.ingest.files import candidates
from app.ingest.keeping import Archive
from app.ingest.progress import (
    jobs_with_progress,
    line,
    rehearse_with_table,
)
from app.ingest.refusal import writing
from app.ingest.run import jobs
from app.ingest.scratch import scratch
from app.ingest.watch import watch
from app.ingest.worker import Job
from app.store.tables import ARRIVAL

SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    names: tuple[str, ...] = ()  # paths and addresses
    from_list: Path | None = None
    watch: Path | None = None
    dry_run: bool = False
    url_hosts: tuple[str, ...] = ()


def take_in(archive: Archive, wish: Wish, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Do what was asked, until told to stop; return whether every file was taken in."""
    if not wish.names and not wish.from_list and not wish.watch:
        raise BadInput("请给出文件、文件夹或网址，或用 --from-list、--watch。")
    if wish.watch and (wish.names or wish.from_list or wish.dry_run):
        raise BadInput("--watch 只守一个文件夹，不能和别的文件、--from-list、--dry-run 同用。")
    with writing(archive.folder), ExitStack() as stack:
        spool = stack.enter_context(scratch("url"))
        if wish.watch:
            console = Console(stderr=True)
            console.print(f"守着 {wish.watch}；按 Ctrl+C 结束。", highlight=False, markup=False)
            watch(archive, wish.watch, lambda fate: line(console, fate), stopping)
            return True
        listed = _listed(wish.from_list)
        paths, urls = _sorted(wish, listed)
        wanted = chain(jobs(paths), _fetched(archive, wish, urls, spool))
        if wish.dry_run:
            return rehearse_with_table(archive, wanted)
        total = sum(1 for _ in candidates(paths)) + len(urls)
        report = jobs_with_progress(archive, wanted, _command(wish), total, stopping)
        _write_down(archive, wish, listed)
        return report.ok


def _listed(file: Path | None) -> tuple[lists.Entry, ...]:
    """Return the entries of a list, if there is one; name the columns that are of no use."""
    if file is None:
        return ()
    found = lists.listed(file)
    if found.unknown:
        said = f"{file.name}: 不认识这些列，没有用上：{'、'.join(found.unknown)}。"
        known = "、".join(field.label for field in FIELDS.values())
        console = Console(stderr=True, soft_wrap=True)
        console.print(f"{said}可以用的列有：{known}。", highlight=False, markup=False)
    return found.entries


def _sorted(wish: Wish, listed: Iterable[lists.Entry]) -> tuple[list[Path], list[str]]:
    """Return the paths and the addresses that were given, on the line or in the list."""
    urls = [name for name in wish.names if name.startswith(SCHEMES)]
    paths = [Path(name) for name in wish.names if not name.startswith(SCHEMES)]
    urls += [entry.address for entry in listed if entry.address]
    paths += [entry.path for entry in listed if entry.path]
    if urls and not wish.url_hosts:
        raise BadInput(
            "没有允许取网址的主机；请在 DAFU_URL_HOSTS 里写明，例如 www.example.gov.cn。"
        )
    return paths, urls


def _fetched(archive: Archive, wish: Wish, urls: list[str], spool: Path) -> Iterator[Job]:
    """Return the files that the addresses hold, fetched as they are asked for."""
    if not urls:
        return iter(())
    with archive.engine.connect() as connection:
        known = set(connection.scalars(select(ARRIVAL.c.address)))
    return Fetcher(wish.url_hosts, spool).jobs(urls, known.__contains__)


def _write_down(archive: Archive, wish: Wish, listed: Iterable[lists.Entry]) -> None:
    """Write down what a list knows of its letters, as corrections by the list."""
    if wish.from_list is None:
        return
    for entry in listed:
        for id in _ids(archive, entry) if entry.values else ():
            with archive.engine.begin() as connection:
                known = {c.field: c.value for c in all_corrections(connection, archive.folder, id)}
                new = {name: v for name, v in entry.values.items() if known.get(name) != v}
                if new:
                    by, why = f"清单 {wish.from_list.name}", "载入时给出"
                    correct(connection, archive.folder, id, new, by, why)


def _ids(archive: Archive, entry: lists.Entry) -> list[str]:
    """Return the replies that came from an entry's file."""
    if entry.address:
        came = ARRIVAL.c.address == entry.address
    else:
        path = (entry.path or Path()).absolute()
        came = (ARRIVAL.c.folder == str(path.parent)) & (ARRIVAL.c.name == path.name)
    with archive.engine.connect() as connection:
        return sorted(set(connection.scalars(select(ARRIVAL.c.id).where(came))))


def _command(wish: Wish) -> str:
    listed = ("--from-list", str(wish.from_list)) if wish.from_list else ()
    return " ".join((*listed, *wish.names))
