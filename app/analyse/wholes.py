"""What the parts of a whole share with it: 播种面积68万亩，其中水稻25万亩 is the area of rice."""

from __future__ import annotations

from app.analyse.metric_words import words
from app.analyse.phrases import ANY_SIBLING

LONGEST_PART = 6  # 林业, 农林牧渔服务业 …
MEASURED = frozenset("额值量费款金券税率数比积")  # 出口额 says itself what it measures


class Wholes:
    """By unit, the attribute that the last whole measured has to share."""

    def __init__(self) -> None:
        """Begin with no whole."""
        self.words = words()
        self.shared: dict[str | None, str] = {}

    def keep(self, metric: str, unit: str | None) -> None:
        """Remember a thing measured: its attribute, or that it has none to share."""
        shared = self.words.divided.search(metric)
        if shared:
            self.shared[unit] = shared[0]
        else:
            self.shared.pop(unit, None)

    def named(self, part: str, unit: str | None) -> str | None:
        """Return 水稻播种面积 for 水稻, where the part has no attribute of its own."""
        shared = self.shared.get(unit)
        if not shared or not 0 < len(part) <= LONGEST_PART or ANY_SIBLING.fullmatch(part):
            return None
        return None if part[-1] in MEASURED or self._measures(part) else part + shared

    def _measures(self, part: str) -> bool:
        tail = self.words.attribute_tail.begins(part, len(part))
        return bool(tail) or self.words.attribute.match(part) is not None
