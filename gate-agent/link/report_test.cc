#include "gate-agent/link/report.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

LaneProfile Lane() {
  return {.lane_id = "gate-1/a",
          .port = "KHORGOS",
          .lane_group = "icbc-kaz",
          .authority = Territory::kKaz,
          .movement = {Territory::kIcbc, Territory::kKaz},
          .sides = {.exit = true, .entry = false}};
}

Passage SomePassage() {
  Passage passage;
  passage.request_id = "11111111-1111-4111-8111-111111111111";
  passage.decision_request_id = "22222222-2222-4222-8222-222222222222";
  passage.lane = Lane();
  passage.document = {.kind = DocumentKind::kIdentityCard,
                      .issuing_state = "KAZ",
                      .number = "012345678",
                      .nationality = "KAZ",
                      .birth_date = MakeDate(1931, 2, 28),
                      .expiry_date = MakeDate(2031, 12, 31),
                      .sex = Sex::kFemale,
                      .national_number = "310228400123"};
  passage.booking_id = "33333333-3333-4333-8333-333333333333";
  passage.passed_at = FromUnixMs(1'790'000'000'123);
  return passage;
}

TEST(Report, APassageComesBackAsItWas) {
  const Report report = SomePassage();
  const StatusOr<Report> read = DecodeReport(EncodeReport(report));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, report);
}

TEST(Report, WhatWasFoundAgainstASealComesBackAndAReportWithoutIsAsItWas) {
  Passage passage = SomePassage();
  passage.booking_finding = Finding{CheckKind::kBooking, FindingResult::kFailed, FindingCause::kCancelled};
  const StatusOr<Report> read = DecodeReport(EncodeReport(passage));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(std::get<Passage>(*read), passage);
  EXPECT_NE(EncodeReport(passage), EncodeReport(SomePassage()));
}

TEST(Report, APassageWithoutWhatMayBeAbsentComesBackAsItWas) {
  Passage passage = SomePassage();
  passage.decision_request_id.clear();
  passage.booking_id.clear();
  passage.document.expiry_date.reset();
  passage.document.sex = Sex::kUnspecified;
  passage.document.national_number.clear();
  const StatusOr<Report> read = DecodeReport(EncodeReport(passage));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(std::get<Passage>(*read), passage);
}

TEST(Report, AnAbandonmentComesBackAsItWas) {
  const Report report = Abandonment{.request_id = "11111111-1111-4111-8111-111111111111",
                                    .decision_request_id = "22222222-2222-4222-8222-222222222222",
                                    .lane = Lane(),
                                    .cause = AbandonmentCause::kRefusedByOfficer,
                                    .at = FromUnixMs(1'790'000'000'456)};
  const StatusOr<Report> read = DecodeReport(EncodeReport(report));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, report);
  EXPECT_EQ(RequestIdOf(*read), "11111111-1111-4111-8111-111111111111");
}

TEST(Report, ASealThatWasShownComesBackAndAnAbandonmentWithoutIsAsItWas) {
  const Abandonment without{.request_id = "11111111-1111-4111-8111-111111111111", .lane = Lane()};
  const Finding found{CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature};
  for (const ShownSeal& seal : {ShownSeal{SomePassage().document, SomePassage().booking_id, std::nullopt},
                                ShownSeal{SomePassage().document, "", found}}) {
    Abandonment abandonment = without;
    abandonment.seal = seal;
    const StatusOr<Report> read = DecodeReport(EncodeReport(abandonment));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(std::get<Abandonment>(*read), abandonment);
    EXPECT_NE(EncodeReport(abandonment), EncodeReport(without));
  }
}

TEST(Report, EveryTruncationAndEveryTailIsAnError) {
  const std::string bytes = EncodeReport(SomePassage());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const StatusOr<Report> read = DecodeReport(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(ReasonOf(read.status()), error_reason::kStoreCorrupt);
  }
  EXPECT_FALSE(DecodeReport(bytes + '\0').ok());
}

TEST(Report, AnotherVersionOrKindIsAnError) {
  std::string bytes = EncodeReport(SomePassage());
  bytes[0] = 2;
  EXPECT_FALSE(DecodeReport(bytes).ok());
  bytes[0] = 1;
  bytes[1] = 3;
  EXPECT_FALSE(DecodeReport(bytes).ok());
}

}  // namespace
}  // namespace clearance
