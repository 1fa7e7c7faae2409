// Numbers in bulk tables: what is written comes back, and nothing else is read.
#include "db/stored_codes.h"

#include <gtest/gtest.h>

#include "common/base/uuid_bytes.h"

namespace clearance {
namespace {

TEST(StoredCodesTest, CodesNeverChange) {
  EXPECT_EQ(TerritoryCode(Territory::kChn), 1);
  EXPECT_EQ(TerritoryCode(Territory::kKaz), 2);
  EXPECT_EQ(TerritoryCode(Territory::kIcbc), 3);
  EXPECT_EQ(BookingStateCode(BookingState::kConfirmed), 1);
  EXPECT_EQ(BookingStateCode(BookingState::kReserved), 2);
  EXPECT_EQ(BookingStateCode(BookingState::kRedeemed), 3);
  EXPECT_EQ(BookingStateCode(BookingState::kCancelled), 4);
  EXPECT_EQ(BookingStateCode(BookingState::kMoved), 5);
  EXPECT_EQ(BookingStateCode(BookingState::kNoShow), 6);
  EXPECT_EQ(DataPurposeCode(DataPurpose::kBorder), 1);
  EXPECT_EQ(DataPurposeCode(DataPurpose::kHold), 2);
  for (const Territory territory : kAllTerritories) EXPECT_EQ(*TerritoryOfCode(TerritoryCode(territory)), territory);
  for (const BookingState state : kAllBookingStates) EXPECT_EQ(*BookingStateOfCode(BookingStateCode(state)), state);
  for (const DataPurpose purpose : kAllDataPurposes) EXPECT_EQ(*DataPurposeOfCode(DataPurposeCode(purpose)), purpose);
  EXPECT_EQ(DataPurposeOfCode(3).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(TerritoryOfCode(0).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(BookingStateOfCode(7).status().code(), StatusCode::kDataLoss);
}

TEST(StoredCodesTest, CodesOfQuotasAndAttemptsNeverChange) {
  EXPECT_EQ(QuotaCode(Quota::kGeneral), 1);
  EXPECT_EQ(QuotaCode(Quota::kFamily), 2);
  EXPECT_EQ(QuotaCode(Quota::kAssisted), 3);
  for (const Quota quota : kAllQuotas) EXPECT_EQ(*QuotaOfCode(QuotaCode(quota)), quota);
  EXPECT_EQ(QuotaOfCode(0).status().code(), StatusCode::kDataLoss);

  // As the queries have them that name their codes (sqlite_booking_views.cc).
  EXPECT_EQ(AttemptActCode(AttemptAct::kHold), 1);
  EXPECT_EQ(AttemptActCode(AttemptAct::kCreate), 2);
  EXPECT_EQ(AttemptActCode(AttemptAct::kMove), 3);
  EXPECT_EQ(AttemptActCode(AttemptAct::kUse), 6);
  EXPECT_EQ(AttemptResultCode(AttemptResult::kOk), 1);
  EXPECT_EQ(AttemptResultCode(AttemptResult::kWrongBirthDate), 7);
  std::int64_t next = 1;
  for (const AttemptAct act : kAllAttemptActs) {
    EXPECT_EQ(AttemptActCode(act), next++);
    EXPECT_EQ(*AttemptActOfCode(AttemptActCode(act)), act);
  }
  EXPECT_EQ(AttemptActOfCode(next).status().code(), StatusCode::kDataLoss);
  next = 1;
  for (const AttemptResult result : kAllAttemptResults) {
    EXPECT_EQ(AttemptResultCode(result), next++);
    EXPECT_EQ(*AttemptResultOfCode(AttemptResultCode(result)), result);
  }
  EXPECT_EQ(AttemptResultOfCode(next).status().code(), StatusCode::kDataLoss);
}

TEST(StoredCodesTest, RecordTermsComeBack) {
  for (const char* nationality : {"", "D", "KAZ", "CHN", "ZZZ", "AAA"}) {
    for (const StayBasis basis :
         {StayBasis::kVisaFree, StayBasis::kVisa, StayBasis::kResidence, StayBasis::kOwnNational, StayBasis::kOther}) {
      for (const Provenance provenance :
           {Provenance::kElectronicRecord, Provenance::kStamp, Provenance::kDeclaration}) {
        for (int to = 0; to <= 3; ++to) {
          TravelRecord record;
          record.stay.nationality = nationality;
          record.stay.basis = basis;
          record.stay.provenance = provenance;
          record.stay.entered_from = kAllTerritories[static_cast<std::size_t>(to) % kAllTerritories.size()];
          if (to != 0) record.stay.left_to = *TerritoryOfCode(to);
          record.stay.exit_unknown = to % 2 == 1;
          if (to > 1) record.kind = TravelRecordKind::kBasisChange;
          TravelRecord read;
          ASSERT_TRUE(SetRecordTerms(*RecordTerms(record), read).ok());
          EXPECT_EQ(read, record);
        }
      }
    }
  }
  TravelRecord kaz;
  kaz.stay.nationality = "KAZ";
  kaz.stay.entered_from = Territory::kIcbc;
  kaz.stay.left_to = Territory::kChn;
  const std::int64_t before_provenance = ((11 * 27 + 1) * 27 + 26) << 8 | 1 << 6 | 3 << 4 | 1 << 1;
  EXPECT_EQ(*RecordTerms(kaz), before_provenance) << "rows of older files stay what they were";
  kaz.stay.provenance = Provenance::kDeclaration;
  kaz.kind = TravelRecordKind::kBasisChange;
  EXPECT_EQ(*RecordTerms(kaz), before_provenance | 2 << 23 | 1 << 25);
}

TEST(StoredCodesTest, OtherTermsAreCorrupt) {
  TravelRecord read;
  for (const std::int64_t terms :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{0b00'01'110'0}, std::int64_t{0b00'00'001'0},
        std::int64_t{27} << 8 | 0b00'01'001'0, std::int64_t{27 * 27 * 27} << 8 | 0b00'01'001'0,
        std::int64_t{3} << 23 | 0b00'01'001'0, std::int64_t{1} << 26 | 0b00'01'001'0, INT64_MAX}) {
    EXPECT_EQ(SetRecordTerms(terms, read).code(), StatusCode::kDataLoss) << terms;
  }
}

TEST(UuidBytesTest, BothWaysAreExact) {
  const std::string text = "00112233-4455-4677-8899-aabbccddeeff";
  const auto bytes = UuidToBytes(text);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), kUuidBytes);
  EXPECT_EQ(UuidFromBytes(*bytes), text);
  EXPECT_FALSE(UuidToBytes("00112233-4455-4677-8899-AABBCCDDEEFF"));
  EXPECT_FALSE(UuidToBytes("00112233445546778899aabbccddeeff"));
  EXPECT_FALSE(UuidFromBytes("short"));
}

}  // namespace
}  // namespace clearance
