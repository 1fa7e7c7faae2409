// Decide, crossing by crossing: the worked examples of the domain page.
#include "common/rules/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rules/stay_rules.h"
#include "common/zones/zone_source.h"

namespace clearance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum Territory;

Instant Utc(const char* text) {
  const auto instant = ParseInstant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return *instant;
}

// 2026-11-22 14:00 in China, 11:00 in Kazakhstan.
const Instant kNow = Utc("2026-11-22T06:00:00Z");
constexpr Date kToday = MakeDate(2026, 11, 22);

Document Of(const char* nationality, DocumentKind kind = DocumentKind::kOrdinaryPassport) {
  return {.kind = kind,
          .issuing_state = nationality,
          .number = "N1",
          .nationality = nationality,
          .birth_date = MakeDate(1990, 5, 1),
          .expiry_date = MakeDate(2030, 1, 1)};
}

std::vector<Finding> AllPassed() {
  std::vector<Finding> findings;
  for (const CheckKind check : kAllCheckKinds) {
    findings.push_back({.check = check, .result = FindingResult::kPassed});
  }
  return findings;
}

TravelHistory Complete(std::vector<Stay> stays) {
  return {.stays = std::move(stays), .complete_from = MakeDate(2020, 1, 1), .covers_all_ports = true};
}

Stay Closed(Territory territory, Date entry, Date exit, const char* nationality) {
  return {.territory = territory, .entry = entry, .exit = exit, .nationality = nationality};
}

Stay Open(Territory territory, Date entry, const char* nationality, Territory from) {
  return {.territory = territory, .entry = entry, .entered_from = from, .nationality = nationality};
}

class DecideTest : public ::testing::Test {
 protected:
  DecideTest() : zones_(*MakeZoneTable()) {}

  // A crossing with nothing against it: everything passed, a valid booking, complete records.
  static CrossingFacts Crossing(const Document& document, Movement movement, Sides sides) {
    CrossingFacts facts;
    facts.request.lane = {.lane_id = "gate-1/a", .port = "KHORGOS", .movement = movement, .sides = sides};
    facts.request.document = document;
    facts.request.findings = AllPassed();
    facts.exited = Complete({});
    facts.entered = Complete({});
    facts.booking = BookingUse::kValid;
    facts.now = kNow;
    return facts;
  }

  static CrossingFacts Entry(const Document& document, Movement movement) {
    return Crossing(document, movement, {.entry = true});
  }
  static CrossingFacts Exit(const Document& document, Movement movement) {
    return Crossing(document, movement, {.exit = true});
  }

  Decision Answer(const CrossingFacts& facts) const { return Decide(facts, book_, zones_); }

  std::vector<ReasonCode> Codes(const CrossingFacts& facts) const {
    std::vector<ReasonCode> codes;
    for (const Reason& reason : Answer(facts).reasons) codes.push_back(reason.code);
    return codes;
  }

  static void SetFinding(CrossingFacts& facts, CheckKind check, FindingResult result,
                         FindingCause cause = FindingCause::kNone) {
    for (Finding& finding : facts.request.findings) {
      if (finding.check == check) finding = {.check = check, .result = result, .cause = cause};
    }
  }

  RuleBook book_ = KhorgosRuleBook();
  ZoneTable zones_;
  const Movement kaz_chn_{kKaz, kChn};
  const Movement chn_kaz_{kChn, kKaz};
  const Movement kaz_icbc_{kKaz, kIcbc};
  const Movement icbc_kaz_{kIcbc, kKaz};
  const Movement chn_icbc_{kChn, kIcbc};
  const Movement icbc_chn_{kIcbc, kChn};
  const Sides both_{.exit = true, .entry = true};
};

// 88, 89 and 90 days used before today.
std::vector<Stay> DaysUsedInChina(int days) {
  const Date first = MakeDate(2026, 6, 1);
  std::vector<Stay> stays;
  for (Date begin = first; days > 0; begin += Days(40)) {
    const int length = std::min(days, 30);
    stays.push_back(Closed(kChn, begin, begin + Days(length - 1), "KAZ"));
    days -= length;
  }
  return stays;
}

