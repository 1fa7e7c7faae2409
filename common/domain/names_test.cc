// Every name of every enumeration goes to text and back, and nothing else is taken for one.
#include <gtest/gtest.h>

#include <set>

#include "common/domain/booking.h"
#include "common/domain/booking_change.h"
#include "common/domain/data_purpose.h"
#include "common/domain/decision.h"
#include "common/domain/enum_names.h"
#include "common/domain/hold.h"
#include "common/domain/identity.h"
#include "common/domain/inspection.h"
#include "common/domain/language.h"
#include "common/domain/purpose.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/stay_account.h"
#include "common/domain/travel_record.h"

namespace clearance {
namespace {

enum class Colour { kRed, kGreen };
constexpr EnumNames<Colour, 2> kRight = {{{Colour::kRed, "RED"}, {Colour::kGreen, "GREEN"}}};
constexpr EnumNames<Colour, 2> kSwapped = {{{Colour::kGreen, "GREEN"}, {Colour::kRed, "RED"}}};
constexpr EnumNames<Colour, 2> kTwice = {{{Colour::kRed, "RED"}, {Colour::kGreen, "RED"}}};
constexpr EnumNames<Colour, 1> kShort = {{{Colour::kRed, "RED"}}};
static_assert(NamesEveryValue(kRight, Colour::kGreen));
static_assert(!NamesEveryValue(kSwapped, Colour::kGreen));
static_assert(!NamesEveryValue(kTwice, Colour::kGreen));
static_assert(!NamesEveryValue(kShort, Colour::kGreen));
static_assert(NameOf(kRight, Colour::kGreen) == "GREEN");
static_assert(ValueOf(kRight, "GREEN") == Colour::kGreen);
static_assert(!ValueOf(kRight, "green"));

// Walks the values 0, 1, 2 … up to `last` through both functions.
template <typename Enum, typename Name, typename Parse>
void ExpectRoundTrip(Enum last, Name name, Parse parse) {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<Enum>(i);
    const std::string_view text = name(value);
    EXPECT_TRUE(seen.insert(text).second) << text;
    EXPECT_EQ(parse(text), std::optional<Enum>(value)) << text;
  }
  EXPECT_EQ(parse(""), std::nullopt);
  EXPECT_EQ(parse("NO_SUCH_NAME"), std::nullopt);
}

TEST(NamesTest, GoToTextAndBack) {
  ExpectRoundTrip(Territory::kIcbc, TerritoryName, ParseTerritory);
  ExpectRoundTrip(BookingState::kNoShow, BookingStateName, ParseBookingState);
  ExpectRoundTrip(Quota::kAssisted, QuotaName, ParseQuota);
  ExpectRoundTrip(AttemptAct::kUse, AttemptActName, ParseAttemptAct);
  ExpectRoundTrip(AttemptResult::kSealRevoked, AttemptResultName, ParseAttemptResult);
  ExpectRoundTrip(AbuseSignal::kSerialNoShows, AbuseSignalName, ParseAbuseSignal);
  ExpectRoundTrip(ServiceLevel::kManual, ServiceLevelName, ParseServiceLevel);
  ExpectRoundTrip(AbandonmentCause::kFault, AbandonmentCauseName, ParseAbandonmentCause);
  ExpectRoundTrip(Verdict::kRefer, VerdictName, ParseVerdict);
  ExpectRoundTrip(HistoryCompleteness::kUnknown, HistoryCompletenessName, ParseHistoryCompleteness);
  ExpectRoundTrip(DocumentKind::kExitEntryPermit, DocumentKindName, ParseDocumentKind);
  ExpectRoundTrip(CheckKind::kBodyScan, CheckKindName, ParseCheckKind);
  ExpectRoundTrip(FindingResult::kNotPerformed, FindingResultName, ParseFindingResult);
  ExpectRoundTrip(FindingCause::kDeviceFault, FindingCauseName, ParseFindingCause);
  ExpectRoundTrip(ReasonCode::kStayEndsSoon, ReasonCodeName, ParseReasonCode);
  ExpectRoundTrip(ReasonClass::kNote, ReasonClassName, ParseReasonClass);
  ExpectRoundTrip(ReferralState::kWithdrawn, ReferralStateName, ParseReferralState);
  ExpectRoundTrip(Resolution::kSecondLine, ResolutionName, ParseResolution);
  ExpectRoundTrip(ReferralKind::kPassage, ReferralKindName, ParseReferralKind);
  ExpectRoundTrip(HoldKind::kSilent, HoldKindName, ParseHoldKind);
  ExpectRoundTrip(HoldMatch::kPossible, HoldMatchName, ParseHoldMatch);
  ExpectRoundTrip(HoldVisibility::kAuthority, HoldVisibilityName, ParseHoldVisibility);
  ExpectRoundTrip(HoldState::kLifted, HoldStateName, ParseHoldState);
  ExpectRoundTrip(HoldAct::kLift, HoldActName, ParseHoldAct);
  ExpectRoundTrip(HoldMoment::kPassage, HoldMomentName, ParseHoldMoment);
  ExpectRoundTrip(Language::kRu, LanguageName, ParseLanguage);
  ExpectRoundTrip(StayBasis::kOther, StayBasisName, ParseStayBasis);
  ExpectRoundTrip(Provenance::kDeclaration, ProvenanceName, ParseProvenance);
  ExpectRoundTrip(AnnulmentCause::kError, AnnulmentCauseName, ParseAnnulmentCause);
  ExpectRoundTrip(RecordActKind::kBasisChange, RecordActKindName, ParseRecordActKind);
  ExpectRoundTrip(Purpose::kMission, PurposeName, ParsePurpose);
  ExpectRoundTrip(DataPurpose::kHold, DataPurposeName, ParseDataPurpose);
  ExpectRoundTrip(DayMark::kUnlawful, DayMarkName, ParseDayMark);
  ExpectRoundTrip(BookingAct::kDayClosed, BookingActName, ParseBookingAct);
  ExpectRoundTrip(LinkState::kConfirmed, LinkStateName, ParseLinkState);
  ExpectRoundTrip(LinkGround::kOfficer, LinkGroundName, ParseLinkGround);
  ExpectRoundTrip(InspectionCheck::kLostOrStolen, InspectionCheckName, ParseInspectionCheck);
  ExpectRoundTrip(InspectionResult::kAborted, InspectionResultName, ParseInspectionResult);
  ExpectRoundTrip(InspectionReason::kListed, InspectionReasonName, ParseInspectionReason);
}

TEST(NamesTest, AreTheOnesOfTheProtocol) {
  EXPECT_EQ(TerritoryName(Territory::kIcbc), "ICBC");
  EXPECT_EQ(VerdictName(Verdict::kRefer), "REFER");
  EXPECT_EQ(ReasonCodeName(ReasonCode::kStayExhausted), "STAY_EXHAUSTED");
  EXPECT_EQ(ReasonClassName(ClassOf(ReasonCode::kStayExhausted)), "LEGAL");
  EXPECT_EQ(DocumentKindName(DocumentKind::kOrdinaryPassport), "ORDINARY_PASSPORT");
  EXPECT_EQ(CheckKindName(CheckKind::kDocument), "DOCUMENT");
}

TEST(NamesTest, OfLanguagesAreTheirPrimarySubtags) {
  EXPECT_EQ(LanguageName(Language::kEn), "en");
  EXPECT_EQ(LanguageName(Language::kZh), "zh");
  EXPECT_EQ(LanguageName(Language::kKk), "kk");
  EXPECT_EQ(LanguageName(Language::kRu), "ru");
  for (const char* other : {"EN", "zh-Hans", "kz", "cn", "fr"}) EXPECT_EQ(ParseLanguage(other), std::nullopt) << other;
}

TEST(NamesTest, MatchesFacesOnlyWhereAMachineDoes) {
  EXPECT_TRUE(MatchesFaces(ServiceLevel::kFull));
  EXPECT_TRUE(MatchesFaces(ServiceLevel::kNoScreening));
  EXPECT_FALSE(MatchesFaces(ServiceLevel::kNoBiometrics));
  EXPECT_FALSE(MatchesFaces(ServiceLevel::kDocumentOnly));
  EXPECT_FALSE(MatchesFaces(ServiceLevel::kManual));
}

}  // namespace
}  // namespace clearance
