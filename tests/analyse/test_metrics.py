"""What figures measure, as of when, whose they are; role, change and bounds."""

from decimal import Decimal

import pytest

from app.analyse.figures import figures
from app.model import Block, BlockKind, Delta, FigureRole
from app.text.layout import Layout
from tests.rows import each_row


def found(text):
    return {figure.surface: figure for figure in figures(Layout(text, ()), None)}


@each_row(
    ("text", "surface", "metric"),
    [
        # the thing stands before its number
        ("全区在校学生11.6万名。", "11.6万名", "在校学生"),
        ("已签约312台。", "312台", "签约"),
        ("目前我区共有民营企业3.8万户。", "3.8万户", "民营企业"),
        ("月最低工资标准调整为2490元。", "2490元", "月最低工资标准"),
        ("有效发明专利3,205件。", "3,205件", "有效发明专利"),
        ("车桩比由2.4:1优化至1.9:1。", "2.4:1", "车桩比"),
        ("与10所高校共建共享实验室12个。", "12个", "高校共建共享实验室"),
        # or right after it
        ("2024年共有35家孵化器完成投保。", "35家", "孵化器完成投保"),
        ("累计举办10期民营经济圆桌会活动；", "10期", "民营经济圆桌会活动"),
        ("科创母基金投资超200个项目，", "200个", "科创母基金投资项目"),
        ("不超过500平方米的办公用房。", "500平方米", "办公用房"),
        # who has it, or who is written to, is not what is counted
        ("供销社系统现有基层社58家。", "58家", "基层社"),
        ("公证处去年办证1.68万件。", "1.68万件", "办证"),
        ("每千名老人拥有床位42.6张。", "42.6张", "每千名老人拥有床位"),
        ("该片区现有校车4辆。", "4辆", "校车"),
        ("您反映的校车4辆。", "4辆", "校车"),
        # what only takes part or is judged has its name behind it, or in the clause before
        ("共有3126人次参加无偿献血。", "3126人次", "参加无偿献血"),
        ("农机手持证率还不高，只有七成左右。", "七成", "农机手持证率"),
        # each gets; a kind (其中示范型) leans on what it is a kind of
        ("保险公司赔付2960万元，平均每户获赔4300元。", "4300元", "平均每户获赔"),
        ("建成服务站118个，其中示范型67个。", "67个", "示范型服务站"),
        ("发现隐患129条，其余2条正在整改。", "2条", "发现隐患其余整改"),
        # what becomes of a thing is the same thing; how long it takes is no part of it
        ("禁放区由12平方公里扩大到建成区68平方公里。", "68平方公里", "禁放区"),
        ("用两年时间完成改造公厕300座。", "300座", "改造公厕"),
        # a table that has become one line is read by its heads
        ("年度 办件量（件） 满意率（%） 2023年 51,377件 98.6%", "98.6%", "满意率"),
        # 共计 and 达成 are cut whole, not as 共 and 达
        ("全市共计建成公园35个。", "35个", "建成公园"),
        ("发布需求392项，达成合作意向108项。", "108项", "合作意向"),
        ("超40家企业发布大模型产品。", "40家", "企业发布大模型产品"),
        # a clause with nothing of its own carries on
        ("覆盖率从87.6%提高到92.3%。", "92.3%", "覆盖率"),
        ("幼儿园覆盖率提高到92.3%，提升4.7个百分点。", "4.7个百分点", "幼儿园覆盖率提升"),
        ("筹集保障性租赁住房8.3万套，竣工五万套。", "五万套", "保障性租赁住房竣工"),
        ("老旧小区改造56个、建筑面积38万平方米。", "38万平方米", "老旧小区改造建筑面积"),
        ("调查失业率4.5%，低于控制目标1个百分点。", "1个百分点", "调查失业率低于控制目标"),
        ("接待游客386万人次，实现旅游收入30亿元，分别增长12.5%和9.8%。", "9.8%", "旅游收入增长"),
        ("城镇新增就业14万人，完成年度目标的106.1%。", "106.1%", "城镇新增就业完成年度目标"),
        # shares
        ("其中快充桩占三分之一以上。", "三分之一", "快充桩占比"),
        ("民营企业3.8万户，占全区企业总数的75.7%。", "75.7%", "民营企业占全区企业比重"),
        ("诞生了全国15%的原创新药。", "15%", "原创新药占全国比重"),
        ("见习补贴按最低工资标准的80%发放。", "80%", "见习补贴"),
        # ranks, ages, heads
        ("独角兽企业总数居全国第二，", "第二", "独角兽企业总数全国排名"),
        ("零售额8.7亿元，位列全省前十。", "前十", "零售额全省排名"),
        ("60周岁以上户籍老年人口151万人。", "60周岁", "户籍老年人口年龄"),
        ("高龄津贴标准为80-89周岁每人120元。", "80-89周岁", "高龄津贴标准年龄"),
        ("入伍18岁。", "18岁", "入伍年龄"),
        ("满18岁。", "18岁", "满年龄"),
        ("托位数达到每千人口4.6个。", "4.6个", "每千人口托位数"),
        ("80岁以上老人2.4万。", "2.4万", "80岁以上老人"),
        ("120电话10秒接通率达99.2%。", "99.2%", "120电话10秒接通率"),
        ("全球前十强中7家。", "7家", "全球前十强中"),
        ("每辆车最高补贴2万元。", "2万元", "每辆车补贴"),
        # the parts of a whole share what it measures; a part that names its own keeps it
        ("农作物播种面积92万亩，其中水稻25.7万亩。", "25.7万亩", "水稻播种面积"),
        ("总产值37亿元，增长4.5%。其中，农业29亿元，林业0.3亿元。", "0.3亿元", "林业总产值"),
        ("床位1225张，其中二级医院499张。", "499张", "二级医院床位"),
        ("总产值37亿元，其中出口额5亿元。", "5亿元", "出口额"),
        ("播种面积92万亩，新建冷库3座，其中镇级2座。", "2座", "镇级冷库"),
        ("居民人均可支配收入5.8万元；农村居民3.4万元。", "3.4万元", "农村居民人均可支配收入"),
        # what stands in brackets is spoken of no further, nor how long a thing takes
        ("登记电动车34万辆（超标车30万辆），其中城区21万辆。", "21万辆", "城区电动车"),
        ("建设分拣中心5个，每天督导2小时，参与率达90%。", "90%", "分拣中心参与率"),
        ("人均GDP为7.9万元（按年平均汇率折算为1.1万美元）。", "1.1万美元", "人均GDP"),
        # 以…为…的 tells of what kind a thing is; a case filed is not done to what was counted
        ("建设44个以水稻、食用菌为主导产业的产业强镇。", "44个", "建设产业强镇"),
        ("出动执法人员2340人次，立案57件。", "57件", "立案"),
        # a share of a goal or of what the clause before has named
        ("通畅工程完成里程138公里，为年计划的77.1%。", "77.1%", "通畅工程完成里程为年计划"),
        ("上班族使用居多，约占97.5%。", "97.5%", "上班族使用占比"),
        ("病险水库37座，剩余8座年底前完工。", "8座", "病险水库剩余"),
        ("每日安排4名民警早晚值守。", "4名", "每日安排民警"),
        # so do those of a list what its heading says; a fee says itself what it is
        ("传承人每年补助：国家级2万元、省级5000元。", "5000元", "省级传承人每年补助"),
        ("我县收费标准：高层2.1元、多层1.2元，车位费30元。", "1.2元", "多层收费标准"),
        ("我县收费标准：高层2.1元、多层1.2元，车位费30元。", "30元", "车位费"),
        # a share leans like any other figure
        ("人才公寓已建成3400套，租金为市场价的六折。", "六折", "人才公寓租金为市场价"),
        ("客运量2.3万人次，仅相当于2019年的六成。", "六成", "客运量相当于"),
        ("财政每年补贴1600万元。", "1600万元", "财政每年补贴"),
        ("民企3.8万家，贡献了50%以上的税收、80%的就业。", "80%", "民企就业占比"),
        # a date inside the clause is no part of the thing
        ("回收率从2020年的31%升至42%。", "31%", "回收率"),
        ("2024年底前新建冷库3座。", "3座", "新建冷库"),
        # a part (其中) does not become the topic
        ("新建农村路260公里，其中双车道占四分之三，投资3亿元。", "3亿元", "农村路投资"),
        # a bare attribute leans on the sentence before, not on the paragraph before
        ("新建农村路260公里。投资3亿元。", "3亿元", "农村路投资"),
        ("新建农村路260公里。\n投资3亿元。", "3亿元", "投资"),
        # what only acts leans on what was counted by the same measure word
        ("共有老旧小区1217个，涉及楼栋6830栋。2024年已改造903个。", "903个", "老旧小区改造"),
        ("发榜450项，其中企业榜单435项。已揭榜65项。", "65项", "发榜揭榜"),
        # a change is measured on its thing, whatever it is compared with
        ("近视率较2019年下降3.1个百分点。", "3.1个百分点", "近视率下降"),
        ("平均利率2.67%，较上年低38个基点。", "38个基点", "平均利率低"),
        ("地区生产总值618亿元，按不变价计算增长6.2%。", "6.2%", "地区生产总值增长"),
        ("网络零售额8.7亿元，比2020年翻了两番。", "翻了两番", "网络零售额"),
        # 分别 deals out what is enumerated before it
        ("案件发案数、损失数分别下降21.3%和27.6%。", "27.6%", "损失数下降"),
        ("铁路、公路、水路分别完成3件、4件和5件。", "4件", "公路"),
        # the thing right after one number is not said of the next
        ("完成3笔履约贷、5笔助力贷。", "5笔", "助力贷"),
        ("民营企业5.6万家，贡献了58.3%的税收和86%的就业。", "58.3%", "民营企业税收占比"),
        # what an age or a voltage singles out
        ("古树名木建档6312株，其中树龄500年以上83株。", "83株", "500年以上古树名木建档"),
        ("建成220千伏变电站36座。", "36座", "220千伏变电站"),
        # attributes lean, and take the attribute of the thing before away
        ("水库总库容3.2亿立方米，总投资6亿元。", "6亿元", "水库总投资"),
        ("基本医疗保险参保512万人，参保率95%。", "95%", "基本医疗保险参保率"),
        ("安排奖补资金6000万元，每村不低于80万元。", "80万元", "每村安排奖补资金"),
        ("救助年龄由0-6岁扩大到0-14岁。", "0-14岁", "救助年龄"),
        # the second of two things named alike is printed short
        ("昼间等效声级64分贝、夜间56分贝。", "56分贝", "夜间等效声级"),
        ("学校食堂A级29所、B级27所。", "27所", "学校食堂B级"),
        ("抽检药品368批、医疗器械42批，合格率分别为99.7%和97.6%。", "99.7%", "抽检药品合格率"),
        ("销售面积86.3万平方米，同比分别下降12.6%、16.7%。", "16.7%", "销售面积同比下降"),
        ("90-99岁老人4120人，80-89岁2.6万人。", "2.6万人", "80-89岁老人"),
        ("累计为23,456人次提供服务。", "23,456人次", "服务"),
        ("月平均工资6312元，较最低工资标准2010元高出2.1倍。", "2.1倍", "较最低工资标准高出"),
        ("在建高速公路5条（段）312公里。", "312公里", "在建高速公路"),
        ("科技支出占一般公共预算支出比重为3.1%。", "3.1%", "科技支出占一般公共预算支出比重"),
        ("养护费由省、市、县按4∶3∶3分担。", "4∶3∶3", "养护费分担比例"),
        ("园区项目128个，开工率、完工率分别达93%、52%。", "52%", "园区项目完工率"),
        ("登记备案民宿2146家，其中甲级6家。", "6家", "甲级民宿"),
        ("承办代表建议46件，其中主办29件。", "29件", "主办承办代表建议"),
        ("预冷率由26%提高到目前的43%。", "43%", "预冷率"),
        # per one of what, when nothing else is said
        ("配备网格员6890名，平均每个网格300户。", "300户", "每个网格户数"),
        ("发放贷款4216笔，户均54万元。", "54万元", "户均发放贷款"),
        # what is said of the thing counted ends its name
        ("38条河流、2个湖泊全部落实河长。", "2个", "湖泊"),
        ("全市3个断面达到三类标准。", "3个", "断面"),
        ("我街道共有老旧小区33个、412栋。", "412栋", "老旧小区"),
        ("一、我县登记渔船86艘。", "86艘", "登记渔船"),
        ("进出口总额23.9亿元，其中出口19.2亿元。", "19.2亿元", "出口总额"),
        ("平均时限由15天压缩至3天，提速80%。", "80%", "平均时限提速"),
        # a short clause without a figure names it
        ("实施特聘农技员计划，选聘76名。", "76名", "特聘农技员选聘"),
        # a preposition leads to what stands behind the number, up to what is done with it
        ("对52家化工企业、9座加油站开展检查。", "9座", "加油站"),
        ("客运公司将6条线路调整到位。", "6条", "线路"),
        ("农家书屋由86处增至92处。", "92处", "农家书屋"),
        ("已对城区412个信号灯路口逐一建档。", "412个", "信号灯路口"),
        ("与21个国家缔结友好城市34对。", "21个", "国家"),
        ("去年起将单部补贴由15万元提高到20万元。", "15万元", "单部补贴"),
        ("（含7个点）、省级文物单位19处。", "19处", "省级文物单位"),
        ("立案数同比分别增长41%和36.2%。", "41%", "立案数同比增长"),
        # what is given, not to whom
        ("为企业发放稳岗返还1.86亿元。", "1.86亿元", "稳岗返还"),
        # a word is never cut in two
        ("现代农业产业园12个。", "12个", "现代农业产业园"),
        ("等级公路320公里。", "320公里", "等级公路"),
        ("和谐社区建成36个。", "36个", "和谐社区建成"),
        ("均衡性转移支付2.3亿元。", "2.3亿元", "均衡性转移支付"),
        ("每千人口执业（助理）医师数3.2人。", "3.2人", "每千人口执业（助理）医师数"),
        ("优良率90%，满意率95%。", "95%", "满意率"),
        ("社区食堂60个日均供餐1.3万份。", "1.3万份", "日均供餐"),
        ("3个。", "3个", None),
    ],
)
def test_a_figure_measures_what_its_clause_names(text, surface, metric):
    """The head noun before the number, else after it, else from the clause before."""
    assert found(text)[surface].metric == metric