TEST_F(DecideTest, DocumentsOfTheZoneByGate) {
  EXPECT_THAT(Codes(Crossing(Of("KAZ", DocumentKind::kIdentityCard), kaz_icbc_, both_)), IsEmpty());
  EXPECT_THAT(Codes(Crossing(Of("CHN", DocumentKind::kExitEntryPermit), chn_icbc_, both_)), IsEmpty());
  EXPECT_THAT(Codes(Crossing(Of("KAZ", DocumentKind::kIdentityCard), chn_icbc_, {.entry = true})),
              ElementsAre(ReasonCode::kDocumentNotForMovement));
}

TEST_F(DecideTest, DayEightyNineNinetyAndNinetyOneOfNinety) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered = Complete(DaysUsedInChina(88));
  Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.stay->must_leave_by, MakeDate(2026, 11, 23));
  EXPECT_EQ(decision.stay->binding_limit, "CHN-KAZ/rolling-90-180");

  facts.entered = Complete(DaysUsedInChina(89));
  decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.stay->must_leave_by, kToday);

  facts.entered = Complete(DaysUsedInChina(90));
  decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kRefer);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(Describe(decision.reasons[0]),
            "No day of the visa-free stay in CHN is left: 90 days used, the limit is 90 days in any 180; "
            "earliest entry 2026-11-28.");
  EXPECT_EQ(decision.stay->longest_stay_days, 0);
  EXPECT_EQ(decision.stay->earliest_entry, MakeDate(2026, 11, 28));
}

TEST_F(DecideTest, TheThirtyDayLimitBindsFirst) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered = Complete(DaysUsedInChina(30));
  const Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.stay->binding_limit, "CHN-KAZ/per-stay-30");
  EXPECT_EQ(decision.stay->must_leave_by, MakeDate(2026, 12, 21));
  EXPECT_EQ(decision.stay->regime, "CHN-KAZ");
  EXPECT_EQ(decision.completeness, HistoryCompleteness::kComplete);
  EXPECT_EQ(decision.rule_book_version, book_.version);
}

TEST_F(DecideTest, SaysWhetherTheStayBeginsOrEnds) {
  EXPECT_EQ(Answer(Entry(Of("KAZ"), kaz_chn_)).stay_side, Side::kEntry);
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  EXPECT_EQ(Answer(facts).stay_side, std::nullopt) << "no stay is known";
  facts.exited = Complete({Open(kChn, kToday, "KAZ", kKaz)});
  EXPECT_EQ(Answer(facts).stay_side, Side::kExit);
  facts = Crossing(Of("KAZ"), chn_icbc_, both_);
  facts.exited = Complete({Open(kChn, kToday, "KAZ", kKaz)});
  EXPECT_EQ(Answer(facts).stay->territory, kIcbc);
  EXPECT_EQ(Answer(facts).stay_side, Side::kEntry);
}

TEST_F(DecideTest, OverstayIsNamedInDaysAndStillGoesOut) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  const Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kRefer);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0], (Reason{.code = ReasonCode::kOverstay,
                                         .side = Side::kExit,
                                         .territory = kChn,
                                         .days = 5,
                                         .date = kToday - Days(5),
                                         .limit = "CHN-KAZ/per-stay-30"}));
  EXPECT_EQ(decision.stay->unlawful_days, 5);
  facts.exited.stays[0].entry = kToday - Days(29);
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(DecideTest, AnOverstayIsNeverDeclaredFromAnIncompleteRecord) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  facts.exited.covers_all_ports = false;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
  facts.exited.covers_all_ports = true;
  facts.exited.complete_from = kToday - Days(20);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
}

TEST_F(DecideTest, ReadingsDifferWhereKazakhstanHasNotSaid) {
  // 80 days used at entry; the first of them leave the window during the stay. Fixed at entry: 10 days. Rolling: 30.
  CrossingFacts facts = Exit(Of("CHN"), {kKaz, kChn});
  const Date entry = kToday - Days(19);
  facts.exited = Complete({Closed(kKaz, entry - Days(178), entry - Days(99), "CHN"), Open(kKaz, entry, "CHN", kChn)});
  facts.request.lane.sides = {.exit = true};
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kReadingsDiffer);
  EXPECT_EQ(decision.reasons[0].days, 10);
  EXPECT_EQ(decision.stay->must_leave_by, entry + Days(9)) << "the printed date is the strictest";
  EXPECT_EQ(decision.stay->unlawful_days, 0) << "lawful under one reading";
  // In China the reading is published: the same record is an overstay there.
  facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Closed(kChn, entry - Days(178), entry - Days(99), "KAZ"), Open(kChn, entry, "KAZ", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOverstay));
}

