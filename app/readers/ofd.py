"""OFD (GB/T 33190), the state's own page format: a ZIP of XML in which every sign has its place.

The Python packages for OFD either need AGPL code or lose the Chinese, and all that a letter needs
is a few elements: pages, the text objects on them, and where each of their characters stands.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from itertools import accumulate, chain, repeat
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.errors import Unreadable
from app.readers import ocr
from app.readers.base import Reader, Received
from app.readers.package import Package, attribute, child, holds, named, opened
from app.readers.paper import compose
from app.readers.sheet import Page, Piece

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPE = "application/ofd"
ROOT = "OFD.xml"
A4 = "0 0 210 297"
MOST_PAGES = 500
LEANING = 0.25
"""Text that leans more than this (its rise over its run) is a watermark."""
IMAGES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")


def read_ofd(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letters in an OFD: one a document, and a file may hold several."""
    package = opened(data, name)
    roots = [child(body, "DocRoot") for body in named(package.xml(ROOT), "DocBody")]
    paths = [_path("", root.text) for root in roots if root is not None and root.text]
    letters = tuple(letter for path in paths for letter in _letter(package, path, len(paths)))
    if not letters:
        raise Unreadable(f"{name}: OFD 里没有文字也没有图像；请检查来源，重新取得文件。")
    return letters


def _letter(package: Package, root: str, count: int) -> Iterator[Received]:
    document = package.xml(root)
    sheets = list(named(child(document, "Pages"), "Page"))
    if len(sheets) > MOST_PAGES:
        raise Unreadable(
            f"{package.name}: OFD 有 {len(sheets)} 页，超过上限；请拆成单篇答复再载入。"
        )
    templates = {
        attribute(template, "ID"): _path(root, attribute(template, "BaseLoc"))
        for template in named(document, "TemplatePage")
    }
    area = child(document, "CommonData", "PageArea", "PhysicalBox")
    pages = [_page(package, _path(root, attribute(s, "BaseLoc")), templates, area) for s in sheets]
    if any(page.pieces for page in pages):
        paper = compose(pages)
        yield Received(paper.text, MEDIA_TYPE, "ofd", left_out=paper.left_out)
        return
    images = _images(package) if count == 1 else []
    if images:
        seen = [ocr.recognised(image) for image in images] if ocr.available() else []
        problems = ocr.problems(package.name, [1], 1)
        paper = compose(seen)
        yield Received(paper.text, MEDIA_TYPE, "ofd", problems=problems, left_out=paper.left_out)


def _page(
    package: Package, path: str, templates: dict[str | None, str], area: Element | None
) -> Page:
    """Return a page's characters and those of its templates, in millimetres."""
    content = package.xml(path)
    own = child(content, "Area", "PhysicalBox")
    box = _numbers(own.text if own is not None else area.text if area is not None else A4)
    under = [
        package.xml(templates.get(attribute(used, "TemplateID"), ""))
        for used in named(content, "Template")
    ]
    layers = chain.from_iterable(named(part, "TextObject") for part in (*under, content))
    pieces = chain.from_iterable(map(_pieces, layers))
    width, height = box[2:4] if len(box) > 3 else (210.0, 297.0)
    return Page(width, height, tuple(pieces))


def _pieces(text: Element) -> Iterator[Piece]:
    """Yield the characters of a text object with their boxes."""
    boundary = _numbers(attribute(text, "Boundary")) or [0, 0]
    a, b, c, d, e, f = _matrix(attribute(text, "CTM"))
    if abs(b) > LEANING * abs(a) or len(boundary) < 2:
        return
    size = float(attribute(text, "Size") or 4)
    high, wide = size * math.hypot(c, d), size * abs(a)
    for code in named(text, "TextCode"):
        signs = code.text or ""
        start = _numbers(attribute(code, "X"))[:1] or [0.0], _numbers(attribute(code, "Y"))[:1]
        across = _steps(attribute(code, "DeltaX"), len(signs), size)
        down = _steps(attribute(code, "DeltaY"), len(signs), 0.0)
        for sign, dx, dy in zip(signs, across, down, strict=False):
            x, y = start[0][0] + dx, (start[1] or [0.0])[0] + dy
            left = boundary[0] + a * x + c * y + e
            base = boundary[1] + b * x + d * y + f
            right = left + wide * (0.5 if sign.isascii() else 1)
            yield Piece(_blank(sign), left, base - 0.85 * high, right, base + 0.15 * high)


def _blank(sign: str) -> str:
    return " " if sign.isspace() else sign


def _steps(deltas: str | None, count: int, usual: float) -> list[float]:
    """Return where each of `count` characters starts, from the steps between them.

    「g 5 3.2」 in a list of steps stands for five steps of 3.2.
    """
    steps: list[float] = []
    words = iter((deltas or "").split())
    for word in words:
        if word == "g":
            times, step = next(words, "0"), next(words, "0")
            steps += repeat(float(step), min(int(float(times)), count))
        else:
            steps.append(float(word))
    if not steps:
        steps = [usual] * count
    steps = [*steps, *repeat(steps[-1], max(0, count - 1 - len(steps)))]
    return list(accumulate(steps[: max(count - 1, 0)], initial=0.0))


def _images(package: Package) -> list[Image]:
    """Return the pages of a scan that was wrapped in OFD, in the order of their names."""
    paths = [path for path in package.archive.namelist() if path.lower().endswith(IMAGES)]
    frames = (ocr.frames(package.part(path), package.name) for path in sorted(paths))
    return [frame for found in frames for frame in found if min(frame.size) > 600]


def _path(base: str, location: str | None) -> str:
    """Return the path of a part named in another part: absolute, or beside it."""
    wanted = (location or "").strip()
    joined = wanted if wanted.startswith("/") else posixpath.join(posixpath.dirname(base), wanted)
    return posixpath.normpath(joined).lstrip("/")


def _matrix(text: str | None) -> list[float]:
    numbers = _numbers(text)
    return numbers if len(numbers) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def _numbers(text: str | None) -> list[float]:
    try:
        return [float(word) for word in (text or "").split()]
    except ValueError:
        return []


def _is_ofd(data: bytes, name: str) -> bool:
    return holds(data, ROOT)


OFD = Reader("ofd", MEDIA_TYPE, _is_ofd, read_ofd)