@each_row(
    ("text", "surface", "as_of"),
    [
        ("2024年，培育企业57家。", "57家", "2024"),
        ("截至2024年底，企业57家，合作社3家；农场5个。", "5个", "2024-12-31"),
        ("自2022年8月发布以来，用户突破2万人。", "2万人", "2022-08/"),
        ("2021年以来，筹集住房8万套。", "8万套", "2021/"),
        ("到2025年底力争超过5个。", "5个", "2025-12-31"),
        ("“十四五”以来新建公园60座。", "60座", "2021/"),
        ("十五五期间以来投入3亿元。", "3亿元", "2026/"),
        ("截至2024年底，发榜450项。已揭榜65项。", "65项", "2024-12-31"),
        ("2024年，优良率90%。全年减排42吨。", "42吨", "2024"),
        ("2024年，培育企业57家。品牌价值3亿元。", "3亿元", None),
        ("2024年11月以来推荐20家；目前已授信13家。", "13家", None),
        ("零售额8亿元，比2020年增长3亿元。", "3亿元", None),
        ("由2020年的1.1万元增长到2024年的1.8万元。", "1.8万元", "2024"),
        ("客流恢复到2019年的112%。", "112%", None),
        ("2024年游客恢复至2019年同期的118.6%。", "118.6%", "2024"),
        ("其中2018年以前开工、尚未交付的3187套。", "3187套", None),
        ("回收率从2020年的31%升至42%。", "31%", "2020"),
        ("回收率从2020年的31%升至42%。", "42%", None),
        ("3月底前建成8处。", "8处", None),
        ("2024年完成3件。\n全年办结4件。", "4件", None),
        ("2024年一季度，完成3件。全年办结4件。", "4件", None),
        ("2022年、2023年分别筹集房屋12套、15套。", "12套", "2022"),
        ("2022年、2023年分别筹集房屋12套、15套。", "15套", "2023"),
        ("2022年、2023年筹集房屋12套。", "12套", "2023"),
        ("2013年以来改造的户厕发现问题3个。", "3个", None),
        ("成交额40亿元，是2020年的3.2倍。", "3.2倍", None),
        ("2024年托位4个，较2022年末的2.9个多。", "2.9个", "2022-12-31"),
        ("2024年托位4个，较2022年末的2.9个提高1.1个。", "1.1个", "2024"),
        ("利用率较2019年的。新建3处。", "3处", None),
        ("排产已到2028年；上半年完工39万吨。", "39万吨", None),
        ("2023/2025年。2023—2025年，新建学校23所。", "23所", "2023/2025"),
    ],
)
def test_a_figure_holds_as_of_the_date_of_its_sentence(text, surface, as_of):
    """The last date of the sentence, until 目前; what is only compared with dates nothing."""
    assert found(text)[surface].as_of == as_of