TEST_F(DecideTest, TheZoneIsLeftByTheSideItWasEnteredBy) {
  CrossingFacts facts = Crossing(Of("CHN"), icbc_chn_, both_);
  facts.exited = Complete({Open(kIcbc, kToday, "CHN", kChn)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOwnNational));
  facts = Crossing(Of("CHN"), icbc_kaz_, both_);
  facts.exited = Complete({Open(kIcbc, kToday, "CHN", kChn)});
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kWrongSide);
  EXPECT_EQ(decision.reasons[0].territory, kChn);
}

TEST_F(DecideTest, TheEndOfAStayInTheZoneIsAnnouncedFromDay25) {
  CrossingFacts facts = Crossing(Of("DEU"), icbc_kaz_, {.exit = true});
  const auto codes_on_day = [&](int day) {
    facts.exited = Complete({Open(kIcbc, kToday - Days(day - 1), "DEU", kKaz)});
    return Codes(facts);
  };
  EXPECT_THAT(codes_on_day(24), IsEmpty());
  EXPECT_THAT(codes_on_day(25), ElementsAre(ReasonCode::kStayEndsSoon));
  EXPECT_THAT(codes_on_day(30), ElementsAre(ReasonCode::kStayEndsSoon));
  EXPECT_THAT(codes_on_day(31), ElementsAre(ReasonCode::kOverstay));
}

TEST_F(DecideTest, AnOwnNationalComesHomeWithEverythingWrongButIdentity) {
  CrossingFacts facts = Crossing(Of("KAZ", DocumentKind::kCertificateOfReturn), icbc_kaz_, both_);
  facts.request.document.expiry_date = MakeDate(2020, 1, 1);
  facts.request.findings = {{.check = CheckKind::kDocument, .result = FindingResult::kPassed},
                            {.check = CheckKind::kFace, .result = FindingResult::kPassed}};
  SetFinding(facts, CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature);
  facts.request.findings.push_back(
      {.check = CheckKind::kTemperature, .result = FindingResult::kFailed, .cause = FindingCause::kAboveThreshold});
  facts.booking = BookingUse::kNone;
  facts.exited = Complete({Open(kIcbc, kToday - Days(60), "CHN", kChn)});
  facts.entered = Complete({Open(kKaz, kToday - Days(300), "KAZ", kChn)});
  const Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.reasons.back().code, ReasonCode::kOwnNational);
}

TEST_F(DecideTest, DoubtAboutWhoAnOwnNationalIsCallsAnOfficer) {
  const CrossingFacts home = Crossing(Of("KAZ"), chn_kaz_, {.entry = true});
  const auto primary = [&](CheckKind check, FindingResult result, FindingCause cause) {
    CrossingFacts facts = home;
    SetFinding(facts, check, result, cause);
    const Decision decision = Answer(facts);
    EXPECT_EQ(decision.verdict, Verdict::kRefer);
    return decision.reasons[0].code;
  };
  using enum FindingResult;
  EXPECT_EQ(primary(CheckKind::kFace, kFailed, FindingCause::kFaceDiffers), ReasonCode::kFaceDiffers);
  EXPECT_EQ(primary(CheckKind::kFace, kNotPerformed, FindingCause::kCaptureDeclined), ReasonCode::kFaceNotTaken);
  EXPECT_EQ(primary(CheckKind::kDocument, kFailed, FindingCause::kUnreadable), ReasonCode::kDocumentUnreadable);
  EXPECT_EQ(primary(CheckKind::kDocument, kFailed, FindingCause::kCheckDigitWrong), ReasonCode::kDocumentCheckDigit);
  EXPECT_EQ(primary(CheckKind::kDocument, kFailed, FindingCause::kKindUnknown), ReasonCode::kDocumentKindUnknown);
  CrossingFacts unknown = home;
  unknown.request.document.kind = DocumentKind::kUnknown;
  EXPECT_THAT(Codes(unknown), ElementsAre(ReasonCode::kDocumentKindUnknown, ReasonCode::kOwnNational));
}

TEST_F(DecideTest, TheOtherStatesExitRulesHoldForAnOwnNationalOnTheWayHome) {
  // A joint lane decides China's exit as well: China's overstay stays a case, Kazakhstan's entry adds none.
  CrossingFacts facts = Crossing(Of("KAZ"), chn_kaz_, both_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOverstay, ReasonCode::kOwnNational));
  facts.request.lane.sides = {.entry = true};
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOwnNational));
}

