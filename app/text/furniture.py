"""Steps that take off what a page, a web site or a scan put around and into a letter.

A line goes only if its own words give it away: page marks, portal cells, navigation. The file as
received is kept, so nothing is lost; the portal's cells are read from it.
"""

from __future__ import annotations

import re

from app.text.prose import OPENING, in_sentences

# 「— 4 —」「-4-」「— l —」「第2页 共3页」「2/5」「·3·」「第 3 页」
# (a line break is quicker to look for than the beginning of a line)
_PAGE_MARK = re.compile(
    r"\n[ \t\u3000]*(?:[—–\-－─·.]{1,4}[ \t\u3000]{0,4}[\dlI]{1,3}[ \t\u3000]{0,4}[—–\-－─·.]{1,4}"
    r"|(?:第[ \t]{0,3}\d{1,3}[ \t]{0,3}页)[ \t，,/（(]{0,4}"
    r"(?:共[ \t]{0,3}\d{1,3}[ \t]{0,3}页)?[）)]?"
    r"|\d{1,3}[ \t]{0,2}/[ \t]{0,2}\d{1,3}|Page[ \t]\d{1,3}(?:[ \t]of[ \t]\d{1,3})?)[ \t\u3000]*$",
    re.M,
)
# 「0454-555031」 「2」: a telephone that was cut there
_LONE_NUMBER = re.compile(r"\n(?<!\d{5}\n)[ \t\u3000]*([1-9]\d?)[ \t\u3000]*$", re.M)


def without_page_marks(text: str) -> str:
    """Return the text without lines that only number a page."""
    text = _PAGE_MARK.sub("\n", f"\n{text}")
    numbers = [int(found[1]) for found in _LONE_NUMBER.finditer(text)]
    # bare numbers are pages only if they count up from the first or second page
    if (
        numbers
        and numbers[0] <= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    ):
        text = _LONE_NUMBER.sub("\n", text)
    return text[1:]


_CELLS = (
    "索引号|信息所属单位|文号|生效日期|废止日期|发布机构|所属主题|主题分类|发文机关|发文单位|发文字号|发文日期|成文日期|发布日期|"
    "发布时间|发文时间|信息来源|来源|文章来源|稿件来源|来自|作者|时间|日期|有效性|公开范围|公开程序|公开时限|公开责任部门|信息名称|"
    "公文名称|标题|题目|体裁分类|组配分类|公文种类|信息分类|主题词|关键词|浏览次数|浏览量|阅读次数|阅读量|阅读|点击数|点击量|点击率|点击|访问量|浏览|字体|字号|字体大小|"
    "文字大小|视力保护色|保护视力色|责任编辑|编辑|审核|校对|发布人|录入|发布单位|信息索引|内容分类|服务对象|服务对象分类|生成日期|公开日期|统一登记号|所属机构|所属单位|"
    "代表团|领衔代表|附议代表|承办类型|会议名称|届次|议案号|建议号|编号|登记编号|分享|分享到|领域|状态|语种|生命周期|名称|产生日期|收录时间|更新时间|更新日期|发表时间|发表日期|阅读人次|撰稿|供稿|"
    "公开目录|公开时限|建议公开范围|提案公开范围"
)
# 「索引号\t07X07…」「发布时间:2025-07-02 09:40 来源:…」「来源:政府办2024-08-20 15:10」
# 「组配分类 建议提案 发布机构 县公安局」: cells in a row without colons
_SURE = (
    "索引号|组配分类|主题分类|体裁分类|信息分类|公文种类|成文日期|发文日期|生成日期|发布日期|公开日期|发布机构|"
    "发文机关|发文字号|公开方式|公开范围|统一登记号|有效性|公开目录|公开时限|发文时间|信息来源|主题词|"
    "信息名称|索 ?引 ?号"
)
_SPACED_CELL = re.compile(rf"(?:{_SURE}|文号|浏览量)[ \u3000]")
_NEXT_CELL = re.compile(rf"(?<!\S)({_SURE}|文号|浏览量)(?:[ \u3000]+|$)")


