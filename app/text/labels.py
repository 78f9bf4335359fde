"""The words that announce a field of head, foot or imprint: 联系人, 抄送, 办理结果."""

from __future__ import annotations

import re
from enum import Enum


class Label(Enum):
    """What the words before a colon announce."""

    OUTCOME = "办理结果"
    DISCLOSURE = "公开属性"
    SIGNER = "签发人"
    OFFICIAL = "主管领导"
    HANDLER = "联系人"
    PHONE = "联系电话"
    ADDRESS = "联系地址"
    POSTCODE = "邮政编码"
    UNIT = "联系单位"
    MAIL = "电子邮箱"
    COPY_TO = "抄送"
    IMPRINT = "印发"
    REGISTER = "收文登记"
    FORM = "案由"


def _words(label: Label, words: str) -> dict[str, Label]:
    return dict.fromkeys(words.split(), label)


LABELS: dict[str, Label] = {
    **_words(
        Label.OUTCOME,
        "办理结果 办理类别 办复类别 答复类别 类别 办理结果分类 办理情况分类 结果分类 答复分类 "
        "办复分类 办理分类 办复结果 答复结果 办理程度 处理结果 处理类别 办理答复类别 建议类别 "
        "提案类别 办理性质 答复性质 办理结果类别 落实情况分类 办理等次 答复等次 等级 办理等级 分类 "
        "分类号 "
        "类别标记 标记 办复类型 答复类型 办理类型 建议分类 提案分类",
    ),
    **_words(
        Label.DISCLOSURE,
        "公开属性 信息公开属性 是否公开 是否同意公开 是否完成对外公开 公开类别 信息公开选项 "
        "公开方式 "
        "公开选项 是否宜公开 公开意见 公开形式 信息公开类别 政府信息公开选项 是否主动公开 "
        "此件是否公开 公开情况 信息公开 公开",
    ),
    **_words(
        Label.SIGNER,
        "签发人 签发 领导署名 领导签名 领导签发 签发领导 审签人 审签领导 签发领导姓名 领导审签 "
        "审签 签批人 签发人姓名 领导签批 签批领导 领导签字 签字领导 "
        "院领导签发 局领导签发 局长签发 院长签发 主任签发",
    ),
    **_words(
        Label.OFFICIAL,
        "责任领导 承办负责人 单位负责人 主管领导 分管领导 主要领导 负责人 主管领导姓名 主管负责人 "
        "分管领导姓名 责任人 审核人 科室负责人 主要负责人 主管领导及电话 分管负责人 责任领导姓名 "
        "承办领导 主办领导 承办责任人",
    ),
    **_words(
        Label.HANDLER,
        "联系人 联系人姓名 联系人及电话 联系人及联系电话 联系人和电话 联系人电话 联系人与电话 "
        "联系人和联系电话 联系人、电话 承办人 承办人姓名 承办人及电话 承办人及联系电话 承办人员 "
        "承办人和电话 经办人 经办人姓名 经办人及电话 经办人及联系电话 经办人员 具体经办人 "
        "具体经办人姓名 具体承办人 具体承办人姓名 具体联系人 业务联系人 工作联系人 联络人 "
        "联络员 承办联系人 联系人及单位电话 办理人 办理人员 联系人员 联系人及方式 联系人及联系方式 "
        "经办",
    ),
    **_words(
        Label.PHONE,
        "联系电话 电话 办公电话 手机 手机号码 手机号 联系方式 电话号码 联系电话号码 咨询电话 "
        "固定电话 移动电话 座机 服务热线 咨询热线 客服热线 监督电话 "
        "单位电话 单位联系电话 联系手机 电话及传真 办公室电话 传真 传真号码",
    ),
    **_words(
        Label.ADDRESS, "联系地址 地址 通讯地址 通信地址 单位地址 办公地址 联系人地址 邮寄地址"
    ),
    **_words(Label.POSTCODE, "邮政编码 邮编 邮政编号 邮码"),
    **_words(
        Label.UNIT,
        "联系单位 承办单位 承办科室 联系科室 "
        "联系单位及电话 联系单位和电话 承办处室 联系部门 承办部门 责任单位 主办单位 "
        "答复单位 办理单位 联系处室 责任科室 答复机关 承办机关",
    ),
    **_words(Label.MAIL, "电子邮箱 电子邮件 邮箱 E-mail Email email EMAIL"),
    **_words(Label.COPY_TO, "抄送 抄报 抄送单位 抄报单位 抄告 抄送机关 抄报抄送 分送 报送 抄 报"),
    **_words(Label.IMPRINT, "印发 印发日期 印发时间 共印 印数 印发单位 印发机关"),
    **_words(
        Label.FORM,
        "代表姓名 委员姓名 建议内容 建议标题 提案标题 "
        "案由 编号 类型 届次 提出人 "
        "提案人 提案者 建议人 提案编号 建议编号 提案题目 建议题目 协办单位 会办单位 协办部门 "
        "会办部门 附议人 附议代表 附议委员",
    ),
    **dict.fromkeys(
        (
            f"{unit}{link}{person}"
            for unit in ("联系单位", "承办单位", "承办科室")
            for link in ("和", "及", "、")
            for person in (
                "联系人",
                "联系人及电话",
                "联系人及联系电话",
                "联系人、电话",
                "联系人和电话",
            )
        ),
        Label.HANDLER,
    ),
    **_words(Label.REGISTER, "收文登记 收文日期 收文编号 收文号 登记号"),
}
"""Words that stand before a colon in letterheads, at the foot and in the imprint."""

