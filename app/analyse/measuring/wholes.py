"""What the parts of a whole share with it: 播种面积68万亩，其中水稻25万亩 is the area of rice."""

from __future__ import annotations

from app.analyse.measuring.metric_words import words
from app.analyse.measuring.phrases import ANY_SIBLING

LONGEST_PART = 6  # 林业, 农林牧渔服务业 …
MEASURED = frozenset("额值量费款金券税率数比积")  # 出口额 says itself what it measures


class Wholes:
    """By unit, the attribute that the last whole measured has to share."""

    def __init__(self) -> None:
        """Begin with no whole."""
        self.words = words()
        self.shared: dict[str | None, str] = {}
        self.heading: str | None = None  # 「补助标准：国家级2万元、省级5000元」

    def begin(self, *, paragraph: bool) -> None:
        """Begin a sentence, and perhaps a paragraph."""
        self.heading = None
        if paragraph:
            self.shared = {}

    def head(self, heading: str) -> None:
        """Remember what a list is headed by, if that is an attribute of what it counts up."""
        tail = self.words.attribute_tail.begins(heading, len(heading))
        self.heading = heading if tail else None

    def listed(self, own: str) -> str | None:
        """Return 国家级补助标准 for 国家级 in a list of that heading."""
        return own + self.heading if self.heading and self._bare(own) else None

    def keep(self, metric: str, unit: str | None) -> None:
        """Remember a thing measured: its attribute, or that it has none to share."""
        begins = self.words.divided.begins(metric, len(metric))
        if begins:
            self.shared[unit] = metric[begins[0] :]
        elif self.shared:
            self.shared.pop(unit, None)

    def named(self, part: str, unit: str | None) -> str | None:
        """Return 水稻播种面积 for 水稻, where the part has no attribute of its own."""
        shared = self.shared.get(unit)
        bare = shared and not ANY_SIBLING.fullmatch(part) and self._bare(part)
        return f"{part}{shared}" if bare else None

    def _bare(self, part: str) -> bool:
        """Say whether a short name says who or what, and not what is measured of it."""
        if not 0 < len(part) <= LONGEST_PART or part[-1] in MEASURED:
            return False
        tail = self.words.attribute_tail.begins(part, len(part))
        return not tail and self.words.attribute.match(part) is None