TEST_F(DecideTest, AMissingEntryIsANoteBeforeTheRecordsAndACaseAfter) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryNotRecorded));
  facts.exited.complete_from = kToday - Days(29);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryNotRecorded));
  facts.exited.complete_from = kToday - Days(28);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryMissingBeforeRecords));
  facts.exited.complete_from.reset();
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryMissingBeforeRecords));
  facts.exited = Complete({});
  facts.exited.covers_all_ports = false;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryMissingBeforeRecords)) << "they may have entered elsewhere";
  facts = Exit(Of("CHN"), chn_kaz_);
  EXPECT_THAT(Codes(facts), IsEmpty()) << "nobody has to enter their own state before leaving it";
}

TEST_F(DecideTest, AnIncompleteWindowIsANoteOrAnOfficerAsTheBookSays) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered.covers_all_ports = false;
  Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kByThisPortsRecords));
  EXPECT_EQ(decision.completeness, HistoryCompleteness::kThisPortOnly);
  facts.entered.complete_from.reset();
  EXPECT_EQ(Answer(facts).completeness, HistoryCompleteness::kUnknown);
  book_.incomplete_history = IncompleteHistory::kRefer;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
  facts = Crossing(Of("KAZ", DocumentKind::kIdentityCard), kaz_icbc_, both_);
  facts.entered = TravelHistory();
  EXPECT_THAT(Codes(facts), IsEmpty()) << "a limit per stay asks for no history";
}

TEST_F(DecideTest, AnOpenEndIsAdmittedOnlyIfBothBoundsAdmit) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  Stay lost = Open(kChn, kToday - Days(120), "KAZ", kKaz);
  lost.exit_unknown = true;
  facts.entered = Complete({lost, Closed(kChn, kToday - Days(20), kToday - Days(18), "KAZ")});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
  facts.entered.stays[0].entry = kToday - Days(60);
  EXPECT_THAT(Codes(facts), IsEmpty()) << "at most 41 + 2 days";
}

TEST_F(DecideTest, InWhileRecordedInside) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered = Complete({Open(kChn, kToday - Days(3), "KAZ", kKaz)});
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kAlreadyInside);
  EXPECT_EQ(decision.reasons[0].date, kToday - Days(3));
}

TEST_F(DecideTest, NotCoveredIsNotAdmitted) {
  const Decision decision = Answer(Entry(Of("DEU"), kaz_chn_));
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kNotCovered);
  EXPECT_EQ(decision.stay, std::nullopt);
}

TEST_F(DecideTest, ADeclaredPurposeMustBeCovered) {
  for (Regime& regime : book_.regimes) regime.purposes = {Purpose::kTourism, Purpose::kTransit};
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  EXPECT_EQ(Answer(facts).verdict, Verdict::kAdmit) << "what nobody declared is not held against anybody";
  facts.request.purpose = Purpose::kTransit;
  EXPECT_EQ(Answer(facts).verdict, Verdict::kAdmit);
  facts.request.purpose = Purpose::kWork;
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kNotCovered);
  EXPECT_EQ(decision.reasons[0].detail, "WORK");
}

TEST_F(DecideTest, AnotherNationalityThanAtEntryIsReferred) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(3), "DEU", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kNationalityDiffers));
  facts = Exit(Of("CHN"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(3), "KAZ", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kNationalityDiffers)) << "never silently exempt";
}

