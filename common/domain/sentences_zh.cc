// What is said in Chinese (simplified). Nouns have one form, and no space divides them from their number.
#include "common/domain/sentence_table.h"

namespace clearance {
namespace {

constexpr Plural PluralOf(int) { return Plural::kMany; }

}  // namespace

constexpr SentenceTable kChineseSentences = {
    .full_stop = "。",
    .plural_of = PluralOf,
    .day = {.many = "天"},
    .entry = {.many = "次"},
    .hour = {.many = "小时"},
    .territories = {{{"中国", "在中国"},
                     {"哈萨克斯坦", "在哈萨克斯坦"},
                     {"霍尔果斯国际边境合作中心", "在霍尔果斯国际边境合作中心"}}},
    .limits = {{
        {LimitForm::kPerStay, "每次停留{days}"},
        {LimitForm::kRolling, "任意{window_days}内{days}"},
        {LimitForm::kCalendarYear, "一个日历年内{days}"},
        {LimitForm::kCalendarMonth, "一个日历月内{days}"},
        {LimitForm::kEntriesRolling, "任意{window_days}内入境{entries}"},
        {LimitForm::kEntriesYear, "一个日历年内入境{entries}"},
        {LimitForm::kEntriesMonth, "一个日历月内入境{entries}"},
        {LimitForm::kGap, "两次停留之间在境外{days}"},
        {LimitForm::kHoursFromMidnight, "自入境次日零时起{hours}"},
        {LimitForm::kHoursFromEntry, "自入境时起{hours}"},
    }},
    .stays = {{
        {StaySentence::kMayStay, "可停留[{days}][，至{date}止][；适用限额为{limit}][（已用{used}天）]。"},
        {StaySentence::kWithoutLimit, "停留不受天数限制。"},
        {StaySentence::kNoDayLeft, "今日已无可用停留天数[：已用{days}][，限额为{limit}][；最早可入境日期为{date}]。"},
        {StaySentence::kMustLeaveBy,
         "最迟须于{date}离开{territory}（含今日还有{days}）[；适用限额为{limit}][（已用{used}天）]。"},
        {StaySentence::kOverstayed, "[最后合法停留日为{date}|本次停留没有一天合法]；已超期{days}[；限额为{limit}]。"},
        {StaySentence::kStrictestEnded,
         "按最严格的计算方法，[最后合法停留日为{date}|本次停留没有一天合法]；按另一种计算方法，停留合法[；限额为{limit}"
         "]。"},
    }},
    .reasons = {{
        {ReasonCode::kHold, "由检查人员继续办理。"},
        {ReasonCode::kDocumentListed, "该证件在遗失或被盗证件名单上。"},
        {ReasonCode::kStayExhausted,
         "[{in_territory}|在该区域]的免签停留天数已用完[：已用{days}][，限额为{limit}][；最早可入境日期为{date}]。"},
        {ReasonCode::kTooManyEntries,
         "[{in_territory}|在该区域]的入境次数已用完[，限额为{limit}][；最早可入境日期为{date}]。"},
        {ReasonCode::kTooSoon,
         "距上次[{in_territory}|在该区域]停留的间隔不足[，限额为{limit}][；最早可入境日期为{date}]。"},
        {ReasonCode::kOverstay,
         "[{in_territory}|在该区域]停留超过允许期限[{days}][，限额为{limit}][；最后合法停留日为{date}]。"},
        {ReasonCode::kReadingsDiffer,
         "[{in_territory}|在该区域]的停留按规则的一种解释合法，按另一种解释不合法[，限额为{limit}]["
         "；按最严格的解释，最后合法停留日为{date}]。"},
        {ReasonCode::kWrongSide, "须从进入时的一侧离开霍尔果斯国际边境合作中心[，即{territory}一侧]。"},
        {ReasonCode::kDocumentNotForMovement, "此类证件[（{detail}）]不适用于本次通行。"},
        {ReasonCode::kDocumentExpired, "证件已过期[；有效期至{date}]。"},
        {ReasonCode::kDocumentKindUnknown, "证件种类不明。"},
        {ReasonCode::kDocumentNotAuthentic, "证件真伪查验有一项未通过[（{detail}）]。"},
        {ReasonCode::kNotCovered, "[{territory}|该区域]没有适用于此国籍和证件[（{detail}）]的免签规定。"},
        {ReasonCode::kAlreadyInside, "记录显示，旅客[自{date}起]已[{in_territory}|在该区域]停留。"},
        {ReasonCode::kNationalityDiffers, "证件所示国籍与进入[{territory}|该区域]时所用国籍不同。"},
        {ReasonCode::kPossibleHold, "由检查人员核对旅客与证件。"},
        {ReasonCode::kHoldQuestion, "检查人员有问题需要询问旅客。"},
        {ReasonCode::kFaceDiffers, "无法确认面部与证件照片为同一人[（{detail}）]。"},
        {ReasonCode::kFaceNotTaken, "未能采集到可用的面部图像[（{detail}）]。"},
        {ReasonCode::kFaceInDoubt, "由检查人员核对面部与证件。"},
        {ReasonCode::kOfficerComparesFace, "本通道不进行人脸比对：由检查人员核对面部。"},
        {ReasonCode::kMinor, "儿童[（{number}岁）]：由检查人员核对面部。"},
        {ReasonCode::kDocumentUnreadable, "无法读取证件[（{detail}）]。"},
        {ReasonCode::kDocumentCheckDigit, "证件的校验码或日期有误[（{detail}）]。"},
        {ReasonCode::kDocumentNotProven, "证件的真实性未得到证实[（{detail}）]：由检查人员查验。"},
        {ReasonCode::kTemperatureHigh, "体温读数高于阈值：由卫生检疫人员测量。"},
        {ReasonCode::kTemperatureNotMeasured, "未测得体温[（{detail}）]。"},
        {ReasonCode::kBodyScanAlarm, "人体扫描发出警报。"},
        {ReasonCode::kBodyScanInvalid, "人体扫描结果无效[（{detail}）]。"},
        {ReasonCode::kEntryNotRecorded, "[自{date}起]记录完整，但没有进入[{territory}|该区域]的记录。"},
        {ReasonCode::kHistoryIncomplete, "[{in_territory}|在该区域]的停留记录不够完整，无法作出判断。"},
        {ReasonCode::kInProgressElsewhere, "该旅客正在另一通道[（{detail}）]办理通关。"},
        {ReasonCode::kIdentityCollision,
         "同一号码的证件已有记录，但出生日期、国籍或性别不同：由检查人员确认证件归属。"},
        {ReasonCode::kRenewalNotProven,
         "[{in_territory}|在该区域]的停留记录在同一公民身份号码的另一证件名下：由检查人员确认是否为同一人。"},
        {ReasonCode::kCheckMissing, "本通道必需的一项检查没有结果[（{detail}）]。"},
        {ReasonCode::kWalkIn, "没有此时段和此通道的预约[（{detail}）]：按无预约旅客办理。"},
        {ReasonCode::kBookingAbuse, "该旅客无权使用所出示的预约[（{detail}）]：按无预约旅客办理。"},
        {ReasonCode::kPoorReference, "证件照片质量较低：人脸比对一致的结果不如平常可靠。"},
        {ReasonCode::kByThisPortsRecords,
         "按本口岸关于[{territory}|该区域]的记录计算[，记录自{date}起完整]；可能还有其他入境。"},
        {ReasonCode::kEntryMissingBeforeRecords,
         "没有进入[{territory}|该区域]的记录；记录[自{date}起才完整|仅部分完整]。"},
        {ReasonCode::kOwnNational, "旅客为[{territory}|本国]公民：没有任何规定阻止本次入境。"},
        {ReasonCode::kDocumentRenewed, "[{in_territory}|在该区域]停留期间更换了证件：本次出境已与原证件关联。"},
        {ReasonCode::kOtherDocumentKnown, "同一公民身份号码的另一证件已有记录；其停留不与本证件合并计算。"},
        {ReasonCode::kStayEndsSoon, "[{in_territory}|在该区域]的停留[已到第{number}天|即将到期][；最后一天为{date}]。"},
    }},
};
static_assert(IsComplete(kChineseSentences));

}  // namespace clearance
