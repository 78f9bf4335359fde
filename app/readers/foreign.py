"""Files that hold no letter: known by their first bytes, refused with what to do instead.

What a program wrote for programs is text too. Where its first words could stand in no letter they
are enough; else its name must say so as well: a letter called 答复.csv is read.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import PurePath

from app.errors import Foreign
from app.readers.base import Reader, Received
from app.readers.package import MAGIC, holds

KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!\x1a\x07", "RAR 压缩包", "请解压，或改存为 ZIP 再载入"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压，或改存为 ZIP 再载入"),
    (b"\x1f\x8b", "gzip 压缩包", "请解压后再载入"),
    (b"BZh", "bzip2 压缩包", "请解压后再载入"),
    (b"\xfd7zXZ", "xz 压缩包", "请解压后再载入"),
    (b"MZ", "Windows 程序", "请检查来源"),
    (b"\x7fELF", "Linux 程序", "请检查来源"),
    (b"SQLite format 3", "数据库", "请检查来源"),
    (b"ID3", "录音", "请转成文字再载入"),
    (b"%!PS", "PostScript 文件", "请转成 PDF 再载入"),
    (b"CAJ", "CAJ 文件", "请用 CAJViewer 另存为 PDF 再载入"),
    (b"HN\0", "CAJ 文件", "请用 CAJViewer 另存为 PDF 再载入"),
)
PACKAGES = (
    ("xl/workbook.xml", "Excel 表格", "如确有答复，请另存为 DOCX 再载入"),
    ("ppt/presentation.xml", "PowerPoint 演示稿", "如确有答复，请另存为 DOCX 再载入"),
)
# {"title": …, [{"编号": …
JSON = re.compile(rb'\s*(?:[\[{]\s*)+"[^"\n]{0,80}"\s*[:,\]}]')
XML = re.compile(rb"\s*<(?:\?xml|svg|rss|feed|urlset)\b")
PAGE = re.compile(rb"<html\b", re.I)
WRITTEN: dict[str, tuple[re.Pattern[bytes], str]] = {
    ".js": (re.compile(rb"[{}]|\b(?:var|function|window)\b"), "网页的脚本"),
    ".css": (re.compile(rb"[{}]"), "网页的样式"),
    ".csv": (re.compile(rb"\A\s*[^\n]*,"), "表格数据"),
    ".tsv": (re.compile(rb"\A\s*[^\n]*\t"), "表格数据"),
    ".ini": (re.compile(rb"\A\s*\["), "系统设置"),
    ".url": (re.compile(rb"\A\s*\["), "网页的快捷方式"),
}
"""By the end of the name: what stands in the first characters then, and what such a file is."""
AS_TEXT = "如确有答复，请另存为 TXT 再载入"
HEAD = 4096
NOT_EXPANDED = ("ZIP 压缩包", "请用 ./run ingest 载入，它会逐个读取包里的文件")


def _kind(data: bytes, name: str) -> tuple[str, str] | None:
    for magic, kind, advice in KINDS:
        if data.startswith(magic):
            return kind, advice
    if data[4:8] == b"ftyp":
        return "视频", "请转成文字再载入"
    if not data.startswith(MAGIC):
        written = _written(data[:HEAD].removeprefix(BOM_UTF8), name)
        return None if written is None else (written, AS_TEXT)
    return next((found[1:] for found in PACKAGES if holds(data, found[0])), NOT_EXPANDED)


def _written(head: bytes, name: str) -> str | None:
    """Return what a file is that was written for programs."""
    if JSON.match(head):
        return "JSON 数据"
    if XML.match(head) and not PAGE.search(head):
        return "XML 数据"
    sign, kind = WRITTEN.get(PurePath(name.lower()).suffix, (None, None))
    return kind if sign and sign.search(head) else None


def _is_foreign(data: bytes, name: str) -> bool:
    return _kind(data, name) is not None


def _refuse(data: bytes, name: str) -> tuple[Received, ...]:
    kind, advice = _kind(data, name) or ("", "")
    raise Foreign(f"{name}: 这是{kind}，不能直接读取；{advice}。")


FOREIGN = Reader("foreign", "application/octet-stream", _is_foreign, _refuse)
