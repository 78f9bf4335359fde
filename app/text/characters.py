"""Steps that mend single characters: what readers, scans and mirror sites leave in a text.

Compatibility forms are mapped one by one. NFKC over a whole text would ruin 《（：, so it is asked
only about characters that have no business in a letter: CJK compatibility ideographs, radicals
that PDFs use for characters, full-width digits and letters.
"""

from __future__ import annotations

import html
import re
import unicodedata

_LINE_ENDS = re.compile("[\r\v\f\u0085\u2028\u2029]")
# zero-width marks, soft hyphens, byte order marks, control characters: nothing on paper
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufffc]"
)
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_ODD = re.compile("|".join(each.pattern for each in (_LINE_ENDS, _INVISIBLE, _ODD_SPACES)))


def plain_lines(text: str) -> str:
    """Return the text with one kind of line end, plain spaces and no invisible characters."""
    if not _ODD.search(text):
        return text
    text = _LINE_ENDS.sub("\n", text.replace("\r\n", "\n"))
    if text.isascii():
        return text
    return _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text))


_COMPATIBLE_SEEN = re.compile(
    "[\u2e80-\u2fd5\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0002f800-\U0002fa1d"
    "︰﹐-﹖﹗﹙﹚︵︶︽︾︹︺﹃﹄︻︼﹪]"
)
# vertical and small forms of punctuation, which NFKC would turn into ASCII
_SMALL_FORMS = dict(
    zip(
        "︰﹕﹐﹑﹔﹖﹗﹙﹚︵︶︽︾︹︺﹃﹄︻︼﹪",
        "：：，、；？！（）（）《》〔〕『』【】％",
        strict=True,
    )
)


# 「１，２８６处」: between full-width digits the comma parts thousands
_WIDE_THOUSANDS = re.compile("([０-９])，(?=[０-９]{3}(?![０-９]))")


def _common(found: re.Match[str]) -> str:
    character = found[0]
    if small := _SMALL_FORMS.get(character):
        return small
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def common_forms(text: str) -> str:
    """Return the text with full-width digits and letters, radicals and small forms as usual."""
    if not _COMPATIBLE_SEEN.search(text):
        return text
    return _COMPATIBLE_SEEN.sub(_common, _WIDE_THOUSANDS.sub(r"\1,", text))


_TAG = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|body|br|center|col|colgroup|div|dl|dt|dd|em|embed|font|"
    r"footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|o:p|"
    r"object|ol|option|p|param|pre|s|section|select|small|span|st1:\w{1,20}|strong|style|sub|sup|table|tbody|"
    r"td|textarea|tfoot|th|thead|title|tr|u|ucapsdefaulton|ul|v:\w{1,20}|w:\w{1,20})"
    r"(?:\s[^<>]{0,2000})?/?>|<!--[^<>]{0,400}-->|<!DOCTYPE[^<>]{0,300}>|<!--\[if|<!\[endif\]-->",
    re.I,
)
_UNSHOWN = re.compile(
    r"<(?P<tag>script|style|head|noscript|select|textarea)\b[^<>]{0,500}>.{0,200000}?</(?P=tag)>",
    re.I | re.S,
)
_BREAKING = re.compile(
    r"<(?:/?(?:p|div|tr|table|h[1-6]|li|ul|ol|body|title|section|article|dd|dt|dl|pre|hr)\b|br\b)",
    re.I,
)
_CELL = re.compile(r"</t[dh]", re.I)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8});")


def _unmarked(found: re.Match[str]) -> str:
    if _BREAKING.match(found[0]):
        return "\n"
    return "\t" if _CELL.match(found[0]) else ""


def without_tags(text: str) -> str:
    """Return the text without HTML: a reader normally takes it off, saved fragments keep some."""
    if "<" in text and _TAG.search(text):
        text = _TAG.sub(_unmarked, _UNSHOWN.sub("\n", text))
    if "&" in text:
        text = _ENTITY.sub(lambda found: _entity(found[0]), text)
    return text


def _entity(written: str) -> str:
    character = html.unescape(written)
    if character == "\xa0":
        return " "
    # "&amp;lt;" must not become markup, nor a control character text, when cleaned again
    return (
        character
        if len(character) == 1 and character.isprintable() and character not in "&<"
        else written
    )