@each_row(
    ("text", "role"),
    [
        ("力争再新增2家", FigureRole.TARGET),
        ("计划新建学校23所", FigureRole.TARGET),
        ("到2025年底建成5个", FigureRole.TARGET),
        ("按照计划，已建成5个", FigureRole.ACTUAL),
        ("建成5个", FigureRole.ACTUAL),
        ("完成年度目标的63.4%，再就业4126人", FigureRole.ACTUAL),
        ("目标是建成5个", FigureRole.TARGET),
        ("实施特聘农技员计划，选聘76名", FigureRole.ACTUAL),
        ("争取专项资金后修缮33个", FigureRole.ACTUAL),
        ("将单部补贴由15万元提高到20万元，惠及5个", FigureRole.ACTUAL),
        ("我局牵头规划布设了51条公交线路", FigureRole.ACTUAL),
        ("为确保群众出行安全，采购了22台", FigureRole.ACTUAL),
        ("计划为了群众新增5个", FigureRole.TARGET),
    ],
)
def test_a_figure_aims_where_its_sentence_does(text, role):
    """力争 and 计划 aim, unless 已 or 累计 stands after them."""
    (figure,) = [f for f in found(text).values() if f.kind.value == "count"]
    assert figure.role is role


@pytest.mark.parametrize(
    ("text", "delta"),
    [
        ("新增学位300个", Delta.NEW),
        ("累计发榜450项", Delta.CUMULATIVE),
        ("同比增长19.65%", Delta.YEAR_ON_YEAR),
        ("较上年增加5元", Delta.YEAR_ON_YEAR),
        ("覆盖率提升4.7个百分点", Delta.CHANGE),
        ("营收增长一倍", Delta.CHANGE),
        ("减少投入5元", None),
        ("企业35家", None),
    ],
)
def test_a_figure_tells_how_it_relates_to_another(text, delta):
    """新增, 累计, 同比 and 提升 say so."""
    (figure,) = found(text).values()
    assert figure.delta is delta