HEAD_LABELS = {Label.OUTCOME, Label.DISCLOSURE, Label.SIGNER, Label.REGISTER}
CONTACT_LABELS = {
    Label.OFFICIAL,
    Label.HANDLER,
    Label.PHONE,
    Label.ADDRESS,
    Label.POSTCODE,
    Label.UNIT,
    Label.MAIL,
}

# 「联 系 人：独孤 岩」「邮政编码（单位）：」
_LABELLED = re.compile(
    r"[（(【\[]?(?P<name>[^:：，。；《》（()]{1,18})(?:[（(][^（()）]{1,6}[）)])?[:：]"
)
# 「聯繫電話」「簽發人」: a label is known before the whole letter is turned into simplified signs
_SIMPLE = str.maketrans(
    "聯繫係電話辦單處郵編碼號簽發經員負責導領類別結開屬傳機關報標復覆與門務業質",
    "联系系电话办单处邮编码号签发经员负责导领类别结开属传机关报标复复与门务业质",
)


def label(line: str) -> Label | None:
    """Return what the line's first words announce, if they are a label with a colon."""
    if "：" not in line and ":" not in line:
        return None
    found = _LABELLED.match(line)
    if not found:
        return None
    name = "".join(found["name"].split())
    return LABELS.get(name) or LABELS.get(name.translate(_SIMPLE))


# a label that lost its colon: 「联系人 张三丰」「（承办人张三丰，电话58555016）」「办理结果 A」
BARE_FIELD = re.compile(
    r"(?:联系人员?|承办人员?|经办人员?|签发人)[ \u3000\t]*"
    r"(?=(?!民)[\u3400-\u9fff·*＊]{2,4}(?:$|[ \u3000\t，,；;、（(）)\d]|联系电话|电话|手机))"
    r"|(?:联系电话|办公电话|电话|手机)[ \u3000\t]*(?=[（(]?[01]\d{2}|[2-9]\d{6})"
    r"|(?<![\u4e00-\u9fff])(?:办理结果|办理类别|公开属性)[ \u3000\t]+(?=\S)"
)
_LONGEST_BARE = 40


def bare_fields(line: str) -> list[re.Match[str]]:
    """Return the labels without a colon of a line that begins with one, else nothing."""
    if len(line) > _LONGEST_BARE or "：" in line or ":" in line:
        return []
    found = list(BARE_FIELD.finditer(line))
    return found if found and not line[: found[0].start()].strip("（( \u3000") else []
