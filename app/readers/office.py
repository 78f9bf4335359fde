"""DOC, WPS, RTF and other formats that only an office program reads.

antiword is asked first for DOC: it takes 10 ms where LibreOffice takes seconds. LibreOffice gets a
profile folder of its own for every call, because a shared one fails silently when two run at once,
and converts to DOCX, so that tables and automatic numbers are read by our own reader.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from app.errors import Unreadable
from app.readers.base import Reader, Received
from app.readers.docx import read_docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
WORD_XML = b'progid="Word.Document"'
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORD_STREAM = "WordDocument".encode("utf-16-le")
WORKS_STREAM = "CONTENTS".encode("utf-16-le")
OTHER_STREAMS = {
    "Workbook": "Excel 表格", "PowerPoint Document": "PowerPoint 演示稿",
}  # fmt: skip
SECONDS = 50
PROGRAMS = ("soffice", "libreoffice")
MISSING = "本机没有 LibreOffice 或 antiword，不能读取这种格式；请装上其一，或另存为 DOCX 再载入。"


def read_office(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letter in an old Word, WPS or RTF file."""
    media_type = "application/rtf" if data.startswith(RTF) else "application/msword"
    _refuse_others(data, name)
    text = _by_antiword(data) if data.startswith(OLE) else None
    if text is None:
        text = _by_libreoffice(data, name)
    if not text.strip():
        raise Unreadable(f"{name}: 文档里没有文字（可能是图片）；请导出为 PDF 后再载入。")
    return (Received(text, media_type, "office"),)


def _refuse_others(data: bytes, name: str) -> None:
    if not data.startswith(OLE):
        return
    if ENCRYPTED in data:
        raise Unreadable(f"{name}: 文档有打开密码；请用密码打开后另存为无密码的文件再载入。")
    if WORD_STREAM in data:
        return
    for stream, kind in OTHER_STREAMS.items():
        if stream.encode("utf-16-le") in data:
            raise Unreadable(f"{name}: 这是 {kind}，不是答复文件；如确有答复，请另存为 DOCX。")
    if WORKS_STREAM not in data:  # LibreOffice would take the bytes for text
        raise Unreadable(f"{name}: 文件已损坏，里面没有 Word 文档；请重新取得文件。")


def _by_antiword(data: bytes) -> str | None:
    """Return the text antiword finds, None where it is not there or does not know the file."""
    program = shutil.which("antiword")
    if program is None:
        return None
    command = [program, "-m", "UTF-8.txt", "-w", "0", "-"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    text = done.stdout.decode("utf-8", "replace")
    return "\n".join(map(_cells, text.split("\n"))) if text.strip() else None


def _cells(line: str) -> str:
    """Return a table's row, which antiword draws as |a |b |, with tabs between its cells."""
    if line.count("|") > 1 and line.startswith("|") and line.rstrip().endswith("|"):
        return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    return line


def _by_libreoffice(data: bytes, name: str) -> str:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Unreadable(f"{name}: {MISSING}")
    with tempfile.TemporaryDirectory(prefix="dafu-office-") as folder:
        letter = Path(folder, "letter.doc")
        letter.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless",
            "--norestore", "--convert-to", "docx", "--outdir", f"{folder}/out", str(letter),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
            converted = Path(folder, "out", "letter.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Unreadable(
                f"{name}: LibreOffice 打不开这个文件，可能已损坏；请打开后另存为 DOCX 再载入。"
            ) from error
    return read_docx(converted, name)[0].text


def _is_office(data: bytes, name: str) -> bool:
    return data.startswith((OLE, RTF)) or WORD_XML in data[:1000]


OFFICE = Reader("office", "application/msword", _is_office, read_office)
