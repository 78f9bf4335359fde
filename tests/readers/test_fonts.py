"""A PDF reads the same on a machine with every font and on one with none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from app.readers import read

NAMED = [
    path
    for path in sorted((Path(__file__).parent / "files").iterdir())
    if path.name.endswith((".reportlab.pdf", ".turned.pdf"))
]
WITHOUT_FONTS = """
import ctypes, sys
from pathlib import Path
import pypdfium2._library_scope as scope
import pypdfium2.raw as pdfium
from app.readers import read

pdfium.FPDF_DestroyLibrary()
name = ctypes.create_string_buffer(sys.argv[1].encode())
Text = ctypes.POINTER(ctypes.c_char)
folders = (Text * 2)(ctypes.cast(name, Text), None)
pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders))
path = Path(sys.argv[2])
sys.stdout.buffer.write(read(path.read_bytes(), path.name)[0].text.encode())
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", NAMED, ids=lambda path: path.name)
def test_a_pdf_that_only_names_its_font_reads_the_same_without_fonts(
    path: Path, tmp_path: Path
) -> None:
    """Without a font to measure by, pdfium drops lines that run up the sheet."""
    child = [sys.executable, "-c", WITHOUT_FONTS, str(tmp_path), str(path)]
    said = subprocess.run(child, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    assert said == read(path.read_bytes(), path.name)[0].text
