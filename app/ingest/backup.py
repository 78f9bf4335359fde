"""`dafu backup` and `dafu restore`: the whole archive in one file, taken while it is in use.

The database is copied first, by SQLite's backup API, so it is one committed state; originals are
never changed or deleted, so those that this state speaks of are still there when they are packed.
A manifest with hashes comes last in the file: a backup without it is not whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from app.errors import BadInput, because
from app.store.originals import path_of

DATABASE = "dafu.db"
MANIFEST = "MANIFEST.json"
CHUNK = 1 << 20


def backup(database: Path, folder: Path, target: Path) -> str:
    """Write the archive to `target`, whole or not at all; return a sentence on what it holds."""
    if not database.is_file():
        raise BadInput(f"{database}: 还没有数据库，没有可备份的内容。")
    draft = target.with_name(f"{target.name}.part")
    hashes: dict[str, str] = {}
    try:
        with (
            tempfile.TemporaryDirectory(dir=target.parent) as name,
            tarfile.open(draft, "w:gz" if target.suffix == ".gz" else "w") as packed,
        ):
            snapshot = Path(name) / DATABASE
            _copy_database(database, snapshot)
            for path, member in _members(snapshot, folder):
                hashes[member] = _digest(path)
                packed.add(path, member, recursive=False)
            said = json.dumps(hashes, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(said)
            packed.addfile(entry, io.BytesIO(said))
        _flush(draft)
        draft.replace(target)
    except OSError as error:
        raise BadInput(f"{target}: 备份没有写成（{because(error)}）；请检查空间和权限。") from None
    except sqlite3.Error as error:
        raise BadInput(f"{database}: 数据库读不出来（{error}）；请先运行 ./run check。") from None
    finally:
        with suppress(OSError):
            draft.unlink()
    return f"{target}: 已备份数据库和 {len(hashes) - 1} 个文件，{target.stat().st_size:,} 字节。"


def restore(source: Path, database: Path, folder: Path) -> str:
    """Unpack a backup where nothing is yet; every file is checked against the manifest first."""
    for left in (database, _beside(database, "-wal"), _beside(database, "-journal")):
        if left.exists():
            raise BadInput(f"{left}: 已经有数据库；请换一个空的 DAFU_DATA 再恢复。")
    draft = _beside(database, ".part")
    try:
        with tarfile.open(source) as packed:
            hashes = _verified(packed, source)
        with tarfile.open(source) as packed:
            for member in packed:
                if member.name in hashes:
                    target = draft if member.name == DATABASE else folder / member.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    _write(packed, member, target)
        draft.replace(database)  # the last: until then there is no archive, and it can be repeated
    except (tarfile.TarError, EOFError, KeyError, json.JSONDecodeError) as error:
        raise BadInput(f"{source}: 不是完整的备份（{error}）；请换一份备份。") from None
    except OSError as error:
        raise BadInput(f"{source}: 恢复没有完成（{because(error)}）。") from None
    finally:
        with suppress(OSError):
            draft.unlink()
    return f"已从 {source} 恢复数据库和 {len(hashes) - 1} 个文件；请再运行 ./run check。"


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)


def _copy_database(database: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _members(snapshot: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    yield snapshot, DATABASE
    with closing(sqlite3.connect(snapshot)) as copy:
        for (sha256,) in copy.execute("SELECT sha256 FROM original ORDER BY sha256"):
            path = path_of(folder, sha256)
            if path.is_file():  # one that is lost is `dafu check`'s to name
                yield path, str(path.relative_to(folder))
    for path in sorted((folder / "corrections").glob("*.toml")):
        yield path, str(path.relative_to(folder))


def _verified(packed: tarfile.TarFile, source: Path) -> dict[str, str]:
    """Return the manifest, once every file has been found to be as it says."""
    found: dict[str, str] = {}
    manifest: dict[str, str] = {}
    for member in packed:
        if not _is_ours(member):
            raise BadInput(f"{source}: 里面有不该有的条目 {member.name!r}；不是本程序的备份。")
        data = packed.extractfile(member)
        if data is None:
            continue
        if member.name == MANIFEST:
            manifest = json.loads(data.read())
        else:
            found[member.name] = _hashed(data)
    if not manifest or found != manifest:
        raise BadInput(f"{source}: 备份不完整或已损坏（校验不符）；请换一份备份。")
    return manifest


def _is_ours(member: tarfile.TarInfo) -> bool:
    path = Path(member.name)
    safe = member.isreg() and not path.is_absolute() and ".." not in path.parts
    return safe and (
        member.name in (DATABASE, MANIFEST) or path.parts[0] in ("originals", "corrections")
    )


def _write(packed: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    data = packed.extractfile(member)
    if data is not None:
        with target.open("wb") as out:
            while chunk := data.read(CHUNK):
                out.write(chunk)
        _flush(target)


def _digest(path: Path) -> str:
    with path.open("rb") as data:
        return _hashed(data)


def _hashed(data: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := data.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb") as data:
        os.fsync(data.fileno())
