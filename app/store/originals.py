"""Files as they came, kept by SHA-256 beside the database, never altered."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from app.errors import NotFound, Unreadable
from app.store.database import driver, moment
from app.store.tables import ORIGINAL

CHUNK = 1 << 20


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the original with this hash is kept."""
    return folder / "originals" / sha256[:2] / sha256


def digest(path: Path, most: int) -> str | None:
    """Return the digest of a plain file of ordinary size; reading a pipe would wait for ever."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > most:
            return None
        with path.open("rb") as file:
            if about.st_size <= CHUNK:  # most letters; the other way makes room for a quarter MB
                return hashlib.sha256(file.read()).hexdigest()
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def keep(folder: Path, sha256: str, data: bytes) -> None:
    """Write an original, whole or not at all; what is there already stays."""
    path = path_of(folder, sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{sha256}.{os.getpid()}.part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def keep_file(folder: Path, sha256: str, source: Path) -> None:
    """Copy a file to its place as an original; refuse one that is no longer what was read."""
    path = path_of(folder, sha256)
    if path.exists():
        return
    draft = path.with_name(f"{sha256}.{os.getpid()}.part")
    try:
        with source.open("rb") as data, _opened(draft) as out:
            whole = _copied(data, out) == sha256
        if not whole:
            raise Unreadable(f"{source.name}: 文件在读取时被改动；请等文件写完再载入。")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _opened(draft: Path) -> IO[bytes]:
    """Open a file to be written, in a folder that is mostly there."""
    try:
        return draft.open("wb")
    except FileNotFoundError:
        draft.parent.mkdir(parents=True, exist_ok=True)
        return draft.open("wb")


def _copied(data: IO[bytes], out: IO[bytes]) -> str:
    """Copy all that there is; return its digest."""
    digest = hashlib.sha256()
    while chunk := data.read(CHUNK):
        digest.update(chunk)
        out.write(chunk)
    return digest.hexdigest()


def register(connection: Connection, sha256: str, name: str, media_type: str, size: int) -> None:
    """Note an original in the database, once."""
    row = (sha256, name, media_type, size, moment(datetime.now(UTC)))
    driver(connection).execute(_REGISTER, row)


_REGISTER = f"""INSERT OR IGNORE INTO {ORIGINAL.name} (sha256, name, media_type, size, kept)
                VALUES (?, ?, ?, ?, ?)"""


def original(folder: Path, sha256: str) -> bytes:
    """Return an original's bytes, or raise `NotFound`."""
    try:
        return path_of(folder, sha256).read_bytes()
    except FileNotFoundError:
        raise NotFound("原始文件不在本机上；请向管理员索取。") from None