TEST_F(DecideTest, ADocumentIsValidOnItsLastDay) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(3), "KAZ", kKaz)});
  facts.request.document.expiry_date = kToday;
  EXPECT_THAT(Codes(facts), IsEmpty());
  facts.request.document.expiry_date = kToday - Days(1);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kDocumentExpired));
  facts.request.document.expiry_date.reset();
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(DecideTest, FindingsThatAreMissingOrNotInOrder) {
  const auto codes = [&](CheckKind check, FindingResult result, FindingCause cause, ServiceLevel level) {
    CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
    SetFinding(facts, check, result, cause);
    facts.request.level = level;
    return Codes(facts);
  };
  using enum FindingResult;
  const auto full = ServiceLevel::kFull;
  const auto unscreened = ServiceLevel::kNoScreening;
  EXPECT_THAT(codes(CheckKind::kTemperature, kFailed, FindingCause::kAboveThreshold, full),
              ElementsAre(ReasonCode::kTemperatureHigh));
  EXPECT_THAT(codes(CheckKind::kTemperature, kNotPerformed, FindingCause::kNotMeasured, full),
              ElementsAre(ReasonCode::kTemperatureNotMeasured));
  EXPECT_THAT(codes(CheckKind::kTemperature, kNotPerformed, FindingCause::kNotMeasured, unscreened), IsEmpty());
  EXPECT_THAT(codes(CheckKind::kTemperature, kFailed, FindingCause::kAboveThreshold, unscreened),
              ElementsAre(ReasonCode::kTemperatureHigh));
  EXPECT_THAT(codes(CheckKind::kBodyScan, kFailed, FindingCause::kAlarm, full),
              ElementsAre(ReasonCode::kBodyScanAlarm));
  EXPECT_THAT(codes(CheckKind::kBodyScan, kDoubtful, FindingCause::kInvalidScan, full),
              ElementsAre(ReasonCode::kBodyScanInvalid));
  EXPECT_THAT(codes(CheckKind::kFace, kDoubtful, FindingCause::kPoorQuality, full),
              ElementsAre(ReasonCode::kFaceNotTaken));
  EXPECT_THAT(codes(CheckKind::kFace, kDoubtful, FindingCause::kNone, full), ElementsAre(ReasonCode::kFaceDiffers));
  EXPECT_THAT(codes(CheckKind::kFace, kNotPerformed, FindingCause::kNone, full),
              ElementsAre(ReasonCode::kFaceNotTaken));
  EXPECT_THAT(codes(CheckKind::kFace, kNotPerformed, FindingCause::kNone, ServiceLevel::kNoBiometrics),
              ElementsAre(ReasonCode::kOfficerComparesFace));
  CrossingFacts bare = Entry(Of("KAZ"), kaz_chn_);
  bare.request.findings.clear();
  EXPECT_THAT(Codes(bare), ElementsAre(ReasonCode::kCheckMissing, ReasonCode::kCheckMissing, ReasonCode::kCheckMissing,
                                       ReasonCode::kCheckMissing));
  bare.request.level = ServiceLevel::kManual;
  EXPECT_THAT(Codes(bare), ElementsAre(ReasonCode::kOfficerComparesFace, ReasonCode::kCheckMissing));
}

TEST_F(DecideTest, NoMachineJudgesAChildsFace) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.request.document.birth_date = MakeDate(2012, 11, 23);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kMinor));
  facts.request.document.birth_date = MakeDate(2012, 11, 22);
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(DecideTest, ABookingNeverChangesTheVerdict) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  const auto note = [&](BookingUse use, FindingCause lane) {
    facts.booking = use;
    SetFinding(facts, CheckKind::kBooking, FindingResult::kFailed, lane);
    const Decision decision = Answer(facts);
    EXPECT_EQ(decision.verdict, Verdict::kAdmit);
    return decision.reasons.empty()
               ? std::string()
               : std::string(ReasonCodeName(decision.reasons[0].code)) + " " + decision.reasons[0].detail;
  };
  EXPECT_EQ(note(BookingUse::kValid, FindingCause::kNone), "");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kNone), "WALK_IN NO_BOOKING");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kTooEarly), "WALK_IN TOO_EARLY");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kBadSignature), "BOOKING_ABUSE BAD_SIGNATURE");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kMalformed), "WALK_IN MALFORMED");
  EXPECT_EQ(note(BookingUse::kTooLate, FindingCause::kNone), "WALK_IN TOO_LATE");
  EXPECT_EQ(note(BookingUse::kWrongPort, FindingCause::kNone), "WALK_IN WRONG_PORT");
  EXPECT_EQ(note(BookingUse::kCancelled, FindingCause::kNone), "WALK_IN CANCELLED");
  EXPECT_EQ(note(BookingUse::kUnknownBooking, FindingCause::kNone), "WALK_IN NO_BOOKING");
  EXPECT_EQ(note(BookingUse::kSecondUse, FindingCause::kNone), "BOOKING_ABUSE SECOND_USE");
  EXPECT_EQ(note(BookingUse::kOtherDocument, FindingCause::kNone), "BOOKING_ABUSE OTHER_DOCUMENT");
  facts.request.findings.clear();
  facts.request.findings = AllPassed();
  facts.booking = BookingUse::kTooEarly;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kWalkIn)) << "the centre knows better than the lane";
  facts = Exit(Of("CHN"), chn_kaz_);
  facts.booking = BookingUse::kNone;
  EXPECT_THAT(Codes(facts), IsEmpty()) << "leaving needs no booking";
}

