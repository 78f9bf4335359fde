"""One font for pdfium on every machine: what a PDF only names is measured the same everywhere.

A PDF that names 宋体 and does not carry it is laid out by pdfium with whatever font the machine
has. Servers have none, and then pdfium takes the characters for flat and drops lines that run up
the sheet, or one-character lines. So pdfium is told of a single font of our own, whose every sign
is a box of the type's full size: that is what Chinese characters are.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium_c

EM = 1000
ASCENT, DESCENT = 880, -120
HANDLE = 1
WHOLE = 0  # the table that means the file itself


@cache
def use_one_font() -> Any:
    """Tell pdfium of our font and of no other; what is returned must live as long as pdfium."""
    data = box_font()

    def chosen(*_wanted: Any) -> int:
        return HANDLE

    def copied(_me: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table != WHOLE:
            return 0
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    info = pdfium_c.FPDF_SYSFONTINFO(version=2)
    fields = dict(pdfium_c.FPDF_SYSFONTINFO._fields_)
    answers = {
        "MapFont": chosen,
        "GetFont": lambda _me, _face: None,
        "GetFontData": copied,
        "GetFaceName": lambda _me, _font, _buffer, _size: 0,
        "GetFontCharset": lambda _me, _font: 134,
        "DeleteFont": lambda _me, _font: None,
        "Release": lambda _me: None,
    }
    for name, answer in answers.items():
        setattr(info, name, fields[name](answer))
    pdfium_c.FPDF_SetSystemFontInfo(info)
    return info


def box_font() -> bytes:
    """Return a TrueType font whose sign for every code is a box as wide and high as the type."""
    bounds = struct.pack(">4h", 0, DESCENT, EM, ASCENT)
    points = struct.pack(">4h4h", 0, 0, EM, 0, DESCENT, EM, 0, -EM)  # steps across, steps up
    box = struct.pack(">h", 1) + bounds + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1) + points
    every_code = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 1, 0x10FFFF, 1)
    tables = {
        b"OS/2": struct.pack(">HhHHH", 3, EM, 400, 5, 0) + bytes(86),
        b"cmap": struct.pack(">4HI", 0, 1, 3, 10, 12) + every_code,
        b"glyf": 2 * box,  # the sign for codes that are unknown, and the one for all codes
        b"head": struct.pack(">4I2H", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM)
        + bytes(16) + bounds + struct.pack(">HHhhh", 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">I3hH6x3h10xH", 0x10000, ASCENT, DESCENT, 0, EM, EM, 1, 0, 2),
        b"hmtx": struct.pack(">HhHh", EM, 0, EM, 0),
        b"loca": struct.pack(">III", 0, len(box), 2 * len(box)),
        b"maxp": struct.pack(">IHHH4xH16x", 0x10000, 2, 4, 1, 2),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">I28x", 0x30000),
    }  # fmt: skip
    return _packed(tables)


def _packed(tables: dict[bytes, bytes]) -> bytes:
    place = 12 + 16 * len(tables)
    directory = struct.pack(">I4H", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    body = b""
    for tag, table in tables.items():
        directory += tag + struct.pack(">III", 0, place + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body
