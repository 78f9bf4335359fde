"""Documents that are ZIP files of XML (DOCX, ODT, OFD): opened within limits, without DTDs.

A package of 40 KB can unfold to gigabytes and an entity of 200 bytes to more, so sizes are checked
before a part is unfolded, and a document type is refused before anything in it is expanded.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from app.errors import Unreadable

MAGIC = b"PK\x03\x04"
MOST_PARTS = 5000
LARGEST_PART = 64 << 20
STEEPEST = 400
"""Bytes a stored byte may unfold to; XML of real letters stays below 60."""
RATIO_FREE = 4 << 20
"""Parts below this size may be packed as tightly as they like."""


@dataclass(frozen=True, slots=True)
class Package:
    """An open package: parts by path, absent ones empty."""

    name: str
    archive: zipfile.ZipFile

    def part(self, path: str) -> bytes:
        """Return the bytes of a part, b"" where there is none."""
        try:
            info = self.archive.getinfo(path)
        except KeyError:
            return b""
        too_steep = info.file_size > STEEPEST * max(info.compress_size, 1)
        if info.file_size > LARGEST_PART or (too_steep and info.file_size > RATIO_FREE):
            raise Unreadable(f"{self.name}: 文件解开后过大（{path}），不予读取；请检查来源。")
        try:
            with self.archive.open(info) as stream:
                return stream.read(LARGEST_PART)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
            raise Unreadable(damaged(self.name)) from error

    def xml(self, path: str) -> ElementTree.Element | None:
        """Return the root element of a part, None where there is no such part."""
        data = self.part(path)
        return parsed_xml(data, self.name) if data else None


def opened(data: bytes, name: str) -> Package:
    """Return the package in `data`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(damaged(name)) from error
    if len(archive.filelist) > MOST_PARTS:
        raise Unreadable(f"{name}: 文件内部的部件过多（{len(archive.filelist)} 个），不予读取。")
    return Package(name, archive)


def holds(data: bytes, path: str) -> bool:
    """Tell whether `data` is a package with such a part, by its directory alone."""
    if not data.startswith(MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return path in archive.NameToInfo
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return path.encode() in data  # cut short: what is left names its parts


def parsed_xml(data: bytes, name: str) -> ElementTree.Element:
    """Return the root element; a document type declaration is refused."""
    guard = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unreadable(f"{name}: 文件里的 XML 带有 DTD 声明，不予读取；请重新取得文件。")

    guard.StartDoctypeDeclHandler = refuse
    try:
        guard.Parse(data, True)
        return ElementTree.fromstring(data)
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(damaged(name)) from error


def damaged(name: str) -> str:
    """Return the sentence for a package that cannot be opened."""
    return f"{name}: 文件已损坏、不完整或有密码，无法打开；请用原来的软件打开后另存，再载入。"


def local(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace, which differs between editions."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element | None, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    if element is None:
        return None
    found = (value for key, value in element.items() if key.rpartition("}")[2] == name)
    return next(found, None)


def child(element: ElementTree.Element | None, *path: str) -> ElementTree.Element | None:
    """Return the first element down a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((below for below in element if local(below) == name), None)
    return element


def named(element: ElementTree.Element | None, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of a local name anywhere below an element."""
    elements = element.iter() if element is not None else iter(())
    return (below for below in elements if local(below) == name)
