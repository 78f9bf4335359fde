"""Real files, made with real programs from known letters: each reads as the letter's own text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.model import Dossier, Reply
from app.pipeline import process, process_bytes
from app.readers import READERS, ocr, read
from tests.readers.make_files import made_of

FILES = sorted((Path(__file__).parent / "files").iterdir())
SCANS = [path for path in FILES if ".scan." in path.name]
CONVERTED = [
    path
    for path in FILES
    if path.suffix == ".rtf" or (path.suffix in {".doc", ".wps"} and not shutil.which("antiword"))
]
PLAIN = sorted(set(FILES) - {*SCANS, *CONVERTED}, key=lambda path: (path.suffix, path.name))
# a run by hand takes the first file of each format
FIRST = [path for n, path in enumerate(PLAIN) if n == 0 or PLAIN[n - 1].suffix != path.suffix]


FIELDS = [name for name in Reply.__slots__ if name not in {"id", "spans", "heading"}]


def squeezed(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value


def understood(dossier: Dossier) -> dict[str, object]:
    """What the archive holds of a letter, apart from where it came from and its id."""
    reply = dossier.reply
    fields = {name: squeezed(getattr(reply, name)) for name in FIELDS}
    figures = [
        (squeezed(f.surface), f.kind, f.value, f.low, f.high, f.role) for f in dossier.figures
    ]
    return {**fields, "figures": figures}


def rows(text: str) -> list[str]:
    return ["".join(row.split()) for row in text.split("\n") if row.strip()]


def reads_like_its_letter(path: Path) -> None:
    lines = made_of(path.name)
    (dossier,) = process(path)
    (wanted,) = process_bytes("\n".join(lines).encode(), "letter.txt")
    assert rows(dossier.received) == rows("\n".join(lines))
    assert understood(dossier) == understood(wanted)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path in FIRST else pytest.mark.slow, id=path.name)
        for path in PLAIN
    ],
)
def test_a_file_reads_like_the_letter_it_was_made_of(path: Path) -> None:
    reads_like_its_letter(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", CONVERTED if shutil.which("soffice") else [], ids=lambda path: path.name
)
def test_a_file_that_libreoffice_converts_reads_like_its_letter(path: Path) -> None:
    reads_like_its_letter(path)


@pytest.mark.parametrize("path", [] if ocr.available() else SCANS, ids=lambda path: path.name)
def test_a_scan_waits_to_be_recognised(path: Path) -> None:
    (received,) = read(path.read_bytes(), path.name)
    assert [problem.code for problem in received.problems] == ["needs-ocr"]
    (dossier,) = process(path)
    assert dossier.reply.heading == path.stem


@pytest.mark.slow
@pytest.mark.parametrize("path", SCANS if ocr.available() else [], ids=lambda path: path.name)
def test_a_scan_is_recognised_nearly_to_the_sign(path: Path) -> None:
    lines = made_of(path.name)
    (dossier,) = process(path)
    (wanted,) = process_bytes("\n".join(lines).encode(), "letter.txt")
    missed = {f.surface for f in wanted.figures} - {f.surface for f in dossier.figures}
    assert len(missed) <= 0.02 * len(wanted.figures)


def test_every_reader_of_documents_has_a_file_made_by_a_real_program() -> None:
    heads = [(path, path.read_bytes()) for path in FILES]
    used = {next(r.name for r in READERS if r.accepts(data, path.name)) for path, data in heads}
    assert {"pdf", "docx", "odt", "ofd", "office"} <= used


def test_a_format_without_its_program_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = next(path for path in FILES if path.suffix == ".rtf")
    with pytest.raises(Exception, match="本机没有 LibreOffice"):
        read(path.read_bytes(), path.name)
