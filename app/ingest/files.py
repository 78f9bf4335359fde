"""What was named on the command line → the files to read, each with the folder it came from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NOTES = frozenset({"README.md", "README.txt"})
"""Files that speak about a folder of letters and are none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to read, or the sentence that says why there is none."""

    path: Path
    problem: str | None = None


def candidates(paths: list[Path]) -> Iterator[Candidate]:
    """Yield every file below `paths` in order of name; what cannot be opened comes as a problem."""
    for path in paths:
        try:
            if path.is_dir():
                yield from _inside(path)
            elif path.exists():
                yield Candidate(path)
            else:
                yield Candidate(path, f"{path}: 没有这个文件或文件夹；请检查路径。")
        except PermissionError:
            yield Candidate(path, f"{path}: 没有权限看这个路径；请检查上级文件夹的权限。")


def _inside(folder: Path) -> Iterator[Candidate]:
    unreadable: list[OSError] = []
    empty = True
    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        folders.sort()
        yield from (Candidate(p, _linked(p)) for n in folders if (p := Path(root, n)).is_symlink())
        for name in sorted(names):
            if name.startswith(".") or name in NOTES:
                continue
            empty = False
            yield _found(Path(root) / name)
    for error in unreadable:
        yield Candidate(Path(error.filename), f"{error.filename}: 打不开这个文件夹；请检查权限。")
    if empty and not unreadable:
        yield Candidate(folder, f"{folder}: 文件夹里没有文件；请检查路径。")


def _found(path: Path) -> Candidate:
    """Return a file met in a folder; a link might lead anywhere, so it is not followed."""
    return Candidate(path, _linked(path) if path.is_symlink() else None)


def _linked(path: Path) -> str:
    return f"{path}: 是符号链接，不跟进文件夹之外；请直接给出它指向的文件。"
