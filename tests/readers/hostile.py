"""Files that nobody should send: broken, lying, enormous, or made to do harm. All made here."""

from __future__ import annotations

import io
import os
import socket
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.readers.make_files import docx, ofd, reportlab_pdf, wrapped

LETTER = (
    "对县政协九届二次会议第7号提案的答复\n王小明委员：\n您提出的提案收悉，现答复如下：\n"
    + "经研究，我局今年安排资金一百二十万元，改造农村公路六公里，现已完工。" * 3
    + "\n某县交通运输局\n2018年7月7日\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
XXE = '<!DOCTYPE a [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Make = Callable[[Path], object]


def raw(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def packed(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return memory.getvalue()


def word(document: str, **more: bytes | str) -> Make:
    return raw(packed({"[Content_Types].xml": "<a/>", "word/document.xml": document, **more}))


def body(inner: str, head: str = "") -> str:
    return f"{head}<w:document {W}><w:body>{inner}</w:body></w:document>"


def cut(make: Callable[[list[str], Path], None], share: float) -> Make:
    def made(path: Path) -> None:
        make(LETTER.splitlines(), path)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return made


def pdf(objects: list[bytes], trailer: bytes = b"/Root 1 0 R") -> Make:
    out = b"%PDF-1.7\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, trailer, len(out),
    )  # fmt: skip
    return raw(out)


def stream(data: bytes) -> bytes:
    small = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(small), small)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
SHEET = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>"


def locked_pdf(path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(80, 700, "a reply")
    canvas.save()


def many_pages(path: Path) -> None:
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(10_000))
    pages = b"<</Type/Pages/Count 10000/Kids[%s]>>" % kids
    sheets = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 10_000
    pdf([CATALOG, pages, *sheets])(path)


def zipped(*members: tuple[str, bytes]) -> Make:
    return raw(packed(dict(members)))


def nested(depth: int) -> bytes:
    data = packed({"信.txt": LETTER})
    for _ in range(depth):
        data = packed({"里.zip": data})
    return data


def locked_zip(path: Path) -> None:
    data = bytearray(packed({"a.txt": LETTER}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    path.write_bytes(data)


def linking_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("passwd.txt")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")


def lying_zip(path: Path) -> None:
    data = bytearray(packed({"a.txt": b"0" * 9_000_000}))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(magic) + at
        data[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)


def bomb(path: Path, size: int, name: str, *others: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for other in others:
            archive.writestr(other, "<a/>")
        with archive.open(name, "w", force_zip64=True) as part:
            for _ in range(size >> 20):
                part.write(bytes(1 << 20))


def fifo(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def link(target: str) -> Make:
    return lambda path: path.symlink_to(target)


REFUSED: dict[str, Make] = {
    "零字节.txt": raw(b""),
    "空白.txt": raw(b" \r\n\t \xe3\x80\x80\n" * 99),
    "乱码.txt": raw(bytes(range(1, 256)) * 40),
    "零.txt": raw(bytes(5000)),
    "程序.docx": raw(b"MZ\x90\0" + bytes(3000)),
    "程序.pdf": raw(b"\x7fELF" + bytes(3000)),
    "压缩.rar": raw(b"Rar!\x1a\x07\x01\0" + bytes(100)),
    "压缩.7z": raw(b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    "压缩.gz": raw(b"\x1f\x8b\x08" + bytes(100)),
    "数据.db": raw(b"SQLite format 3\0" + bytes(100)),
    "录像.mp4": raw(bytes(4) + b"ftypisom" + bytes(100)),
    "数据.json": raw('{"标题": "关于养老的答复", "正文": "收悉"}'.encode()),
    "数据.txt": raw(b'\xef\xbb\xbf[\n  {"title": "\xe7\xad\x94\xe5\xa4\x8d"}]'),
    "清单.csv": raw("标题,日期\n关于养老的答复,2025-01-01\n".encode()),
    "清单.tsv": raw("标题\t日期\n关于养老的答复\t2025-01-01\n".encode()),
    "设置.ini": raw(b"[.ShellClassInfo]\r\nIconIndex=0\r\n"),
    "网址.url": raw(b"[InternetShortcut]\r\nURL=http://www.example.gov.cn/\r\n"),
    "网站.xml": raw(b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>"),
    "脚本.js": raw(b"function init() { return document.title; }"),
    "样式.css": raw(b"body { color: #111 }"),
    "表.xlsx": raw(packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"})),
    "片.pptx": raw(packed({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"})),
    "只有头.pdf": raw(b"%PDF-1.7\n"),
    "头后乱码.pdf": raw(b"%PDF-1.4\n" + os.urandom(5000)),
    "半截.pdf": cut(reportlab_pdf, 0.3),
    "有密码.pdf": locked_pdf,
    "一万页.pdf": many_pages,
    "空白页.pdf": pdf([CATALOG, PAGES, SHEET % b"", stream(b"")]),
    "页树成环.pdf": pdf([CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 9>>"]),
    "表单成环.pdf": pdf(
        [
            CATALOG,
            PAGES,
            SHEET % b"/Resources<</XObject<</X 5 0 R>>>>",
            stream(b"/X Do"),
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
            b"/Length 5>>stream\n/X Do\nendstream",
        ]
    ),
    "巨页.pdf": pdf([CATALOG, PAGES, SHEET.replace(b"595 842", b"9e9 9e9") % b"", stream(b"")]),
    "炸弹.pdf": lambda path: pdf([CATALOG, PAGES, SHEET % b"", stream(b" " * 40_000_000)])(path),
    "半截.docx": cut(docx, 0.5),
    "实体.docx": word(body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", LAUGHS)),
    "外部实体.docx": word(body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", XXE)),
    "外部实体.utf16.docx": raw(
        packed(
            {
                "[Content_Types].xml": "<a/>",
                "word/document.xml": (
                    '<?xml version="1.0" encoding="utf-16"?>' + body("", XXE)
                ).encode("utf-16"),
            }
        )
    ),
    "没有正文.docx": word("<a/>"),
    "空.docx": word(body("<w:p/>")),
    "加密.docx": raw(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)),
    "深.docx": word(body("<w:sdt>" * 30_000 + "</w:sdt>" * 30_000)),
    "炸弹.docx": lambda path: bomb(path, 70 << 20, "word/document.xml", "[Content_Types].xml"),
    "半截.ofd": cut(ofd, 0.5),
    "外部实体.ofd": raw(packed({"OFD.xml": XXE + "<OFD><DocBody/></OFD>"})),
    "走出去.ofd": raw(
        packed({"OFD.xml": "<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>"})
    ),
    "外部实体.odt": raw(
        packed({"mimetype": "x", "META-INF/manifest.xml": "<a/>", "content.xml": XXE + "<a/>"})
    ),
    "加密.odt": raw(packed({"META-INF/manifest.xml": "<a/>", "content.xml": os.urandom(4000)})),
    "坏.doc": raw(OLE + os.urandom(4000)),
    "表格.xls": raw(OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600)),
    "列表.html": raw("<html><body><a href='1'>关于提案的答复</a></body></html>".encode() * 20),
    "无字.html": raw(b"<html><body><div></div></body></html>"),
    "没有网页.mht": raw(
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x--\n'
    ),
    "空.zip": raw(packed({})),
    "半截.zip": raw(packed({"a.txt": LETTER * 50})[:-40]),
    "有密码.zip": locked_zip,
    "链接.zip": linking_zip,
    "套五层.zip": raw(nested(5)),
    "谎报.zip": lying_zip,
    "太多.zip": lambda path: path.write_bytes(
        packed({f"{n}.txt": b"" for n in range(6000)}, zipfile.ZIP_STORED)
    ),
    "炸弹.zip": lambda path: bomb(path, 70 << 20, "a.txt"),
    "指向密码.txt": link("/etc/passwd"),
    "断链.txt": link("nowhere.txt"),
    "绕圈": link("."),
    "管道.txt": fifo,
    "套接字.txt": unix_socket,
}
"""Each ends in a reason, and quickly. What is dear to make is made when it is asked for."""

STORED: dict[str, Make] = {
    "好.txt": raw(LETTER.encode()),
    "宏.docm": word(
        body("".join(f"<w:p><w:r><w:t>{row}</w:t></w:r></w:p>" for row in LETTER.splitlines())),
        **{"word/vbaProject.bin": OLE + bytes(99)},
    ),
    "扩展名不对.doc": raw(LETTER.replace("第7号", "第8号").encode("gb18030")),
    "名不对.css": raw(LETTER.replace("第7号", "第11号").encode()),
    "走出去.zip": zipped(("../../走出去.txt", LETTER.replace("第7号", "第9号").encode())),
    "长行.txt": raw((LETTER.replace("第7号", "第10号") + "，进一步完善" * 3_000).encode()),
}
"""Each looks bad and holds a letter all the same."""


def gbk_names(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x" * 12 + ".txt")
        archive.writestr(info, LETTER.replace("第7号", "第11号"))
    name = "答复/第一号".encode("gb18030") + b"a"
    path.write_bytes(path.read_bytes().replace(b"x" * 12, name))


def scripted_pdf(path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    canvas.setFont("STSong-Light", 12)
    for number, row in enumerate(wrapped(LETTER.replace("第7号", "第12号").replace("\n", ""), 30)):
        canvas.drawString(80, 700 - 20 * number, row)
    canvas._doc.Catalog.OpenAction = "<</S/JavaScript/JS(app.alert\\(1\\))>>"
    canvas.save()


def endless_steps(path: Path) -> None:
    ofd(LETTER.replace("第7号", "第13号").splitlines(), path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    parts[page] = parts[page].replace(b'DeltaX="g', b'DeltaX="g 999999999 5.2 g', 1)
    path.write_bytes(packed(dict(parts)))


STORED |= {"国标名.zip": gbk_names, "脚本.pdf": scripted_pdf, "步长.ofd": endless_steps}
STORED["套一层.zip"] = raw(nested(1))

SLOW: dict[str, Make] = {
    "一百兆.txt": lambda path: path.write_bytes(
        LETTER.encode() * (100_000_000 // len(LETTER) // 3)
    ),
    "深.html": lambda path: path.write_bytes(
        b"<html><body>" + b"<div>" * 400_000 + LETTER.encode()
    ),
    "大.html": lambda path: path.write_bytes(
        b"<html><body>" + ("<p>" + "改造农村公路" * 20 + "</p>").encode() * 150_000
    ),
    "大.docx": lambda path: word(
        body("<w:p><w:r><w:t>" + "改造农村公路" * 9_000_000 + "</w:t></w:r></w:p>")
    )(path),
    "深.rtf": lambda path: path.write_bytes(
        b"{\\rtf1" + b"{" * 2_000_000 + b"a" + b"}" * 2_000_000 + b"}"
    ),
    "大炸弹.zip": lambda path: bomb(path, 3 << 30, "a.txt"),
    "大炸弹.pdf": lambda path: pdf([CATALOG, PAGES, SHEET % b"", stream(b"0 0 m " * 100_000_000)])(
        path
    ),
    "括号.txt": lambda path: path.write_bytes(("（" * 2_000_000 + LETTER).encode()),
}
"""Each uses up a limit, or seconds."""
