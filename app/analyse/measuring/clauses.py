"""Where clauses and sentences begin and end in one text."""

from __future__ import annotations

import re
from bisect import bisect_right

CLAUSE_SIGNS = frozenset("，,。；;！？!?\n：:（()）")
CLAUSE_END = re.compile(f"[{''.join(sorted(CLAUSE_SIGNS))}]")
# 「每千人口执业（助理）医师数」: an aside of a few characters parts no clause
OPENING, CLOSING, ASIDE = "（(", "）)", 10
SENTENCE_SIGNS = frozenset("。！？!?\n")


class Clauses:
    """Where clauses and sentences end in one text."""

    def __init__(self, text: str) -> None:
        """Find every end once; looking one up is a bisection."""
        self.text = text
        self.bracketed = any(sign in text for sign in CLOSING)
        self.ends = [found.start() for found in CLAUSE_END.finditer(text)]
        self.stops = [end for end in self.ends if text[end] in SENTENCE_SIGNS]

    def start_of_clause(self, place: int) -> int:
        """Return where the clause that holds `place` begins."""
        index = bisect_right(self.ends, place - 1)
        if not index:
            return 0
        end = self.ends[index - 1]
        if self.text[end] in CLOSING:
            opened = max(self.text.rfind(sign, max(0, end - ASIDE), end) for sign in OPENING)
            if opened >= 0:
                index = bisect_right(self.ends, opened - 1)
                return self.ends[index - 1] + 1 if index else 0
        return end + 1

    def end_of_clause(self, place: int) -> int:
        """Return where the clause that holds `place` ends."""
        index = bisect_right(self.ends, place - 1)
        return self.ends[index] if index < len(self.ends) else len(self.text)

    def in_brackets(self, place: int, since: int) -> bool:
        """Say whether the place stands in brackets: 上牌34万辆（超标车30万辆）."""
        if not self.bracketed:
            return False
        opened = max(self.text.rfind(sign, since, place) for sign in OPENING)
        return opened > max(self.text.rfind(sign, since, place) for sign in CLOSING)

    def start_of_sentence(self, place: int) -> int:
        """Return where the sentence that holds `place` begins."""
        index = bisect_right(self.stops, place - 1)
        return self.stops[index - 1] + 1 if index else 0
