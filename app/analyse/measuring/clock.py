"""As of when a figure holds: the date that its sentence names.

Only the same sentence decides, and 目前 takes its date away again: then the letter's own date may
stand in, which is the reader's business. A date that is compared with (比2020年) dates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.analyse.measuring.dealing import ONE_MORE, RESPECTIVELY
from app.analyse.numbers.quantities import Reading

# 「恢复到2019年的112%」 compares; 「增长到2024年的1.8万元」 dates
RECOVERED = re.compile(r"(?:恢复到|恢复至|达到|相当于)$")
# 「恢复至2019年同期的118.6%」 compares, 「2018年以前开工的」 「2000年前建成的」 says which ones
NOT_AS_OF = re.compile(
    r"同期|同比|的(?:约|近|超)?[\d.一二两三四五六七八九十]+多?倍|(?:以前|之前)(?:开工|建成|竣工|建造|出厂|出生|入职|登记|注册|的)"
    r"|以来[^，。；]{0,6}(?:建|造|定|装|购)[^，。；]{0,2}的|前(?:开工|建成|竣工|建造|出厂|交付)的"
)
NOW = re.compile(r"目前|现有|现已|如今|当前")
TURNS_TO_NOW = re.compile(r"目前|如今|当前")  # 「截至3月底，全区现有护理员1326名」: as of March
SINCE = re.compile(r"[^，。；]{0,12}?以来|起(?!步|点|草)")
PLAN_SINCE = re.compile(r"十(?P<n>[二三四五])五[”\"]?(?:时期|期间)?以来")
PLANS = {"二": "2011/", "三": "2016/", "四": "2021/", "五": "2026/"}
COMPARED = frozenset("比较与同")
CARRIES = re.compile(r"已|其中|累计|共")
# 「2022年、2023年、2024年分别筹集1.2万套、1.5万套和1.8万套」
YEARS = re.compile(r"(?P<first>\d{4})/(?P<last>\d{4})")
ENUMERATING = re.compile("[、和与及]")
ROW = re.compile(r"[^，。；]{1,80}")
ENUMERATED = frozenset("、和与及")
SAME_YEAR = ("全年", "当年")


class Clock:
    """As of when: the last date of the sentence, until 目前 or the sentence's end."""

    def __init__(self, text: str) -> None:
        """Begin without a date."""
        self.text = text
        self.dated: str | None = None
        self.last: str | None = None  # the last date of the paragraph, for 全年
        self.at = 0
        self.once = False
        self.several: list[str] = []  # dates that 分别 deals out
        self.turns: Iterator[str] = iter(())
        self.until = False
        self.lent: str | None = None  # the date of the next figure alone

    def begin(self, sentence: int) -> None:
        """Begin the sentence that begins at `sentence`; 截至 carries over into 已… and 其中…."""
        self.lent = None
        if self.text.find("\n", self.at, sentence) >= 0:
            self.last = self.dated = None
        if self.text.startswith(SAME_YEAR, sentence):
            self.dated = self.last if self.last and len(self.last) == 4 else None
        elif not (self.until and CARRIES.match(self.text, sentence)):
            self.dated, self.until = None, False
        self.at = sentence

    def set(self, reading: Reading) -> None:
        """Take a date over, unless it is only compared with."""
        before = self.text[reading.start - 1 : reading.start]
        after = self.text[reading.end : reading.end + 1]
        if not isinstance(reading.value, str) or reading.value[0] == "X":
            return
        if before in COMPARED:
            # 「较2022年末的2.9个提高1.63个」: of the figure behind it alone
            self.lent = reading.value if after == "的" and before in ("比", "较") else None
            return
        if NOT_AS_OF.match(self.text, reading.end):
            return
        if after == "的" and RECOVERED.search(self.text, max(0, reading.start - 3), reading.start):
            return
        if after == "；" and before in ("到", "至"):  # 「排产已到2028年；」 dates nothing behind it
            return
        self.once = after == "的" and before in ("从", "由", "到", "至")
        self.until = self.text[reading.start - 2 : reading.start] in ("截至", "截止")
        since = SINCE.match(self.text, reading.end)
        self.dated = f"{reading.value}/" if since and "/" not in reading.value else reading.value
        self.last = self.dated
        row = before in ENUMERATED and self.at == reading.start - 1
        self.several = [*(self.several if row else []), self.dated]
        self.turns = iter(())
        self.at = reading.end

    def as_of(self, place: int) -> str | None:
        """Return the date that holds for the figure at `place`."""
        plan = PLAN_SINCE.search(self.text, self.at, place)
        if plan:
            self.dated = PLANS[plan["n"]]
        now = TURNS_TO_NOW if self.until else NOW
        if self.dated and now.search(self.text, self.at, place):
            self.dated = None
        dated = self.lent
        if not dated:
            dated = (
                self._dealt(place) if len(self.several) > 1 else self._yearly(place)
            ) or self.dated
        self.lent = None
        if self.once:
            self.dated, self.once = None, False
        self.at = place
        return dated

    def _yearly(self, place: int) -> str | None:
        """Return the year of a range that 分别 gives to the figure: 2022—2024年分别为12、16和20."""
        years = YEARS.fullmatch(self.dated or "")
        respectively = RESPECTIVELY.search(self.text, self.at, place) if years else None
        if not years or not respectively:
            return None
        if ENUMERATING.search(self.text, self.at, respectively.start()):
            return None  # 养殖、加工产值分别增长
        row = ROW.match(self.text, place)
        each = [str(year) for year in range(int(years["first"]), int(years["last"]) + 1)]
        if row is None or len(ONE_MORE.findall(row[0])) + 1 != len(each):
            return None
        self.several, self.turns = each, iter(each)
        return next(self.turns)

    def _dealt(self, place: int) -> str | None:
        """Return the date that 分别 gives to the figure at `place`, of several in a row."""
        if self.dated is None:
            return None
        if RESPECTIVELY.search(self.text, self.at, place):
            self.turns = iter(self.several)
        return next(self.turns, None)
