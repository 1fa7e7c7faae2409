// Describe: a reason in one plain English sentence. Says facts and dates; never personal data, never advice.
#include <charconv>
#include <system_error>

#include "common/base/check.h"
#include "common/domain/reason.h"

namespace clearance {
namespace {

std::string Place(const Reason& reason) {
  return reason.territory ? " " + std::string(TerritoryName(*reason.territory)) : std::string(" the territory");
}

std::string DayCount(int days) { return std::to_string(days) + (days == 1 ? " day" : " days"); }

// The days of a reason, "some days" where they are not known.
std::string DayCount(const Reason& reason) { return reason.days ? DayCount(*reason.days) : std::string("some days"); }

std::string OnDate(const Reason& reason, std::string_view before) {
  return reason.date ? std::string(before) + FormatDate(*reason.date) : std::string();
}

std::string InBrackets(const std::string& text) { return text.empty() ? std::string() : " (" + text + ")"; }

// Reads the leading whole number of `text` and takes it away together with a dash behind it.
std::optional<int> TakeNumber(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('-')) text.remove_prefix(1);
  return number;
}

// "CHN-KAZ/rolling-90-180" → "90 days in any 180"; "ICBC/per-stay-30" → "30 days per stay"; any other id as it is.
std::string LimitInWords(const std::string& id) {
  constexpr std::string_view kPerStay = "per-stay-";
  constexpr std::string_view kRolling = "rolling-";
  const std::size_t slash = id.find('/');
  std::string_view rest = slash == std::string::npos ? std::string_view() : std::string_view(id).substr(slash + 1);
  if (rest.starts_with(kPerStay)) {
    rest.remove_prefix(kPerStay.size());
    if (const auto max = TakeNumber(rest); max && rest.empty()) return DayCount(*max) + " per stay";
  } else if (rest.starts_with(kRolling)) {
    rest.remove_prefix(kRolling.size());
    const auto max = TakeNumber(rest);
    const auto window = TakeNumber(rest);
    if (max && window && rest.empty()) return DayCount(*max) + " in any " + std::to_string(*window);
  }
  return id;
}

std::string LimitClause(const Reason& reason) {
  return reason.limit.empty() ? std::string() : ", the limit is " + LimitInWords(reason.limit);
}

std::string DescribeStay(const Reason& reason) {
  switch (reason.code) {
    case ReasonCode::kStayExhausted:
      return "No day of the visa-free stay in" + Place(reason) + " is left: " + DayCount(reason) + " used" +
             LimitClause(reason) + OnDate(reason, "; earliest entry ") + ".";
    case ReasonCode::kOverstay:
      return "Stayed " + DayCount(reason) + " longer in" + Place(reason) + " than allowed" + LimitClause(reason) +
             OnDate(reason, "; the last lawful day was ") + ".";
    case ReasonCode::kReadingsDiffer:
      return "Lawful under one reading of the rules of" + Place(reason) + " and not under another" +
             LimitClause(reason) + OnDate(reason, "; by the strictest the last lawful day is ") + ".";
    case ReasonCode::kStayEndsSoon:
      return "The stay in" + Place(reason) + " is in day " + (reason.days ? std::to_string(*reason.days) : "?") +
             OnDate(reason, "; its last day is ") + ".";
    case ReasonCode::kAlreadyInside:
      return "Recorded as already inside" + Place(reason) + OnDate(reason, " since ") + ".";
    case ReasonCode::kEntryNotRecorded:
      return "No entry to" + Place(reason) + " is recorded although the records are complete" +
             OnDate(reason, " from ") + ".";
    case ReasonCode::kEntryMissingBeforeRecords:
      return "No entry to" + Place(reason) + " is recorded; the records are complete only" +
             (reason.date ? OnDate(reason, " from ") : std::string(" in part")) + ".";
    case ReasonCode::kHistoryIncomplete:
      return "The records of stays in" + Place(reason) + " are not complete enough to decide.";
    case ReasonCode::kByThisPortsRecords:
      return "Counted by this port's records of" + Place(reason) + OnDate(reason, ", complete from ") +
             "; other entries may exist.";
    default:
      return std::string();
  }
}

std::string DescribeRule(const Reason& reason) {
  switch (reason.code) {
    case ReasonCode::kWrongSide:
      return "ICBC is left by the side it was entered by" +
             (reason.territory ? ", which is" + Place(reason) : std::string()) + ".";
    case ReasonCode::kDocumentNotForMovement:
      return "This kind of document" + InBrackets(reason.detail) + " does not serve for this crossing.";
    case ReasonCode::kDocumentExpired:
      return "The document has expired" + OnDate(reason, "; its last day was ") + ".";
    case ReasonCode::kDocumentKindUnknown:
      return "The kind of document is not known.";
    case ReasonCode::kNotCovered:
      return "No visa-free rule of" + Place(reason) + " covers this nationality and document" +
             InBrackets(reason.detail) + ".";
    case ReasonCode::kNationalityDiffers:
      return "The document shows another nationality than the one used to enter" + Place(reason) + ".";
    case ReasonCode::kInProgressElsewhere:
      return "This traveller is being cleared at another lane" + InBrackets(reason.detail) + ".";
    case ReasonCode::kWalkIn:
      return "Without a booking for this time and lane" + InBrackets(reason.detail) + ": goes on as a walk-in.";
    case ReasonCode::kBookingAbuse:
      return "The booking shown is not this traveller's to use" + InBrackets(reason.detail) + ": goes on as a walk-in.";
    case ReasonCode::kOwnNational:
      return "Own national of" + Place(reason) + ": no rule stops this entry.";
    default:
      return std::string();
  }
}

std::string DescribeCheck(const Reason& reason) {
  switch (reason.code) {
    case ReasonCode::kFaceDiffers:
      return "The face and the portrait of the document are not established to be one person's" +
             InBrackets(reason.detail) + ".";
    case ReasonCode::kFaceNotTaken:
      return "No usable picture of the face was taken" + InBrackets(reason.detail) + ".";
    case ReasonCode::kOfficerComparesFace:
      return "This lane runs without face matching: an officer compares the face.";
    case ReasonCode::kMinor:
      return "A child" + (reason.days ? " of " + std::to_string(*reason.days) : std::string()) +
             ": an officer compares the face.";
    case ReasonCode::kDocumentUnreadable:
      return "The document could not be read" + InBrackets(reason.detail) + ".";
    case ReasonCode::kDocumentCheckDigit:
      return "A check digit or a date of the document is wrong" + InBrackets(reason.detail) + ".";
    case ReasonCode::kTemperatureHigh:
      return "The temperature reading is above the threshold: the health officer measures.";
    case ReasonCode::kTemperatureNotMeasured:
      return "The temperature was not measured" + InBrackets(reason.detail) + ".";
    case ReasonCode::kBodyScanAlarm:
      return "The body scan gave an alarm.";
    case ReasonCode::kBodyScanInvalid:
      return "The body scan is not valid" + InBrackets(reason.detail) + ".";
    case ReasonCode::kCheckMissing:
      return "A check this lane requires gave no result" + InBrackets(reason.detail) + ".";
    default:
      return std::string();
  }
}

}  // namespace

std::string Describe(const Reason& reason) {
  for (const auto describe : {DescribeStay, DescribeRule, DescribeCheck}) {
    if (std::string sentence = describe(reason); !sentence.empty()) return sentence;
  }
  CheckFailed(__FILE__, __LINE__, "a reason code with a sentence");
}

}  // namespace clearance
