// What is said in English. Territories go by their codes here, as officers and logs name them.
#include "common/domain/sentence_table.h"

namespace clearance {
namespace {

constexpr Plural PluralOf(int count) { return count == 1 ? Plural::kOne : Plural::kMany; }

}  // namespace

constexpr SentenceTable kEnglishSentences = {
    .full_stop = ".",
    .plural_of = PluralOf,
    .day = {" day", " days", " days"},
    .entry = {" entry", " entries", " entries"},
    .hour = {" hour", " hours", " hours"},
    .territories = {{{"CHN", "in CHN"}, {"KAZ", "in KAZ"}, {"ICBC", "in ICBC"}}},
    .limits = {{
        {LimitForm::kPerStay, "{days} per stay"},
        {LimitForm::kRolling, "{days} in any {window}"},
        {LimitForm::kCalendarYear, "{days} in a calendar year"},
        {LimitForm::kCalendarMonth, "{days} in a calendar month"},
        {LimitForm::kEntriesRolling, "{entries} in any {window_days}"},
        {LimitForm::kEntriesYear, "{entries} in a calendar year"},
        {LimitForm::kEntriesMonth, "{entries} in a calendar month"},
        {LimitForm::kGap, "{days} outside between two stays"},
        {LimitForm::kHoursFromMidnight, "{hours} from midnight after the entry"},
        {LimitForm::kHoursFromEntry, "{hours} from the entry"},
    }},
    .stays = {{
        {StaySentence::kMayStay,
         "May stay[ {days}][, until {date}][; the limit that binds is {limit}][ ({used} used)]."},
        {StaySentence::kWithoutLimit, "May stay without limit."},
        {StaySentence::kNoDayLeft,
         "No day is left today[: {days} used][, the limit is {limit}][; earliest entry {date}]."},
        {StaySentence::kMustLeaveBy,
         "{territory} must be left by {date} ({days}, today included)[; the limit that binds is {limit}][ ({used} "
         "used)]."},
        {StaySentence::kOverstayed,
         "[The last lawful day was {date}|No day of the stay was lawful]; {days} over[; the limit is {limit}]."},
        {StaySentence::kStrictestEnded,
         "By the strictest count [the last lawful day was {date}|no day of the stay was lawful]; by another the stay "
         "is lawful[; the limit is {limit}]."},
    }},
    .reasons = {{
        {ReasonCode::kHold, "An officer continues this crossing."},
        {ReasonCode::kDocumentListed, "The document is on the list of lost and stolen documents."},
        {ReasonCode::kStayExhausted,
         "No day of the visa-free stay [{in_territory}|in the territory] is left: [{days}|some days] used[, the limit "
         "is {limit}][; earliest entry {date}]."},
        {ReasonCode::kTooManyEntries,
         "No further entry [{in_territory}|to the territory] is allowed yet[, the limit is {limit}][; earliest entry "
         "{date}]."},
        {ReasonCode::kTooSoon,
         "Not long enough outside since the last stay [{in_territory}|in the territory][, the limit is {limit}][; "
         "earliest "
         "entry {date}]."},
        {ReasonCode::kOverstay,
         "Stayed [{days}|some days] longer [{in_territory}|in the territory] than allowed[, the limit is {limit}][; "
         "the last lawful day was {date}]."},
        {ReasonCode::kReadingsDiffer,
         "Lawful under one reading of the rules of [{territory}|the territory] and not under another[, the limit is "
         "{limit}][; by the strictest the last lawful day is {date}]."},
        {ReasonCode::kWrongSide, "ICBC is left by the side it was entered by[, which is {territory}]."},
        {ReasonCode::kDocumentNotForMovement, "This kind of document[ ({detail})] does not serve for this crossing."},
        {ReasonCode::kDocumentExpired, "The document has expired[; its last day was {date}]."},
        {ReasonCode::kDocumentKindUnknown, "The kind of document is not known."},
        {ReasonCode::kDocumentNotAuthentic,
         "The document is not established to be authentic: a check of it failed[ ({detail})]."},
        {ReasonCode::kNotCovered,
         "No visa-free rule of [{territory}|the territory] covers this nationality and document[ ({detail})]."},
        {ReasonCode::kAlreadyInside, "Recorded as already inside [{territory}|the territory][ since {date}]."},
        {ReasonCode::kNationalityDiffers,
         "The document shows another nationality than the one used to enter [{territory}|the territory]."},
        {ReasonCode::kPossibleHold, "An officer looks at the traveller and the document."},
        {ReasonCode::kHoldQuestion, "An officer has a question to the traveller."},
        {ReasonCode::kFaceDiffers,
         "The face and the portrait of the document are not established to be one person's[ ({detail})]."},
        {ReasonCode::kFaceNotTaken, "No usable picture of the face was taken[ ({detail})]."},
        {ReasonCode::kFaceInDoubt, "An officer compares the face with the document."},
        {ReasonCode::kOfficerComparesFace, "This lane runs without face matching: an officer compares the face."},
        {ReasonCode::kMinor, "A child[ of {number}]: an officer compares the face."},
        {ReasonCode::kDocumentUnreadable, "The document could not be read[ ({detail})]."},
        {ReasonCode::kDocumentCheckDigit, "A check digit or a date of the document is wrong[ ({detail})]."},
        {ReasonCode::kDocumentNotProven,
         "The authenticity of the document is not proven[ ({detail})]: an officer looks at it."},
        {ReasonCode::kTemperatureHigh, "The temperature reading is above the threshold: the health officer measures."},
        {ReasonCode::kTemperatureNotMeasured, "The temperature was not measured[ ({detail})]."},
        {ReasonCode::kBodyScanAlarm, "The body scan gave an alarm."},
        {ReasonCode::kBodyScanInvalid, "The body scan is not valid[ ({detail})]."},
        {ReasonCode::kEntryNotRecorded,
         "No entry to [{territory}|the territory] is recorded although the records are complete[ from {date}]."},
        {ReasonCode::kHistoryIncomplete,
         "The records of stays [{in_territory}|in the territory] are not complete enough to decide."},
        {ReasonCode::kInProgressElsewhere, "This traveller is being cleared at another lane[ ({detail})]."},
        {ReasonCode::kIdentityCollision,
         "A document of this number is known with another birth date, nationality or sex: an officer establishes whose "
         "it is."},
        {ReasonCode::kRenewalNotProven,
         "Stays [{in_territory}|in the territory] are recorded under another document of the same national number: an "
         "officer establishes whether both are one person's."},
        {ReasonCode::kCheckMissing, "A check this lane requires gave no result[ ({detail})]."},
        {ReasonCode::kWalkIn, "Without a booking for this time and lane[ ({detail})]: goes on as a walk-in."},
        {ReasonCode::kBookingAbuse,
         "The booking shown is not this traveller's to use[ ({detail})]: goes on as a walk-in."},
        {ReasonCode::kPoorReference,
         "The portrait of the document is of low quality: that the face matched it says less than usual."},
        {ReasonCode::kByThisPortsRecords,
         "Counted by this port's records of [{territory}|the territory][, complete from {date}]; other entries may "
         "exist."},
        {ReasonCode::kEntryMissingBeforeRecords,
         "No entry to [{territory}|the territory] is recorded; the records are complete only [from {date}|in part]."},
        {ReasonCode::kOwnNational, "Own national of [{territory}|the territory]: no rule stops this entry."},
        {ReasonCode::kDocumentRenewed,
         "The document was renewed during the stay [{in_territory}|in the territory]: it is linked with the earlier "
         "one "
         "for this exit."},
        {ReasonCode::kOtherDocumentKnown,
         "Another document of the same national number is known; its stays are not counted with this one's."},
        {ReasonCode::kStayEndsSoon,
         "The stay [{in_territory}|in the territory] is in day [{number}|?][; its last day is {date}]."},
    }},
};
static_assert(IsComplete(kEnglishSentences));

}  // namespace clearance
