"""What a sentence says of all its figures: whether it reports or aims, and whose they are."""

from __future__ import annotations

import re

from app.model import FigureRole

# 「完成年度目标的63%」 reports. Each alternative begins with a plain sign: the search skips to one
AIMED_OR_DONE = (
    r"力争|计划(?<!实施计划)(?<!年度计划)(?![，。；、）》”])|规划(?!面积|项目|区|用地|总|范围|院|局|和自然|部门|[，。；、）》”])|拟|预计|推动建立|确保|再新增|下一步|有望"
    r"|争取(?![^，。]{0,14}(?:资金|债|经费|试点))|到20[2-5]\d年底?前?|明年|后年|将于|要达到|要实现|年底前(?<!去年年底前)(?<!去年底前)(?<!上年底前)"
    r"|目标(?<!年度目标)(?<!全年目标)(?<!控制目标)(?<!既定目标)(?<!预期目标)(?<!任务目标)(?<!完成目标)(?!(?:任务)?的)|将(?!近|于今|[^，。]{2,20}[由从])"
    r"|已|累计|完成了|截至|达到了|实现了|目前|现有|去年"
)
DONE = frozenset(["已", "累计", "完成了", "截至", "达到了", "实现了", "目前", "现有", "去年"])
SCOPE, SCOPES = (
    "全[国省市区县州球]|我[国省市区县州]|本[省市区县]|新区|国内",
    frozenset("全我本新国"),
)
HEARD = re.compile(f"{AIMED_OR_DONE}|{SCOPE}")
ACTUAL = FigureRole.ACTUAL
REACH = 160  # how far back a sentence may say whose a figure is


class Speech:
    """The last word of each kind in a sentence: 力争 aims, 已 reports again; 全市, 我县."""

    def __init__(self, text: str) -> None:
        """Begin with a report that is nobody's."""
        self.text = text
        self.begin(0)

    def begin(self, sentence: int) -> None:
        """Begin the sentence that begins at `sentence`."""
        self.at = sentence
        self.role = ACTUAL
        self.whose: re.Match[str] | None = None

    def hear(self, place: int) -> None:
        """Go on from the figure before to the one at `place`."""
        found = HEARD.search(self.text, self.at, place)
        while found:
            if found[0][0] in SCOPES:
                self.whose = found
            else:
                self.role = FigureRole.ACTUAL if found[0] in DONE else FigureRole.TARGET
            found = HEARD.search(self.text, found.end(), place)
        if "了" in self.text[place - 3 : place] and self.text[place - 2 : place] != "为了":
            self.role = ACTUAL  # 「规划布设了51条」
        self.at = place

    def subject(self) -> str | None:
        """Return whose the figure is that was come to, if that was said not too far back."""
        return self.whose[0] if self.whose and self.whose.start() >= self.at - REACH else None
