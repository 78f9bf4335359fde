"""Scans: how much of the figures and fields of a letter is left when it was printed and scanned.

The sample letters are printed by Chromium (with Debian's Noto fonts) and drawn as a scanner would:
once well, once crooked, blurred, speckled and packed as JPEG. What is read of them is held against
what is read of the letter's own text. Needs the extra `[ocr]`, Chromium and Playwright:
`.venv/bin/python -m pip install rapidocr onnxruntime`.
"""

from __future__ import annotations

import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from app.model import Dossier
from app.pipeline import process, process_bytes
from app.readers import ocr
from tests.readers.make_files import LETTERS, SEEDS, Scanner, html, made_of, printed, scan
from tests.readers.test_formats import FIELDS, squeezed

SCANNERS = {
    "well": Scanner(dots=200, turn=0.0, blur=0.0, specks=0, quality=85),
    "worn": Scanner(),
}
WHITE = "white-space:pre-wrap"  # as Word keeps it
NAMES = [
    *(f"seed{number}" for number in range(len(SEEDS))),
    *(path.stem for path in sorted(LETTERS.glob("*.txt"))),
]


def main() -> None:
    """Print for each letter and scanner: characters, figures and fields that were read right."""
    if not ocr.available():
        sys.exit("pip install rapidocr onnxruntime")
    print("letter     scan   characters  figures      recall  fields F1   s of processor")
    total: dict[str, Counter[str]] = {kind: Counter() for kind in SCANNERS}
    with TemporaryDirectory() as folder:
        for name in NAMES:
            sheet = Path(folder, f"{name}.pdf")
            printed(html(made_of(name), WHITE), sheet)
            for kind, scanner in SCANNERS.items():
                target = Path(folder, f"{name}.{kind}.pdf")
                scan(sheet, target, scanner)
                begun = process_time()
                found = compared(name, target)
                found["seconds"] = round(process_time() - begun)
                total[kind] += found
                _row(name, kind, found)
    for kind, found in total.items():
        _row("all", kind, found)


def compared(name: str, path: Path) -> Counter[str]:
    """Return how many figures and fields of a letter are read from its scan."""
    (wanted,) = process_bytes("\n".join(made_of(name)).encode(), "letter.txt")
    (found,) = process(path)
    result: Counter[str] = Counter()
    signs = ["".join(one.text.split()) for one in (wanted, found)]
    matching = SequenceMatcher(None, *signs, autojunk=False).get_matching_blocks()
    result["signs"], result["same"] = len(signs[0]), sum(block.size for block in matching)
    for what, parts in (("figure", _figures), ("field", _fields)):
        right, got = parts(wanted), parts(found)
        result[what], result[f"{what} read"] = right.total(), got.total()
        result[f"{what} right"] = (right & got).total()
        for sign, lost in (("-", right - got), ("+", got - right)):
            if lost:
                print(f"    {sign} {what}: {'  '.join(sorted(map(str, lost)))}")
    return result


def _figures(dossier: Dossier) -> Counter[object]:
    return Counter((squeezed(f.surface), f.kind, str(f.value)) for f in dossier.figures)


def _fields(dossier: Dossier) -> Counter[object]:
    """Return each value that a letter says of itself, the parts of a list one by one."""
    found: Counter[object] = Counter()
    for name in FIELDS:
        value = getattr(dossier.reply, name)
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        found.update((name, squeezed(str(one))) for one in values)
    return found


def _row(name: str, kind: str, found: Counter[str]) -> None:
    recall = found["figure right"] / max(found["figure"], 1)
    fields = 2 * found["field right"] / max(found["field"] + found["field read"], 1)
    print(
        f"{name:10} {kind:5} {found['same'] / found['signs']:11.2%} "
        f"{found['figure right']:4} of {found['figure']:4} {recall:8.1%} {fields:9.1%}"
        f" {found['seconds']:10}",
        flush=True,
    )