def rows_of_cells(text: str) -> str:
    """Return the text with tabs in a portal's rows of cells: 「公开方式 主动公开 有效性 有效」."""
    if not _SPACED_CELL.search(text):
        return text
    return "\n".join(_tabbed(line) if " " in line else line for line in text.split("\n"))


def _tabbed(line: str) -> str:
    if len(line) > _LONGEST_ROW or ":" in line or "：" in line or "。" in line:
        return line
    cells = list(_NEXT_CELL.finditer(line))
    if len(cells) < 2 or line[: cells[0].start()].strip():
        return line
    ends = [cell.start() for cell in cells[1:]] + [len(line)]
    pairs = (
        (cell[1], line[cell.end() : end].strip()) for cell, end in zip(cells, ends, strict=True)
    )
    return "\t".join(word for pair in pairs for word in pair)


_LONGEST_ROW = 90  # characters

_CELL_LINE = re.compile(
    rf"^[ \u3000]{{0,4}}(?:【|[•·] ?)?(?:{_CELLS})(?:】)?\s*(?:[:：]|\t).*$|^(?:{_CELLS})$"
    rf"|^(?:{_SURE})\t[^。，\n]{{0,60}}\t(?:{_CELLS}|{_SURE})(?:\t[^。，\n]{{0,60}})?$",
    re.M,
)
_NAVIGATION = re.compile(
    r"^\u3000{0,2}(?:"
    r"(?:您|你)?(?:当前|现在|所在|目前)(?:的|所在)?(?:的)?位置.*|位置[:：].*|"
    r"首页.{0,4}[>/›»＞\\|→-].*|首页\s.*|首页[^。，]{0,20}(?:政务公开|政务服务|办事服务|政民互动|互动交流|信息公开|新闻中心|走进)[^。，]{0,60}|.{0,30}[>›»＞].{0,30}[>›»＞].{0,60}|"
    r"[【\[]?(?:上|下|前|后)一?(?:篇|条|页|则)[】\]]?(?:[:：].*|$|\s.*)|"
    r"(?:相关(?:链接|阅读|文章|新闻|推荐|信息|附件|稿件|解读)|热门(?:文章|推荐)|推荐阅读|延伸阅读|猜你喜欢|最新(?:文章|信息|动态)).{0,20}|"
    r"扫一扫.*|.{0,12}二维码.{0,20}|微信扫.*|.{0,6}(?:扫描|长按).{0,20}(?:手机|微信|关注|打开).{0,20}|"
    r"[【\[（(]?(?:打印|关闭|返回|收藏|分享|纠错|复制|转发|下载|大|中|小|顶部)(?:本页|此页|窗口|文章|正文|顶部|首页|列表|链接)?[】\]）)]?"
    r"(?:[\s|/【\[]{0,3}(?:打印|关闭|返回|收藏|分享|纠错|大|中|小|下载|顶部)(?:本页|此页|窗口|顶部|列表|到)?[】\]]?){0,6}[:：]?|"
    r"分享(?:到|至)?[:：][^。]{0,30}|分享到[^。]{0,30}|字[体号][:：]?.{0,20}|【?字体.{0,20}】?.*|"
    r".{0,8}(?:网站支持|支持)IPv6.{0,20}|.{0,10}(?:无障碍|长者|关怀)(?:浏览|阅读|模式|版|辅助)?.{0,20}|"
    r"(?:简体|繁体|繁體)(?:版|中文)?.{0,20}|(?:登录|注册|登陆|个人中心)(?:[\s/|]{0,3}(?:注册|登录))?|"
    r".{0,30}(?:使用tab按钮|tab键).{0,20}|.{0,10}验证码.{0,20}|.{0,60}(?:ICP备|公网安备|网站标识码).*|"
    r".{0,20}版权所有.{0,40}|技术支持.{0,40}|网站地图.*|联系我们.{0,10}|关于我们.{0,10}|"
    r"主办[:：].*|承办[:：].{0,60}|主办单位[:：].{0,40}(?:政府|办公室)(?:办公室|主办)?.{0,20}|(?:建议|推荐)?使用.{0,20}浏览器.{0,30}|.{0,4}分辨率.{0,30}|"
    r"<!--.{0,40}|.{0,8}浏览次数.{0,20}|.{0,10}(?:访问量|点击量|阅读量|点击数|浏览量).{0,20}|责任编辑.{0,20}|"
    r"[-•·*]\s?(?:首页|新闻|政务|互动|服务|免[费費].{0,8}|要闻动态|政府信息公开|办事服务|政民互动|.{2,4}频道)|詳情|详情|更多|更多>+|MORE|详细查看.*|点击查看.{0,10}|"
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:\d\d:\d\d(?::\d\d)?)?\s?(?:来源|信息来源|文章来源)[:：].*|"
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s?\d{1,2}:\d\d(?::\d\d)?.{0,60}|"
    r"\d{1,2}月\d{1,2}日\s?\d{1,2}:\d\d.*|微信|微博|QQ空间|新浪微博|朋友圈|我要纠错.{0,8}|本网站?.{0,30}(?:声明|所有)|免责声明.*|"
    r"您是第.{0,20}(?:访客|访问者).*|EndFragment.*|全文如下[:：]?|正文|"
    r"今天是.{0,30}|欢迎(?:访问|光临).{0,30}|.{2,20}欢迎[您你][!！]?|[•·]\s?[^。，：:]{2,16}|"
    r"政府信息公开(?:指南|制度|年报|年度报告|目录)(?:\s*\n\s*依申请公开)?|"
    r"(?:政府)?信息公开|政务公开|(?:建议|提案)?答复(?:内容)?[:：]|"
    r"(?:附件|文件)下载[:：]?|政策咨询|(?:Word|PDF)版?下载"
    r")$",
    re.M,
)


