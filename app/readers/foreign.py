"""Files that hold no letter: known by their first bytes, refused with what to do instead."""

from __future__ import annotations

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
NOT_EXPANDED = ("ZIP 压缩包", "请用 ./run ingest 载入，它会逐个读取包里的文件")


def _kind(data: bytes) -> tuple[str, str] | None:
    for magic, kind, advice in KINDS:
        if data.startswith(magic):
            return kind, advice
    if data[4:8] == b"ftyp":
        return "视频", "请转成文字再载入"
    if not data.startswith(MAGIC):
        return None
    return next((found[1:] for found in PACKAGES if holds(data, found[0])), NOT_EXPANDED)


def _is_foreign(data: bytes, name: str) -> bool:
    return _kind(data) is not None


def _refuse(data: bytes, name: str) -> tuple[Received, ...]:
    kind, advice = _kind(data) or ("", "")
    raise Foreign(f"{name}: 这是{kind}，不能直接读取；{advice}。")


FOREIGN = Reader("foreign", "application/octet-stream", _is_foreign, _refuse)
