"""What the database and the disk refuse while something is written, said in a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from app.errors import Unavailable, because
from app.store.database import LOCKED


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Let an archive be written; what is refused is an `Unavailable` with a way out."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise Unavailable(f"{folder}: {_said(error)}") from None
    except OSError as error:
        said = f"{folder}: 写不进去（{because(error)}）；请检查磁盘空间和权限。"
        raise Unavailable(said) from None


def _said(error: DatabaseError | sqlite3.DatabaseError) -> str:
    said = str(error.orig if isinstance(error, DatabaseError) else error)
    if "locked" in said:
        return LOCKED
    if "readonly" in said or "read-only" in said:
        return "数据库是只读的；请检查文件和文件夹的写入权限。"
    if "full" in said or "I/O" in said:
        return "磁盘满了或写不进去；请腾出空间，再运行一次就接着做。"
    return f"数据库出错（{said}）；请运行 ./run check。"