# a site's own imprint: what stands in its lines, and its address beside them
_SITE_WORDS = (
    *("ICP备", "公网安备", "网站标识码", "版权所有", "Copyright", "All Rights Reserved"),
    *("主办", "网站管理"),
)
_IMPRINT_OF_SITE = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|Copyright|All Rights Reserved|^\s*主办[:：]|"
    r"网站主办|网站管理|^\s*主办单位[:：][^，。；]{2,40}[ \u3000]地址[:：]"
)
_SITE_FIELD = re.compile(
    r"^\s*(?:(?:办公)?地址|邮编|邮政编码|电话|联系电话|传真|主办|承办|协办|技术支持|邮箱|E-?mail|网址|备案|您是第)",
    re.I,
)


def without_site_imprint(text: str) -> str:
    """Return the text without a site's imprint; an address is the site's if it stands beside it."""
    if not any(words in text for words in _SITE_WORDS):
        return text
    lines = text.split("\n")
    own = [bool(_IMPRINT_OF_SITE.search(line)) and "。" not in line for line in lines]
    for step in (1, -1):
        for at in range(len(lines))[::step]:
            beside = at - step
            near = 0 <= beside < len(lines) and own[beside]
            own[at] = own[at] or (
                near and (not lines[at].strip() or bool(_SITE_FIELD.match(lines[at])))
            )
    return "\n".join("" if gone else line for line, gone in zip(lines, own, strict=True))


def without_navigation(text: str) -> str:
    """Return the text without portal cells, breadcrumbs, buttons and footers.

    They stand above the opening and behind the last sentence; what is between is the letter's own.
    """
    opening = OPENING.search(text)
    start = text.rfind("\n", 0, opening.start()) + 1 if opening else _first_sentence(text)
    last = len(text.rstrip())
    end = last if text[last - 1 : last] in ("。", "！") else text.rfind("。\n")
    end = max(end, text.rfind("！\n"), start)
    if end == start and not opening:  # prose without any full stop
        end = len(text)
    head, body, tail = text[:start], text[start:end], text[end:]
    return f"{_bare(head)}{body}{_bare(tail)}"


def _first_sentence(text: str) -> int:
    """Return where the prose of a text begins that has no opening."""
    lines = text.split("\n")
    own = in_sentences([_bare(line) and line.strip() for line in lines])
    first = own.index(True) if True in own else len(lines)
    return min(len(text), sum(len(line) + 1 for line in lines[:first]))


def _bare(text: str) -> str:
    return _CELL_LINE.sub("", _NAVIGATION.sub("", text))
