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


def title_of(letter: str) -> str:
    return next((row for row in letter.split("\n") if row.endswith("答复")), "建议提案")


def catalogue(letter: str) -> str:
    """A page of the catalogue of public information, other letters' titles all around."""
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8">
    <meta name="ContentSource" content="某市交通运输局">
    <title>{title_of(letter)} - 某市人民政府</title></head>
    <body><div id="top"><a href="/">无障碍</a><span>今天是2025年7月3日 星期四</span></div>
    <div class="wz">当前位置：<a>首页</a> &gt; <a>公开内容</a> &gt; <a>建议提案</a> &gt; 正文</div>
    <div class="xxgkml"><table border="1"><tr><th>索引号</th><td>11420100MB1/2025-00123</td>
    <th>发布机构</th><td>某市交通运输局</td></tr><tr><th>发文日期</th><td>2025-06-30</td><th>文号</th>
    <td>某交函〔2025〕88号</td></tr><tr><th>名称</th><td colspan="3">{title_of(letter)}</td></tr>
    </table></div><div class="fbxx">发布日期：2025-07-01 09:12 | 来源：某市交通运输局 |
    浏览量：<span>321</span> 次 | 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
    <div class="zwnr" id="zoom">{paragraphs(letter)}</div>
    <div><a>【打印】</a> <a>【关闭】</a></div>{NEIGHBOURS}
    <div class="xgxx"><h4>相关信息</h4><ul><li><a>关于市政协第20250777号提案的答复</a>
    <span>2025-06-12</span></li><li><a>关于市人大第20250666号建议的答复函</a></li></ul></div>
    {FOOTER}</body></html>"""


def divisions(letter: str) -> str:
    """A page without paragraphs: a box a line, its words in two spans, labels parted by style."""
    rows = "".join(
        f"<div><span>{escape(row[: len(row) // 2])}</span><span>{escape(row[len(row) // 2 :])}"
        "</span></div>"
        for row in letter.split("\n")
    )
    return f"""<html><head><meta charset="utf-8"><title>建议提案-某县人民政府</title></head><body>
    <div id="app"><div class="logo"></div><div><a>首页</a><a>走进某县</a><a>新闻中心</a></div>
    <div>您的位置：首页&gt;建议提案&gt;提案办理</div>
    <div><span>时间：2025-07-01</span><span>作者：办公室</span><span>点击：66</span></div>
    <div class="words">{rows}</div><div><div>上一条：<a>对第31号提案的答复</a></div>
    <div>下一条：<a>对第33号提案的答复</a></div></div></div>
    <div>版权所有：某县人民政府 技术支持：某科技公司</div></body></html>"""


def pasted_from_word(letter: str) -> str:
    """A table page into which Word's own HTML was pasted."""
    rows = "".join(
        f'<p class="MsoNormal" style="mso-char-indent-count:2.0"><span lang="ZH-CN">{escape(row)}'
        '<span lang="EN-US"><o:p></o:p></span></span></p>\n'
        for row in letter.split("\n")
    )
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
    <meta charset=utf-8><title>无标题文档</title></head><body><table><tr><td>
    <img src="b.jpg"></td></tr><tr><td>首页 | 机构概况 | 建议提案</td></tr></table><table><tr><td>
    发布时间：2025-7-1
    &nbsp; 信息来源：办公室 &nbsp; 阅读次数：23</td></tr><tr><td><!--StartFragment-->
    <!--[if gte mso 9]><xml><o:p>x</o:p></xml><![endif]--><div>{rows}</div><!--EndFragment--></td>
    </tr><tr><td>上一篇：没有了<br>下一篇：<a>关于对区政协第12号提案的答复</a></td></tr><tr>
    <td>打印本页&nbsp;关闭窗口</td></tr></table><table><tr>
    <td>地址：某市某路1号　邮编：300000　电话：022-11112222</td></tr></table></body></html>"""


def list_of_terms(letter: str) -> str:
    """A page of today's HTML: its labels are a list of terms, its text an article with `<br>`."""
    return f"""<!doctype html><html><head><meta charset=utf-8><title>建议提案_某厅</title></head>
    <body><header><a>首页</a><a>厅概况</a></header><nav><a>首页</a>/<span>建议提案</span></nav>
    <dl class="file"><dt>索引号</dt><dd>000014349/2025-00211</dd><dt>发布机构</dt><dd>某厅</dd>
    <dt>生成日期</dt><dd>2025-06-30</dd><dt>文号</dt><dd>某交函〔2025〕12号</dd></dl>
    <article><section>{"<br/><br/>".join(map(escape, letter.split(chr(10))))}</section></article>
    <aside><h3>热点推荐</h3><ul><li><a>关于省政协第1号提案的答复</a></li></ul></aside>
    <div>扫码分享 <img src=q.png alt=二维码></div><div>相关链接：<select><option>国务院部门网站
    </option></select></div><footer>Copyright © 2025 某厅</footer></body></html>"""


PAGES = {
    "content system": content_system,
    "nameless boxes": nameless_boxes,
    "table of 2005": table_of_2005,
    "catalogue": catalogue,
    "divisions": divisions,
    "pasted from Word": pasted_from_word,
    "list of terms": list_of_terms,
}
