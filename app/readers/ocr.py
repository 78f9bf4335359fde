"""Scans and photographs: their text if the extra `[ocr]` is installed, else the wish for it.

A letter that cannot be read yet is not lost: it is stored with its original and a problem of the
code `needs-ocr`, and `dafu ocr` comes back to it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from app.errors import Unreadable
from app.model import Problem
from app.readers.base import Reader, Received
from app.readers.paper import compose
from app.readers.scans import Placed, mended, spaced
from app.readers.sheet import Page, Piece

if TYPE_CHECKING:
    from PIL.Image import Image

NEEDS_OCR = "needs-ocr"
MAGICS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8",
)  # fmt: skip
MOST_PIXELS = 60_000_000
"""A4 at 600 dots per inch has 35 million."""
LONGEST_SIDE = 3600


def available() -> bool:
    """Tell whether this machine can read scans."""
    return all(map(find_spec, ("rapidocr", "onnxruntime", "PIL")))


def recognised(image: Image) -> Page:
    """Return what an image of a page says, each line a piece where it stands."""
    import numpy as np

    image = image.convert("RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    pixels = np.asarray(image)[:, :, ::-1]
    result = _engine()(pixels, return_word_box=True, return_single_char_box=True)
    pieces = []
    boxes = result.boxes if result.boxes is not None else ()
    for box, text, signs in zip(boxes, result.txts or (), result.word_results, strict=False):
        across, down = [point[0] for point in box], [point[1] for point in box]
        edges = float(min(across)), float(min(down)), float(max(across)), float(max(down))
        places = [Placed(sign, *_span(corners)) for sign, _, corners in signs or () if corners]
        pieces.append(Piece(mended(spaced(text, places)), *edges))
    return Page(image.width, image.height, tuple(pieces))


def _span(corners: Sequence[Sequence[float]]) -> tuple[float, float]:
    across = [float(corner[0]) for corner in corners]
    return min(across), max(across)


def problems(name: str, scanned: Sequence[int], count: int) -> tuple[Problem, ...]:
    """Return what is to be said of the scanned pages of a file, `scanned` counted from 1."""
    if not scanned:
        return ()
    which = "全文" if len(scanned) == count else "第" + "、".join(map(str, scanned)) + "页"
    if available():
        return (Problem("ocr", f"本件由扫描件识别，可能有错字，请核对原件：{which}。"),)
    return (Problem(NEEDS_OCR, f"待识别：{which}是扫描图像，文字还没有识别出来。"),)


@cache
def _engine() -> Any:
    """Return the recogniser, made on first use: loading its models takes a second."""
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR()


def read_image(data: bytes, name: str) -> tuple[Received, ...]:
    """Return the letter on an image, or the wish to have it recognised."""
    pages = [recognised(frame) for frame in frames(data, name)] if available() else []
    paper = compose(pages)
    if pages and not paper.text.strip():
        raise Unreadable(f"{name}: 图片里没有认出文字；请换一份更清楚的扫描件再载入。")
    media_type = "image/jpeg" if data.startswith(b"\xff\xd8") else "image/*"
    return (
        Received(
            paper.text,
            media_type,
            "image",
            problems=problems(name, [1], 1),
            left_out=paper.left_out,
        ),
    )


def frames(data: bytes, name: str) -> list[Image]:
    """Return the pages of an image file; TIFF may hold several."""
    from PIL import Image, ImageSequence

    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            raise Unreadable(
                f"{name}: 图片有 {image.width}×{image.height} 点，超过上限；请缩小后再载入。"
            )
        return [frame.convert("RGB") for frame in ImageSequence.Iterator(image)][:50]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"{name}: 图片已损坏，无法打开；请重新取得文件。") from error


def _is_image(data: bytes, name: str) -> bool:
    return data.startswith(MAGICS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


IMAGE = Reader("image", "image/*", _is_image, read_image)
