"""A printed page as readers find it: characters with boxes, and the rows they make."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Piece:
    """A character or a word and its box, measured from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """The height of the box, near enough the size of the type."""
        return max(self.bottom - self.top, 0.1)

    @property
    def middle(self) -> float:
        """The height at which the box is centred."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the pieces on it."""

    width: float
    height: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces that stand beside each other: one segment, or several parted by white."""

    page: int
    segments: tuple[Piece, ...]
    column: int = 0

    @property
    def left(self) -> float:
        """Where the row begins."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """Where the row ends."""
        return self.segments[-1].right

    @property
    def size(self) -> float:
        """The type size of the row."""
        return median(segment.size for segment in self.segments)

    @property
    def middle(self) -> float:
        """The height at which the row is centred."""
        return median(segment.middle for segment in self.segments)

    @property
    def text(self) -> str:
        """The words of the row, white between them kept as four spaces."""
        return "    ".join(segment.text for segment in self.segments)