TEST_F(DecideTest, OnePersonAtTwoGatesIsInProgressAtOne) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.in_progress = {.lane_id = "gate-2/b", .until = kNow + std::chrono::seconds(1)};
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kInProgressElsewhere);
  EXPECT_EQ(decision.reasons[0].detail, "gate-2/b");
  facts.in_progress->until = kNow;
  EXPECT_THAT(Codes(facts), IsEmpty()) << "it has lapsed";
  facts.in_progress = {.lane_id = "gate-1/a", .until = kNow + std::chrono::seconds(1)};
  EXPECT_THAT(Codes(facts), IsEmpty()) << "the same lane asks again";
}

TEST_F(DecideTest, ADecisionEndsWithItsLeaseOrWithTheDay) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  EXPECT_EQ(Answer(facts).valid_until, kNow + book_.decision_lease);
  facts.now = Utc("2026-11-22T15:59:30Z");
  EXPECT_EQ(Answer(facts).valid_until, Utc("2026-11-22T16:00:00Z")) << "midnight in China";
  facts.now = Utc("2026-11-22T18:59:30Z");
  EXPECT_EQ(Answer(facts).valid_until, Utc("2026-11-22T19:00:00Z")) << "midnight in Kazakhstan";
  facts = Crossing(Of("KAZ", DocumentKind::kIdentityCard), kaz_icbc_, both_);
  facts.now = Utc("2026-11-22T15:59:30Z");
  EXPECT_EQ(Answer(facts).valid_until, facts.now + book_.decision_lease) << "the zone keeps the gate's own day";
}

TEST_F(DecideTest, ALimitIsTestedOnTheDayOfTheTerritoryWhoseLimitItIs) {
  // 17:00 UTC: the 23rd in China, still the 22nd in Kazakhstan.
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.now = Utc("2026-11-22T17:00:00Z");
  EXPECT_EQ(Answer(facts).stay->must_leave_by, MakeDate(2026, 12, 22));
  facts = Entry(Of("CHN"), chn_kaz_);
  facts.now = Utc("2026-11-22T17:00:00Z");
  EXPECT_EQ(Answer(facts).stay->must_leave_by, MakeDate(2026, 12, 21));
}

TEST_F(DecideTest, TheHourThatHappenedTwiceIsOneDay) {
  CrossingFacts facts = Entry(Of("CHN"), chn_kaz_);
  facts.now = Utc("2024-02-29T17:30:00Z");
  const Decision first = Answer(facts);
  facts.now = Utc("2024-02-29T18:30:00Z");
  const Decision second = Answer(facts);
  EXPECT_EQ(first.stay->must_leave_by, MakeDate(2024, 3, 29));
  EXPECT_EQ(second.stay, first.stay);
}

TEST_F(DecideTest, AForeignersStayGoesOnAfterATripIntoTheZone) {
  CrossingFacts facts = Crossing(Of("KAZ"), icbc_chn_, both_);
  Stay before = Closed(kChn, kToday - Days(27), kToday, "KAZ");
  before.left_to = kIcbc;
  facts.entered = Complete({before});
  facts.exited = Complete({Open(kIcbc, kToday, "KAZ", kChn)});
  EXPECT_EQ(Answer(facts).stay->longest_stay_days, 3);
  facts.entered.stays[0].entry = kToday - Days(31);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kReadingsDiffer)) << "nobody has published this rule";
}

TEST_F(DecideTest, ReasonsStandTheGraverFirst) {
  CrossingFacts facts = Crossing(Of("KAZ"), chn_icbc_, both_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  facts.entered = Complete({Open(kIcbc, kToday - Days(1), "KAZ", kChn)});
  facts.booking = BookingUse::kNone;
  SetFinding(facts, CheckKind::kFace, FindingResult::kFailed, FindingCause::kFaceDiffers);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOverstay, ReasonCode::kAlreadyInside, ReasonCode::kFaceDiffers,
                                        ReasonCode::kWalkIn));
}

}  // namespace
}  // namespace clearance
