"""Errors a person can read: a sentence, and the status it has on the web."""

from __future__ import annotations

import errno
import socket

REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "不许这样做",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EEXIST: "这里已经有一个文件",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EFBIG: "文件过大",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "已经有程序在用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
    socket.EAI_NONAME: "没有这个地址",
}


def because(error: OSError) -> str:
    """Return why the system refused, in words of a person who keeps files."""
    said = error.strerror or type(error).__name__
    return REASONS.get(error.errno, said) if error.errno else said


class ArchiveError(Exception):
    """What happened, to what, and what to do, in one sentence."""

    status = 500
    title = "出错了"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadInput(ArchiveError):
    """The request or the command line asks for something that cannot be."""

    status = 400
    title = "请求有误"


class NotFound(ArchiveError):
    """There is nothing of that name."""

    status = 404
    title = "没有找到"


class Gone(ArchiveError):
    """It was here and was withdrawn."""

    status = 410
    title = "已撤下"


class TooSlow(ArchiveError):
    """A query ran into its deadline."""

    status = 503
    title = "暂时不能检索"


class Unavailable(ArchiveError):
    """The archive cannot answer now: no database, another version, a damaged index."""

    status = 503
    title = "暂时不能使用"


class Unreadable(ArchiveError):
    """A file holds no text that the archive can read."""

    status = 422
    title = "无法读取"


class Foreign(Unreadable):
    """A file is of a kind that holds no letter."""


class TooMany(ArchiveError):
    """A client asks more often than the site allows."""

    status = 429
    title = "请求太频繁"


class TooLarge(ArchiveError):
    """A request carries more than any page of the site takes."""

    status = 413
    title = "内容太大"


class TooLong(ArchiveError):
    """An address is longer than any search can be."""

    status = 414
    title = "地址太长"
