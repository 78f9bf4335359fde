"""ZIP archives of letters: each member becomes a file of its own, with its name.

Members are written under numbers, never under their names, so no name can lead out of the folder.
Names that no flag calls UTF-8 are GBK: Windows' Chinese explorers write them so.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.errors import Unreadable
from app.readers.package import MAGIC

EMPTY_MAGIC = b"PK\x05\x06"
DOCUMENTS = frozenset(
    (
        "[Content_Types].xml",
        "word/document.xml",
        "OFD.xml",
        "META-INF/manifest.xml",
        "mimetype",
    )
)
UTF8_NAME = 0x800
ENCRYPTED = 0x1
CHUNK = 1 << 20
JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
OPEN_ELSEWHERE = "~$"  # what Word and Excel put beside a document while it is open


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may hold."""

    members: int = 5000
    member: int = 64 << 20
    total: int = 1 << 30
    ratio: int = 200
    ratio_free: int = 4 << 20  # below this size anything may be packed tightly
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: where it was written, or why it was not."""

    name: str
    path: str | None
    problem: str | None = None


def is_archive(path: Path) -> bool:
    """Tell a ZIP of files from other files, also from documents that are ZIPs themselves."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == EMPTY_MAGIC:
        return True
    if head != MAGIC:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not DOCUMENTS.intersection(archive.NameToInfo)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def expand(path: Path, name: str, folder: Path, limits: ArchiveLimits) -> tuple[Member, ...]:
    """Write an archive's files into `folder` under numbers, and return them in its order."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_junk(info)]
        if not infos:
            raise Unreadable(f"{name}: 压缩包里没有文件；请检查来源，重新取得文件。")
        if len(infos) > limits.members:
            raise Unreadable(
                f"{name}: 压缩包里有 {len(infos)} 个文件，超过上限 {limits.members}；请分成几包。"
            )
        if sum(info.file_size for info in infos) > limits.total:
            raise Unreadable(f"{name}: 压缩包解开后过大，超过上限；请分成几包再载入。")
        return tuple(_members(archive, infos, folder, limits))


def _members(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], folder: Path, limits: ArchiveLimits
) -> Iterator[Member]:
    left = limits.total
    for number, info in enumerate(infos):
        name = member_name(info)
        problem = _problem(info, limits)
        if problem:
            yield Member(name, None, problem)
            continue
        target = folder / str(number)
        try:
            left -= _write(archive, info, target, min(left, limits.member))
        except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError):
            yield Member(name, None, "压缩包里的这个文件已损坏，解不开；请重新取得文件。")
            continue
        except ValueError as error:
            yield Member(name, None, str(error))
            continue
        yield Member(name, str(target))


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's path in its own characters."""
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode()
        for charset in ("utf-8", "gb18030"):
            try:
                name = raw.decode(charset)
                break
            except UnicodeDecodeError:
                continue
    printable = "".join(sign if sign.isprintable() else "�" for sign in name.replace("\\", "/"))
    return printable[-400:]


def _problem(info: zipfile.ZipInfo, limits: ArchiveLimits) -> str | None:
    if info.flag_bits & ENCRYPTED:
        return "压缩包有密码；请解压后再载入。"
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "压缩包里的这一项是链接或设备，不是文件；请直接给出文件。"
    if info.file_size > limits.member:
        return "压缩包里的这个文件解开后过大，超过上限；请检查来源。"
    steep = info.file_size > limits.ratio * max(info.compress_size, 1)
    if steep and info.file_size > limits.ratio_free:
        return "压缩包里的这个文件压缩得不合常理，不予解开；请检查来源。"
    return None


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, most: int) -> int:
    """Write a member and return its size; a header may lie about it, so it is counted again."""
    size = 0
    with archive.open(info) as source, target.open("xb") as out:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise ValueError("压缩包解开后过大，超过上限；请分成几包再载入。")
            out.write(chunk)
    return size


def is_junk(name: str) -> bool:
    """Tell whether a system or an office program left a file or folder of this name."""
    return name in JUNK or name.startswith(OPEN_ELSEWHERE)


def _is_junk(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return bool(parts) and (is_junk(parts[0]) or is_junk(parts[-1]))
