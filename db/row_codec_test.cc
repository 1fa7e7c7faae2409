// Rows of derived tables: whatever damages them is found, nothing crashes. That they come back whole is in
// tests/contract.
#include "db/row_codec.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

Referral ReferralWithEverything() {
  Referral referral;
  referral.referral_id = "id";
  referral.traveller = std::string(32, 't');
  Reason reason;
  reason.code = ReasonCode::kOverstay;
  reason.side = Side::kEntry;
  reason.territory = Territory::kKaz;
  reason.days = -3;
  reason.date = MakeDate(1999, 12, 31);
  referral.reasons = {reason, Reason{}};
  StayAnswer stay;
  stay.longest_stay_days = 30;
  stay.must_leave_by = MakeDate(2026, 2, 28);
  stay.earliest_entry = MakeDate(2026, 3, 1);
  referral.stay = stay;
  referral.proposed = Resolution::kRefuse;
  referral.resolution = Resolution::kRepeatCapture;
  referral.ground = "\xff is no UTF-8";
  return referral;
}

TEST(RowCodecTest, EveryValueOfEveryEnumerationComesBack) {
  Referral referral = ReferralWithEverything();
  for (const ReferralState state : kAllReferralStates) {
    for (const ReferralKind kind : kAllReferralKinds) {
      for (const DocumentKind document_kind : kAllDocumentKinds) {
        referral.state = state;
        referral.kind = kind;
        referral.document_kind = document_kind;
        EXPECT_EQ(*DecodeReferral(EncodeReferral(referral)), referral);
      }
    }
  }
  for (int code = 0; code < kReasonCodeCount; ++code) {
    referral.reasons[1].code = static_cast<ReasonCode>(code);
    EXPECT_EQ(*DecodeReferral(EncodeReferral(referral)), referral);
  }
}

TEST(RowCodecTest, TheOtherDocumentOfAQuestionComesBackWithAndWithoutAnInspection) {
  Referral referral = ReferralWithEverything();
  const std::string without = EncodeReferral(referral);
  referral.earlier_document = std::string(32, 'e');
  EXPECT_EQ(EncodeReferral(referral).substr(0, without.size()), without) << "older rows end before";
  EXPECT_EQ(*DecodeReferral(EncodeReferral(referral)), referral);
  referral.inspection =
      InspectionBut(InspectionCheck::kRevocation, InspectionResult::kAborted, InspectionReason::kListed);
  EXPECT_EQ(*DecodeReferral(EncodeReferral(referral)), referral);
}

TEST(RowCodecTest, TheUsesOfABookingComeBackAndARowWithoutOneIsAsItWas) {
  Referral referral = ReferralWithEverything();
  const std::string without = EncodeReferral(referral);
  referral.booking_id = "booking";
  EXPECT_EQ(*DecodeReferral(EncodeReferral(referral)), referral) << "of another document: used nowhere";
  referral.booking_uses = {{41, "gate-1/a", FromUnixMs(5)}, {42, "gate-2/a", FromUnixMs(6)}};
  const std::string with = EncodeReferral(referral);
  EXPECT_EQ(with.substr(0, without.size()), without);
  EXPECT_EQ(*DecodeReferral(with), referral);
}

// Rows from before there were inspections end where it would begin.
TEST(RowCodecTest, AnInspectionComesBackAndARowWithoutOneIsAsItWas) {
  Referral referral = ReferralWithEverything();
  const std::string without = EncodeReferral(referral);
  referral.inspection =
      InspectionBut(InspectionCheck::kRevocation, InspectionResult::kAborted, InspectionReason::kListed);
  const std::string with = EncodeReferral(referral);
  EXPECT_EQ(with.substr(0, without.size()), without);
  EXPECT_EQ(*DecodeReferral(with), referral);
  EXPECT_EQ(DecodeReferral(without)->inspection, Inspection());
  for (std::size_t size = without.size() + 1; size < with.size(); ++size)
    EXPECT_EQ(DecodeReferral(with.substr(0, size)).status().code(), StatusCode::kDataLoss) << size;
}

template <typename Decode>
void ExpectEveryTruncationFound(const std::string& row, Decode decode) {
  ASSERT_TRUE(decode(row).ok());
  for (std::size_t size = 0; size < row.size(); ++size) {
    const Status status = decode(row.substr(0, size)).status();
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << size;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
  }
  EXPECT_EQ(decode(row + '\0').status().code(), StatusCode::kDataLoss);
  // Flipped bits either change a value or are found; neither crashes.
  for (std::size_t byte = 0; byte < row.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = row;
      flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << bit));
      const auto decoded = decode(flipped);
      EXPECT_TRUE(decoded.ok() || decoded.status().code() == StatusCode::kDataLoss);
    }
  }
}

TEST(RowCodecTest, DamagedRowsAreFound) {
  ExpectEveryTruncationFound(EncodeReferral(ReferralWithEverything()), DecodeReferral);
  ExpectEveryTruncationFound(EncodeOpenDecision(OpenDecision()), DecodeOpenDecision);
  ExpectEveryTruncationFound(EncodeGateCommand(GateCommand()), DecodeGateCommand);
  LaneStatus status;
  status.report.faults = {{"READER", FromUnixMs(5)}};
  ExpectEveryTruncationFound(EncodeLaneStatus(status), DecodeLaneStatus);
}

}  // namespace
}  // namespace clearance
