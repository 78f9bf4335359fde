"""What the figures so far have spoken of: the thing that a bare clause carries on."""

from __future__ import annotations

import re
from functools import lru_cache

from app.analyse.measuring.metric_words import words

# 「涉及居民1.7万户、总用地2.6平方公里」: whom it reaches is not what the next clause speaks of
REACHING = frozenset("涉惠受带覆服从")
REACHED = re.compile(r"^(?:涉及|惠及|受益|带动|覆盖|从业|服务(?![站所中点网队员业器]))")


@lru_cache(maxsize=1024)
def root(thing: str) -> str:
    """Return the thing without its attribute and its act: 水库 of 新建水库总库容."""
    cut = words()
    thing = cut.without_attribute(thing)
    led = cut.opening_act.match(thing)
    return (thing[led.end() :] if led else thing).removeprefix("的")


class Spoken:
    """The things that the sentence, the one before and the paragraph have measured."""

    def __init__(self) -> None:
        """Begin with nothing spoken of."""
        self.words = words()
        self.things: list[str] = []  # what this sentence has measured, in order
        self.last: str | None = None  # the last of them that is not a part (其中) of another
        self.past: str | None = None  # that of the sentence before
        self.counted: dict[str | None, str] = {}  # the last thing of the paragraph, by its unit

    def begin(self, *, paragraph: bool) -> None:
        """Begin a sentence, and perhaps a paragraph."""
        self.past = self.last or self.past
        if paragraph:
            self.past, self.counted = None, {}
        self.things, self.last = [], None

    @property
    def base(self) -> str | None:
        """What the sentence speaks of: 水库, where its last thing was 新建水库总库容."""
        return root(self.last) if self.last else None

    def latest(self, other: str = "") -> str:
        """Return what was measured last in this sentence, or another word where nothing was."""
        return self.things[-1] if self.things else other

    def keep(self, thing: str, *, part: bool = False) -> str:
        """Return the thing, remembered as measured; a part of another is not spoken of further."""
        self.things.append(thing)
        if part or (thing[:1] in REACHING and REACHED.match(thing)):
            return thing
        if self.words.attribute.match(thing) or (self.last and self._slight(thing)):
            return thing
        self.last = thing
        return thing

    def _slight(self, thing: str) -> bool:
        """Say whether it is no more than 户 or a rate, of which the next clause does not speak."""
        if len(thing) <= 2 or (len(thing) == 3 and thing[-1] == "率"):
            return True
        return (
            len(thing) <= 6 and self.words.rate.search(thing) is not None and root(thing) == thing
        )

    def leans(self, own: str) -> bool:
        """Say whether a thing says nothing alone: 竣工, 保费, 建筑面积; 建成冷库 does."""
        if self.words.act.match(own):
            return True
        if self.words.attribute.match(own):
            return not (own.endswith("率") and self.latest().endswith("率"))
        return False

    def by_unit(self, unit: str | None) -> str | None:
        """Return what the paragraph counted last by this unit."""
        counted = self.counted.get(unit)
        return root(counted) if counted else None

    def earlier(self, own: str, unit: str | None) -> str | None:
        """Return what an earlier sentence counted by this unit, for a clause that only acts."""
        if self.words.act.match(own):
            return self.by_unit(unit)
        return root(self.past) if self.past and len(own) <= 3 else None
