"""Make the files in tests/readers/files/ from the sample letters, with the programs people use.

    python tests/readers/make_files.py FOLDER [LETTER…]

Needs LibreOffice (`soffice`), Chromium and the packages of `[dev]`; Debian's Noto fonts. Small
files are kept in tests/readers/files/, so that the tests need none of these programs.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("0*.txt"))
LETTERS = Path(__file__).parent / "letters"
COLUMNS = "}body{columns:2;column-gap:12mm;font-size:12px;text-align:justify"
PAGE_MARK = re.compile(r"^[\s—–-]*\d+[\s—–-]*$")
SENTENCE_END = "。：:；"
FULL_LINE = 22


def paragraphs(seed: Path) -> list[str]:
    """Return the letter's paragraphs, hard wraps undone."""
    found: list[str] = []
    wraps = False
    for line in seed.read_text(encoding="utf-8").splitlines():
        text = line.strip().lstrip("#").strip()
        if not text or PAGE_MARK.match(text):
            continue
        if wraps:
            found[-1] += text
        else:
            found.append(re.sub(r" {3,}", "    ", text))
        wraps = FULL_LINE < len(text) < 40 and text[-1] not in SENTENCE_END
    return found


def html(lines: list[str], style: str = "") -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        "<!doctype html><meta charset=utf-8><style>@page{size:A4;margin:25mm}body{font:16px/1.8 "
        f'"Noto Serif CJK SC";margin:0}}p{{text-indent:2em;margin:0;{style}}}</style>{body}'
    )


def docx(lines: list[str], target: Path) -> None:
    from docx import Document

    document = Document()
    document.sections[0].header.paragraphs[0].text = "提案答复（页眉）"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for line in lines:
        document.add_paragraph(line)
    document.save(str(target))


def office(source: Path, kind: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        command = ["soffice", f"-env:UserInstallation=file://{name}/profile", "--headless"]
        command += ["--convert-to", kind, "--outdir", name, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        suffix = kind.split(":", 1)[0]
        shutil.move(Path(name, source.with_suffix(f".{suffix}").name), target)


def reportlab_pdf(lines: list[str], target: Path, *, turned: bool = False) -> None:
    """A PDF with running head and page marks whose font is only named, as old offices made them.

    `turned`: the text runs up the sheet, and the page says that it is to be shown turned.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(target), pagesize=(842, 595) if turned else (595, 842))
    page, y = 1, 0.0
    for line in lines:
        for part in wrapped(f"\u3000\u3000{line}", 28):
            if y < 80:
                if y:
                    canvas.showPage()
                    page += 1
                y = 750
                if turned:
                    canvas.setPageRotation(90)
                    canvas.translate(842, 0)
                    canvas.rotate(90)
                canvas.setFont("STSong-Light", 9)
                canvas.drawString(80, 810, "办理答复")
                canvas.drawCentredString(297, 40, f"— {page} —")
                canvas.setFont("STSong-Light", 15)
            canvas.drawString(80, y, part)
            y -= 26
    canvas.save()


def wrapped(text: str, width: int) -> list[str]:
    parts, start, room = [], 0, 0.0
    for at, sign in enumerate(text):
        room += 0.5 if sign.isascii() else 1
        if room > width and sign not in "，。；：、）》”":
            parts.append(text[start:at])
            start, room = at, 0.5 if sign.isascii() else 1
    return [*parts, text[start:]]


def printed(page: str, target: Path) -> None:
    """Print a page to PDF with Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page()
        tab.set_content(page)
        target.write_bytes(tab.pdf(prefer_css_page_size=True))
        browser.close()


def ofd(lines: list[str], target: Path) -> None:
    """An OFD as the standard describes it, one text object a line."""
    rows = [part for line in lines for part in wrapped(f"\u3000\u3000{line}", 30)]
    sheets = [rows[at : at + 28] for at in range(0, len(rows), 28)]
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {space} Version="1.0" DocType="OFD">'
            "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
            "</ofd:OFD>",
        )
        pages = "".join(
            f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
            for n in range(len(sheets))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>"
            "</ofd:Document>",
        )
        for number, sheet in enumerate(sheets):
            mark = text_object(f"— {number + 1} —", 95, 285)
            objects = "".join(text_object(row, 27, 30 + 8.5 * n) for n, row in enumerate(sheet))
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="1">{objects}{mark}</ofd:Layer>'
                "</ofd:Content></ofd:Page>",
            )


def text_object(row: str, x: float, y: float) -> str:
    size = 5.2
    steps = " ".join(f"{size * (0.5 if sign.isascii() else 1):.2f}" for sign in row[:-1])
    steps = re.sub(r"(?:5\.20 ){3,}", lambda run: f"g {len(run[0]) // 5} 5.2 ", steps)
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 160 7" Font="3" Size="{size}">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{steps}">{escape(row)}</ofd:TextCode></ofd:TextObject>'
    )


@dataclass(frozen=True, slots=True)
class Scanner:
    """How well pages are scanned: by default a little turned, blurred and speckled."""

    dots: int = 150  # per inch
    turn: float = 0.7  # degrees at most
    blur: float = 0.6
    specks: int = 400
    quality: int = 45


def scan(source: Path, target: Path, scanner: Scanner = Scanner()) -> None:
    """A PDF of images of the pages of another."""
    import random

    import pypdfium2
    from PIL import Image, ImageFilter

    chance = random.Random(7)
    images = []
    document = pypdfium2.PdfDocument(source)
    for number in range(len(document)):
        image = document[number].render(scale=scanner.dots / 72).to_pil().convert("L")
        turn = chance.uniform(-scanner.turn, scanner.turn)
        image = image.rotate(turn, fillcolor=255, resample=Image.BICUBIC)
        image = image.filter(ImageFilter.GaussianBlur(scanner.blur))
        image = image.point(lambda v: min(255, v + 14))
        for _ in range(scanner.specks):
            spot = chance.randrange(image.width), chance.randrange(image.height)
            image.putpixel(spot, chance.randrange(120))
        memory = io.BytesIO()
        image.save(memory, "JPEG", quality=scanner.quality)
        images.append(Image.open(memory))
    first, *others = images
    first.save(target, save_all=True, append_images=others, resolution=scanner.dots)


def made_of(name: str) -> list[str]:
    """Return the paragraphs of the letter that a file of this name was made of."""
    letter = name.split(".", 1)[0]
    if letter.startswith("seed"):
        return paragraphs(SEEDS[int(letter.removeprefix("seed"))])
    text = LETTERS.joinpath(f"{letter}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def make_all(letter: str, folder: Path) -> None:
    """Make a letter's file in every format."""
    lines = made_of(letter)
    word = folder / f"{letter}.python-docx.docx"
    docx(lines, word)
    for kind in ("odt", "rtf", "doc", "pdf"):
        office(word, kind, folder / f"{letter}.libreoffice.{kind}")
    shutil.copy(folder / f"{letter}.libreoffice.doc", folder / f"{letter}.word97.wps")
    reportlab_pdf(lines, folder / f"{letter}.reportlab.pdf")
    reportlab_pdf(lines, folder / f"{letter}.turned.pdf", turned=True)
    printed(html(lines), folder / f"{letter}.chromium.pdf")
    printed(html(lines, COLUMNS), folder / f"{letter}.columns.pdf")
    ofd(lines, folder / f"{letter}.hand.ofd")
    scan(folder / f"{letter}.chromium.pdf", folder / f"{letter}.scan.pdf")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for chosen in sys.argv[2:] or [f"seed{number}" for number in range(len(SEEDS))]:
        make_all(chosen, target)
