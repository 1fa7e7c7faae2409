// Bodies of entries read back: everything that was written, and nothing else.
#include "common/wire/ledger_bodies.h"

#include <gtest/gtest.h>

#include "common/base/cbor.h"
#include "common/wire/ledger_bytes.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

// The sample as its body can say it.
DecisionRecord SampleRecord() {
  DecisionRecord record{SampleCrossing(), SampleAnswer(), 40};
  record.request.request_id.clear();
  record.request.document = {.kind = SampleDocument().kind, .nationality = SampleDocument().nationality};
  record.answer.position = 0;
  record.answer.decision.decided_at = {};
  return record;
}

std::string BodyOf(const DecisionRecord& record) {
  return DecisionBody(record.request, record.answer, record.seen_position);
}

TEST(LedgerBodiesTest, ADecisionComesBackInEveryField) {
  const auto read = ReadDecisionBody(DecisionBody(SampleCrossing(), SampleAnswer(), 40));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, SampleRecord());
}

TEST(LedgerBodiesTest, WhatIsAbsentComesBackAbsent) {
  DecisionRecord record = SampleRecord();
  record.request.findings = {{CheckKind::kDocument, FindingResult::kNotPerformed, FindingCause::kTimedOut}};
  record.request.booking_id.clear();
  record.answer.referral_id.clear();
  record.answer.decision.verdict = Verdict::kAdmit;
  record.answer.decision.reasons = {{.code = ReasonCode::kWalkIn, .side = Side::kExit}};
  record.answer.decision.stay->longest_stay_days.reset();
  record.answer.decision.stay->must_leave_by.reset();
  record.answer.decision.stay->earliest_entry.reset();
  auto read = ReadDecisionBody(BodyOf(record));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, record);
  record.answer.decision.stay.reset();
  record.request.findings.clear();
  record.answer.decision.reasons.clear();
  read = ReadDecisionBody(BodyOf(record));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, record);
}

TEST(LedgerBodiesTest, AnInspectionComesBackAndMakesTheThirdForm) {
  DecisionRecord record = SampleRecord();
  record.request.findings = {SoundDocumentFinding(), SampleFinding()};
  for (const InspectionCheck check : kAllInspectionChecks) {
    record.request.findings[0].inspection = InspectionBut(check, InspectionResult::kFailed, InspectionReason::kListed);
    const std::string body = BodyOf(record);
    ASSERT_EQ(body.substr(0, 2), "\x92\x03");
    const auto read = ReadDecisionBody(body);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, record);
  }
  std::string second = BodyOf(record);
  second[1] = '\x02';
  EXPECT_EQ(MessageOf(ReadDecisionBody(second).status()), "body: is of another version");
  std::string third = BodyOf(SampleRecord());
  third[1] = '\x03';
  EXPECT_EQ(MessageOf(ReadDecisionBody(third).status()), "body: is of another version");
}

TEST(LedgerBodiesTest, AnInspectionThatIsNoneIsRefused) {
  DecisionRecord record = SampleRecord();
  record.request.findings = {SoundDocumentFinding()};
  std::vector<InspectionFinding>& findings = record.request.findings[0].inspection.findings;
  std::swap(findings[3], findings[4]);
  EXPECT_EQ(MessageOf(ReadDecisionBody(BodyOf(record)).status()), "body: the checks of an inspection are not in order");
  std::swap(findings[3], findings[4]);
  findings[5].took = kMaxInspectionTime + std::chrono::microseconds(1);
  EXPECT_EQ(MessageOf(ReadDecisionBody(BodyOf(record)).status()), "body: a time is out of range");
  findings[5].took = kMaxInspectionTime;
  const std::string good = BodyOf(record);
  ASSERT_TRUE(ReadDecisionBody(good).ok());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadDecisionBody(good.substr(0, size)).ok());
}

// The form of ledgers from before there were purposes: 16 items of version 1.
TEST(LedgerBodiesTest, AnOlderDecisionIsReadWithoutPurposeAndSide) {
  DecisionRecord record = SampleRecord();
  record.request.purpose.reset();
  record.answer.decision.reasons.clear();
  record.answer.decision.stay.reset();
  record.answer.decision.stay_side.reset();
  record.seen_position = 0x075BCD15;
  std::string body = BodyOf(record);
  ASSERT_EQ(body.substr(0, 2), "\x92\x02");
  body.replace(0, 2, "\x90\x01");
  const auto cut = [&](std::string_view around, std::size_t at) {
    const std::size_t found = body.find(around);
    ASSERT_NE(found, std::string::npos);
    ASSERT_EQ(body[found + at], '\x60');
    body.erase(found + at, 1);
  };
  cut(std::string_view("\x60\x1A\x07\x5B\xCD\x15"), 0);  // no purpose before the position
  cut(std::string_view("\x80\xF6\x60"), 2);              // no reasons, no stay, no side
  const auto read = ReadDecisionBody(body);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, record);
  body[1] = '\x02';
  EXPECT_FALSE(ReadDecisionBody(body).ok()) << "neither one form nor the other";
}

