"""How a letter words shares, goals, burdens and ranks: which thing, and of which whole."""

from __future__ import annotations

import re

from app.analyse.measuring.phrases import after_another
from app.analyse.measuring.spoken import Spoken

# 「占全市企业总数的75.7%」「其中快充桩占三分之一」; 占比 is a thing of its own
SHARE = re.compile(
    r"^(?P<of>.*?)(?:约|已|均|仅|只|超|近)*占(?!比[^例重])(?P<whole>[^，。；]*?)(?:总数|比重|比例|比)?(?:的|约?为|达到?|超过?)?$"
)
# 「见习补贴按当地最低工资标准的80%」: the share is of what stands before 按
ACCORDING = re.compile(r"^(?P<of>.{2,}?)按.+(?:的|标准|基数)$")
# 「完成年度目标的106.1%」: a share of the goal
OF_GOAL = re.compile(
    r"^(?P<of>.*?)(?P<goal>(?:(?:完成|达到|[约仅]为|^为|为(?=.{1,6}[价平均]的$))[^的占]|相当于|恢复到)[^的占]{0,9})的$"
)
# 「前期工作费由省、市、县按4∶3∶3分担」
BURDEN = re.compile(r"^(?P<of>.*?)由.+按$")
# 「贡献了58.3%的税收」「吸纳80%的就业」
GAVE = re.compile(r"(?:贡献|提供|吸纳|创造|承担)了?(?:全.{1,3}|超过|约|近)*$")
# 「旅游总收入列全省第3位」「总数居全国第二」
RANKING = re.compile(
    r"^(?P<of>.*?)(?:连续|稳|跃|并|已|也|均|在)*(?:位居|位列|名列|占据|跃居|稳居|排在|排名|排|居|列|升至)"
    r"(?P<among>.*)$"
)
SCOPE_LAST = re.compile(r"(?:全[国省市区县州球]|国内)$")


def share(told: str, spoken: Spoken, *, part: bool) -> str | None:
    """Return what a clause says its share is of: a goal, a burden, a standard, a whole."""
    goal = OF_GOAL.match(told)
    if goal:
        return f"{_whole(goal['of'], spoken) or spoken.latest()}{goal['goal']}"
    burden = BURDEN.match(told)
    if burden:
        return f"{burden['of'] or spoken.latest()}分担比例"
    according = ACCORDING.match(told)
    if according:
        return spoken.keep(according["of"])
    found = SHARE.match(told) if "占" in told else None
    if found is None:
        return None
    of = _whole(found["of"], spoken)
    if of:
        spoken.keep(of, part=part)
    whole = found["whole"]
    return f"{of or spoken.latest()}占{whole}比重" if whole else f"{of or spoken.latest()}占比"


def _whole(said: str, spoken: Spoken) -> str:
    """Return the thing that has the share: 人才公寓租金, where the clause only says 租金."""
    of = spoken.words.stripped(said)
    return after_another(spoken.base, of) if of and spoken.base and spoken.leans(of) else of


def ranked(said: str, own: str, spoken: Spoken) -> str:
    """Return whose rank among whom a clause tells."""
    found = RANKING.match(said)
    of, among = (found["of"], found["among"]) if found else (own, "")
    of = spoken.words.stripped(of)
    if len(of) <= 2:
        of = spoken.latest() + of
    else:
        spoken.keep(of)
    return f"{of}{among}排名"