@each_row(
    ("text", "modifier", "low", "high", "approx", "full"),
    [
        ("超200个", "超", 200, None, True, "超200个"),
        ("突破2万人", "突破", 20000, None, True, "突破2万人"),
        ("不低于85%", "不低于", 85, None, False, "不低于85%"),
        ("近4000家", "近", None, 4000, True, "近4000家"),
        ("不足5家", "不足", None, 5, True, "不足5家"),
        ("不超过3年", "不超过", None, 3, False, "不超过3年"),
        ("约9亿元", "约", None, None, True, "约9亿元"),
        ("12分贝左右", "左右", None, None, True, "12分贝左右"),
        ("2家以上", "以上", 2, None, True, "2家以上"),
        ("65岁及以上", "及以上", 65, None, True, "65岁及以上"),
        ("6岁及以下", "及以下", None, 6, False, "6岁及以下"),
        ("8%以内", "以内", None, 8, False, "8%以内"),
        ("24小时内", "内", None, 24, False, "24小时内"),
        ("近3年内", "近内", None, 3, True, "近3年内"),
        ("占地3亩多", "多", 3, None, True, "3亩多"),
        ("2000元起", "起", 2000, None, False, "2000元起"),
        ("火灾137起", None, None, None, False, "137起"),
        ("上千场", "上", 1000, None, True, "上千场"),
        ("已签约312台", None, None, None, False, "312台"),
        ("附近3家", None, None, None, False, "3家"),
        ("加上3家", None, None, None, False, "3家"),
        ("经过3年", None, None, None, False, "3年"),
        ("3家内部机构", None, None, None, False, "3家"),
        ("5项多元服务", None, None, None, False, "5项"),
        ("约3-5家", "约", 3, 5, True, "约3-5家"),
    ],
)
def test_modifiers_bound_a_figure_and_widen_its_full_span(text, modifier, low, high, approx, full):
    """The core stays bare; the words around it are kept as bounds, text and full span."""
    (figure,) = found(text).values()
    bounds = tuple(None if bound is None else Decimal(bound) for bound in (low, high))
    assert (figure.modifier, (figure.low, figure.high), figure.approx) == (modifier, bounds, approx)
    assert text[figure.full_start : figure.full_end] == full


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("全市共有企业35家", "全市"),
        ("我区企业35家，占全市75%", "我区"),
        ("企业35家", None),
    ],
)
def test_a_figure_tells_whose_it_is(text, subject):
    """The last scope word before the figure in its sentence."""
    assert found(text)["35家"].subject == subject


