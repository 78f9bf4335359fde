"""Pages as portals make them, around any letter: what stands around it must not be read."""

from __future__ import annotations

from html import escape

NAVIGATION = (
    '<div class="header"><a href="/">首页</a> | <a href="/gk">政务公开</a> | '
    '<a href="/fw">政务服务</a> | <a href="/hd">互动交流</a></div>'
)
FOOTER = (
    '<div class="foot"><p>版权所有：某县人民政府办公室 地址：某县人民路1号 邮编：410000</p>'
    "<p>网站标识码：4301210001 湘ICP备05001234号 湘公网安备 43012102000012号</p></div>"
)
NEIGHBOURS = (
    '<p>上一篇：<a href="1.html">对县政协九届二次会议第99号提案的答复</a></p>'
    '<p>下一篇：<a href="2.html">关于对县人大代表第88号建议的答复</a></p>'
)


def paragraphs(letter: str) -> str:
    return "".join(f"<p>　　{escape(line)}</p>\n" for line in letter.split("\n"))


def broken_lines(letter: str) -> str:
    return "<br>\r\n".join(
        f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(line)}<br>&nbsp;" for line in letter.split("\n")
    )


def content_system(letter: str) -> str:
    """A page of a content system, with a table of labels and tools around the text."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
    <meta name="ArticleTitle" content="办理答复"><title>办理答复_某县政府门户网站</title>
    <style>p{{margin:0}}</style><script>var a='<p>不是正文</p>';</script></head><body>{NAVIGATION}
    <div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/ta">建议提案</a></div>
    <table class="xxgk"><tr><td>索 引 号：</td><td>006123/2025-00012</td><td>主题分类：</td>
    <td>综合政务</td></tr><tr><td>发布机构：</td><td>某县交通运输局</td><td>发布日期：</td>
    <td>2025-07-01</td></tr><tr><td>文　　号：</td><td>某交函〔2025〕9号</td><td></td>
    <td></td></tr></table><div class="info"><span>来源：某县交通运输局</span>
    <span>发布时间：2025-07-01 10:20</span>
    <span>浏览次数：128</span> <span>字体：[ 大 中 小 ]</span></div>
    <div class="TRS_Editor">{paragraphs(letter)}</div>
    <div class="share">分享到：<a href="#">微信</a><a href="#">微博</a></div>
    <div>【<a href="javascript:print()">打印本页</a>】【<a href="#">关闭窗口</a>】</div>
    {NEIGHBOURS}{FOOTER}</body></html>"""


def nameless_boxes(letter: str) -> str:
    """A page whose boxes have names that no list knows."""
    return f"""<html><head><meta charset="utf-8"><title>某市某局</title></head><body>
    <div class="a1"><ul><li><a href="1">首页</a></li><li><a href="2">新闻动态</a></li>
    <li><a href="3">通知公告</a></li><li><a href="4">建议提案办理</a></li></ul></div>
    <div class="b7">
    <div class="b8">您现在的位置：<a href="1">首页</a>&gt;<a href="4">建议提案</a></div>
    <div class="b9"><p>发布时间：2025-07-01　来源：某市某局　点击数：35</p>
    <div class="k">{paragraphs(letter)}</div></div>
    <div class="z1"><h3>相关链接：</h3><ul><li><a href="9">我市召开提案交办会</a></li>
    <li><a href="8">市领导调研重点提案办理工作</a></li></ul></div></div>
    {NEIGHBOURS}<p>扫一扫在手机打开当前页</p>{FOOTER}</body></html>"""


def table_of_2005(letter: str) -> str:
    """A page that is one table, its text parted by `<br>`."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
    <title>提案办理</title></head><body bgcolor=#ffffff><table width=760 align=center>
    <tr><td colspan=2>当前位置: <a href=/>首页</a> &gt;&gt;&gt; 提案办理</td></tr>
    <tr><td width=120 valign=top><a href=1>机构职能</a><br><a href=2>政策法规</a><br>
    <a href=3>办事指南</a></td>
    <td><table><tr><td><font size=3>{broken_lines(letter)}</font></td></tr>
    <tr><td align=right>【<a href="javascript:window.print()">打印</a>】
    【<a href="javascript:window.close()">关闭</a>】</td></tr></table></td></tr>
    <tr><td colspan=2 align=center>Copyright 2005 某市信息中心<br>
    建议使用IE6.0 分辨率1024*768</td></tr>
    </table></body></html>"""


PAGES = {
    "content system": content_system,
    "nameless boxes": nameless_boxes,
    "table of 2005": table_of_2005,
}
