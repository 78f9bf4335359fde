"""The stylesheet, rule by rule: nothing that makes a browser of 2020 drop more than one nicety.

Floor: Chromium 87, Firefox 78, Safari 14.1. A browser that does not know a property ignores it; one
that does not know a selector drops the whole rule; one that does not know `@layer` or nesting drops
everything inside. So the first may be used, the second stands behind `@supports`, the third not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.config import ROOT

STYLE = (ROOT / "static" / "app.css").read_text("utf-8")
GROUPS = re.compile(r"@(?:media|supports|page)\b")
MARGIN = re.compile(r"@(?:top|bottom)-(?:left|center|right)\b")  # boxes of a printed page
# selectors younger than the floor: 105, 131, 88, 88
YOUNG = re.compile(r":has\(|::details-content|:is\(|:where\(")
# values and units without which a declaration is dropped: where they stand, an older one must too
YOUNG_VALUES = re.compile(
    r"\b(?:color-mix|oklch|oklab|lch|lab|hwb|light-dark)\(|\d(?:dvh|svh|lvh|dvw|cqw|cqi|lh|rlh)\b"
    r"|float:inline-|inset:\s*auto|aspect-ratio|@container|subgrid"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A block with what stands before it and the blocks around it."""

    before: str
    around: tuple[str, ...]
    inside: str


def rules(css: str) -> Iterator[Rule]:
    """Yield every block of a stylesheet, outer ones after inner ones."""
    text = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    open_blocks: list[tuple[str, int]] = []
    start = 0
    for found in re.finditer(r"[{};]", text):
        if found[0] == "{":
            open_blocks.append((text[start : found.start()].strip(), found.end()))
        elif found[0] == "}":
            before, began = open_blocks.pop()
            around = tuple(prelude for prelude, _ in open_blocks)
            yield Rule(before, around, text[began : found.start()])
        start = found.end()
    assert open_blocks == [], "a block is not closed"


def test_blocks_hold_what_an_old_browser_can_part() -> None:
    """Only @media, @supports and @page hold other blocks: no @layer, no @scope, no nesting."""
    for rule in rules(STYLE):
        assert all(GROUPS.match(outer) for outer in rule.around), rule
        known = GROUPS.match(rule.before) or MARGIN.match(rule.before)
        assert known or not rule.before.startswith("@"), rule.before
        assert "&" not in rule.before


def test_selectors_an_old_browser_does_not_know_stand_behind_supports() -> None:
    """A rule with :has() or ::details-content is read only by a browser that knows it."""
    young = [rule for rule in rules(STYLE) if YOUNG.search(rule.before)]
    inside = [rule for rule in young if not rule.before.startswith("@supports")]
    assert len(inside) > 5
    for rule in inside:
        guards = [outer for outer in rule.around if outer.startswith("@supports selector(")]
        assert guards, rule.before[:80]


def test_what_is_hidden_without_has_is_named() -> None:
    """The figure toggles and the choice of kinds are taken away where they would do nothing."""
    without = "@supports not selector(:has(a))"
    hidden = {rule.before for rule in rules(STYLE) if without in rule.around}
    assert {".toggles", ".only"} <= hidden


def test_no_value_is_younger_than_the_floor() -> None:
    """No colour function, unit or keyword that a browser of 2020 would drop."""
    assert YOUNG_VALUES.findall(STYLE) == []


def test_every_colour_is_a_token_of_both_schemes() -> None:
    """Each colour named in the light scheme that is one is named in the dark one too."""
    roots = [rule for rule in rules(STYLE) if rule.before == ":root"]
    light = next(rule for rule in roots if not rule.around)
    dark = next(rule for rule in roots if "dark" in "".join(rule.around))
    named = re.compile(r"--([a-z0-9-]+):#")
    both = {"brand-fg", "focus", "focus-fg"}  # the same in both
    assert set(named.findall(light.inside)) - both == set(named.findall(dark.inside))