def laid(*parts):
    text, blocks = "", []
    for kind, line in parts:
        blocks.append(Block(kind, len(text), len(text) + len(line)))
        text += line + "\n"
    return Layout(text, tuple(blocks))


def test_titles_hold_no_figures_and_tails_only_dates():
    """A title's year is not for comparing; of a signature and an imprint only dates count."""
    layout = laid(
        (BlockKind.TITLE, "对2025年第3件建议的答复"),
        (BlockKind.SALUTATION, "等6名代表："),
        (BlockKind.PARAGRAPH, "企业35家。"),
        (BlockKind.SIGNATURE, "2025年5月14日"),
        (BlockKind.CONTACT, "地址：中山路3座5层"),
        (BlockKind.IMPRINT, "2025年5月15日印发5份"),
    )
    assert [f.surface for f in figures(layout, None)] == ["35家", "2025年5月14日", "2025年5月15日"]


@each_row(
    ("text", "spans"),
    [
        ("保费 22.71 万元。", ["22.71 万元"]),
        ("每班 4 5 人", ["4 5 人"]),
        ("投资3. 8亿元，增长 12 . 5 %", ["3. 8亿元", "12 . 5 %"]),
        ("2 023年办理1 234 件", ["2 023年", "1 234 件"]),
        ("完成投资3 .8亿元、12 345.6万元", ["3 .8亿元", "12 345.6万元"]),
        ("1. 2024年 12 345 家", ["2024年", "345 家"]),
        ("共2. 5月底前4 家", ["5月底", "4 家"]),
        ("占 30 %", ["30 %"]),
        ("电话 55550137 2025年", ["2025年"]),
        ("　１２００户、３５％", ["１２００户", "３５％"]),
        ("22個省份、140萬人次", ["22個", "140萬人次"]),
    ],
)
def test_stray_spaces_and_wide_signs_are_inside_the_span(text, spans):
    """A span counts the characters of the clean text as they stand there."""
    assert [text[f.start : f.end] for f in figures(Layout(text, ()), None)] == spans