# 「**加粗**」「__加粗__」; 「189******6664」「承办人：刘**」 hide what stood there
_BOLD = re.compile(r"(?<!\*)\*{2,3}(?!\*)|__(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff。：])__")
_HIDES = re.compile(r"(?<=[:：][\u4e00-\u9fff])\*\*(?=[ \t\u3000]|$)|(?<=\d)\*{2,3}(?=\d)")
# 「# 一、」「> 」「---」 and the line under a table's head
_LINE_MARK = re.compile(
    r"^[ \t\u3000]*+(?:(?:#{1,6}[ \t\u3000]+|>[ \t\u3000]+){1,9}"
    r"|[-*_][ \t]?[-*_][ \t]?[-*_][-*_ \t]{0,80}$"
    r"|\|?(?:[ \t]*+:?-{2,40}:?[ \t]*+\|){1,20}[ \t:|-]{0,80}$)",
    re.M,
)
_PIPES = re.compile(r"^(?=.*\|).*$", re.M)
_BAR = re.compile(r"[ \t]{0,30}\|[ \t]{0,30}")


def _without_bold(line: str) -> str:
    if "**" in line and line.count("**") % 2 and _HIDES.search(line):
        return line
    return _BOLD.sub("", line) if "__" in line or "**" in line else line


def without_markdown(text: str) -> str:
    """Return the text without heading marks, bold marks and table bars (cells parted by tabs)."""
    if "__" in text or "**" in text:
        text = "\n".join(map(_without_bold, text.split("\n")))
    if "--" in text and "|" in text:
        text = _LINE_MARK.sub("", text)
    if "|" in text:
        text = _PIPES.sub(lambda found: _BAR.sub("\t", found[0]).strip("\t "), text)
    if "#" in text or "> " in text or "--" in text or "* *" in text:
        text = _LINE_MARK.sub("", text)
    return text


_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
# 「醫(yī)療」「對(duì)」「有(yǒu)」: mirror sites print a reading behind rare characters
_READING = re.compile(
    r"(?<=[\u3400-\u9fff])"
    r"(?:[ \t\u3000]{0,9}[(（][a-zü]{0,4}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,4}[)）]){1,9}"
)


def without_readings(text: str) -> str:
    """Return the text without pinyin in brackets behind a character."""
    return _READING.sub("", text) if _TONED.search(text) else text


# 「2O25年」「第O57号」「l2家」: scans take 0 for O and 1 for l
_UNIT = "年月日号%％家个户万亿元"
_LETTER_O = re.compile(
    rf"[OoОо](?:(?=[\d{_UNIT}〕\]】])(?<=\d.)(?<![A-Za-z]\d.)"
    r"|(?=\d)(?:(?<=第.)|(?<=第 .)|(?<=[〔\[]2.))|(?=\d{2,3}[-—－])(?:(?<=[：:].)|(?<=[：:] .)))"
)
_LETTER_L = re.compile(
    rf"[lI](?:(?=[\d{_UNIT}])(?<=\d.)(?<![A-Za-z]\d.)"
    r"|(?=\d)(?:(?<=[第〕\]】年月].)|(?<=[第〕\]】年月] .))"
    rf"|(?=\d{{1,3}} ?[{_UNIT}所名元人处条项辆米件次套座栋])"
    r"(?:(?<=[\u4e00-\u9fff].)|(?<=[\u4e00-\u9fff] .)))"
)
# 「1O所」「32OO余人」「2OOOO3」: a number begins with a digit and no Latin letter is beside it
_ZEROS = re.compile(r"\d(?<![A-Za-z\d].)\d{0,8}[OОо][\dOОо]{0,9}(?![A-Za-z])")
_BEHIND_DIGIT = re.compile(r"[OОо](?<=\d.)")  # quicker to look for
_ANY_O = re.compile("[OОо]")


# 「二O二三年」「二0一九年」「二OO九年」: the Chinese zero 〇 is not on every keyboard
_CHINESE_ZERO = re.compile(r"[一二][OoОо0一二三四五六七八九〇○]{3}年")
_CHINESE_YEAR = re.compile(rf"年(?<={_CHINESE_ZERO.pattern})")  # quicker to look for
_ZERO = re.compile("[OoОо0]")


def digits_for_letters(text: str) -> str:
    """Return the text with 0, 1 and 〇 where a scan or a typist has O and l within a number."""
    if _CHINESE_YEAR.search(text):
        text = _CHINESE_ZERO.sub(lambda found: _ZERO.sub("〇", found[0]), text)
    round_signs = any(sign in text for sign in "OoОо")
    if round_signs:
        text = _LETTER_O.sub("0", text)
    if "l" in text or "I" in text:
        text = _LETTER_L.sub("1", text)
    if round_signs and _BEHIND_DIGIT.search(text):
        text = _ZEROS.sub(lambda found: _ANY_O.sub("0", found[0]), text)
    return text