TEST(LedgerBodiesTest, EverythingElseIsRefused) {
  const std::string good = BodyOf(SampleRecord());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadDecisionBody(good.substr(0, size)).ok());
  EXPECT_FALSE(ReadDecisionBody(good + '\0').ok());
  std::string other_version = good;
  other_version[1] = '\x01';
  EXPECT_EQ(MessageOf(ReadDecisionBody(other_version).status()), "body: is of another version");
  EXPECT_FALSE(ReadDecisionBody(PassageBody(SamplePassage(), "")).ok());
  EXPECT_FALSE(ReadDecisionBody("").ok());
  DecisionRecord far = SampleRecord();
  far.answer.decision.reasons[0].date = MakeDate(2200, 1, 1);
  EXPECT_FALSE(ReadDecisionBody(BodyOf(far)).ok());
  DecisionRecord beyond = SampleRecord();
  beyond.request.findings[0].score = 1.000001;
  EXPECT_FALSE(ReadDecisionBody(BodyOf(beyond)).ok());
}

class LedgerBodiesBitTest : public testing::TestWithParam<bool> {};

TEST_P(LedgerBodiesBitTest, AnyFlippedBitIsRefusedOrSaysWhatItIs) {
  DecisionRecord sample = SampleRecord();
  if (GetParam()) sample.request.findings[1] = SoundDocumentFinding();
  const std::string good = BodyOf(sample);
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string spoilt = good;
    spoilt[bit / 8] = static_cast<char>(spoilt[bit / 8] ^ (1 << (bit % 8)));
    const auto read = ReadDecisionBody(spoilt);
    if (!read.ok()) {
      ++refused;
      continue;
    }
    EXPECT_EQ(BodyOf(*read), spoilt);
    EXPECT_NE(*read, sample);
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutAnInspection, LedgerBodiesBitTest, testing::Bool());

TEST(LedgerBodiesTest, CompletenessIsToldFromStays) {
  const auto complete = ReadCompletenessBody(CompletenessBody(Territory::kKaz, MakeDate(2025, 1, 2)));
  ASSERT_TRUE(complete.ok()) << complete.status();
  EXPECT_EQ(*complete, (CompletenessRecord{Territory::kKaz, MakeDate(2025, 1, 2)}));
  const auto stay = ReadCompletenessBody(ImportBody(SampleStay(), "nia", "1"));
  ASSERT_TRUE(stay.ok()) << stay.status();
  EXPECT_EQ(*stay, std::nullopt);
  const std::string good = CompletenessBody(Territory::kKaz, MakeDate(2025, 1, 2));
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadCompletenessBody(good.substr(0, size)).ok());
  EXPECT_FALSE(ReadCompletenessBody(good + "x").ok());
  EXPECT_FALSE(ReadCompletenessBody(CborWriter().Array(3).Int(1).Text("KGZ").Int(20'000).Take()).ok());
  EXPECT_FALSE(ReadCompletenessBody(CborWriter().Array(3).Int(2).Text("KAZ").Int(20'000).Take()).ok());
}

KeyErasure SampleErasure() {
  return {.subject = std::string(32, 's'),
          .purposes = {DataPurpose::kBorder, DataPurpose::kHold},
          .author = "authority-1",
          .reason = "asked for"};
}

TEST(LedgerBodiesTest, AnErasureComesBackInEveryField) {
  const std::string body = KeyErasedBody(SampleErasure());
  EXPECT_EQ(body.substr(0, 4), "\x85\x01\x58\x20");
  const auto read = ReadKeyErasedBody(body);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, SampleErasure());
  for (std::size_t size = 0; size < body.size(); ++size) EXPECT_FALSE(ReadKeyErasedBody(body.substr(0, size)).ok());
  EXPECT_FALSE(ReadKeyErasedBody(body + '\0').ok());
}

TEST(LedgerBodiesTest, AnErasureOutOfItsFormIsRefused) {
  const auto refused = [](void (*change)(KeyErasure&)) {
    KeyErasure erasure = SampleErasure();
    change(erasure);
    const std::string field = FieldOf(ValidateKeyErasure(erasure));
    EXPECT_EQ(FieldOf(ReadKeyErasedBody(KeyErasedBody(erasure)).status()), field);
    return field;
  };
  EXPECT_EQ(refused([](KeyErasure& e) { e.subject.pop_back(); }), "subject");
  EXPECT_EQ(refused([](KeyErasure& e) { e.purposes.clear(); }), "purposes");
  EXPECT_EQ(refused([](KeyErasure& e) { std::swap(e.purposes[0], e.purposes[1]); }), "purposes");
  EXPECT_EQ(refused([](KeyErasure& e) { e.purposes[1] = e.purposes[0]; }), "purposes");
  EXPECT_EQ(refused([](KeyErasure& e) { e.author.clear(); }), "author");
  EXPECT_EQ(refused([](KeyErasure& e) { e.author = std::string(65, 'a'); }), "author");
  EXPECT_EQ(refused([](KeyErasure& e) { e.author = "a\nb"; }), "author");
  EXPECT_EQ(refused([](KeyErasure& e) { e.reason.clear(); }), "reason");
  EXPECT_EQ(refused([](KeyErasure& e) { e.reason = std::string(201, 'a'); }), "reason");
}

}  // namespace
}  // namespace clearance
