"""What was named on the command line → the files to read, each with the folder it came from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.readers.archives import JUNK, is_junk

NOTES = frozenset({"README.md", "README.txt"})
"""Files that speak about a folder of letters and are none."""
# 答复.html and 答复_files: a page and what its looks are made of, as browsers save them
OF_PAGE = ("_files", ".files")
PAGES = (".html", ".htm", ".shtml")
DRESS = frozenset({".js", ".css", ".ico", ".svg", ".woff", ".woff2", ".ttf", ".eot"})
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"})
SMALLEST_SCAN = 40_000  # bytes; one that shows a page of a letter has more


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
        folders[:] = sorted(name for name in folders if name not in JUNK)
        of_page = _is_of_page(Path(root))
        yield from (Candidate(p, _linked(p)) for n in folders if (p := Path(root, n)).is_symlink())
        for name in sorted(names):
            if name.startswith(".") or name in NOTES or is_junk(name):
                continue
            empty = False
            if not (of_page and _is_furniture(Path(root, name))):
                yield _found(Path(root, name))
    for error in unreadable:
        yield Candidate(Path(error.filename), f"{error.filename}: 打不开这个文件夹；请检查权限。")
    if empty and not unreadable:
        yield Candidate(folder, f"{folder}: 文件夹里没有文件；请检查路径。")


def _is_of_page(folder: Path) -> bool:
    """Tell whether a browser made a folder beside a page that it saved."""
    stems = [folder.name.removesuffix(end) for end in OF_PAGE if folder.name.endswith(end)]
    return any(folder.with_name(stem + end).exists() for stem in stems for end in PAGES)


def _is_furniture(path: Path) -> bool:
    """Tell whether a file only dresses a page: a script, a small picture, but no scan."""
    end = path.suffix.lower()
    return end in DRESS or (end in PICTURES and path.lstat().st_size < SMALLEST_SCAN)


def _found(path: Path) -> Candidate:
    """Return a file met in a folder; a link might lead anywhere, so it is not followed."""
    return Candidate(path, _linked(path) if path.is_symlink() else None)


def _linked(path: Path) -> str:
    return f"{path}: 是符号链接，不跟进文件夹之外；请直接给出它指向的文件。"
