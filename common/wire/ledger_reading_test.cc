// The parts of entries' bodies that no whole body of the other tests has.
#include "common/wire/ledger_reading.h"

#include <gtest/gtest.h>

#include "common/wire/ledger_numbers.h"

namespace clearance {
namespace {

// One finding in numbers, with this behind its three.
StatusOr<std::vector<Finding>> ReadOne(std::uint64_t items, void (*rest)(CborWriter&)) {
  CborWriter out;
  out.Array(1).Array(items);
  out.Int(LedgerNumber(CheckKind::kFace)).Int(LedgerNumber(FindingResult::kFailed));
  out.Int(LedgerNumber(FindingCause::kFaceDiffers));
  rest(out);
  const std::string bytes = out.Take();
  CborReader in(bytes);
  return ReadFindings(in, ListForm::kNumbers);
}

// What is sealed for ever is written in one way: without a measure a finding is three numbers, never two nulls more.
TEST(LedgerReadingTest, AFindingInNumbersIsWrittenInOneWay) {
  const auto without = ReadOne(3, [](CborWriter&) {});
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_EQ(without->front().cause, FindingCause::kFaceDiffers);
  const auto measured = ReadOne(5, [](CborWriter& out) { out.Int(500'000).Null(); });
  ASSERT_TRUE(measured.ok()) << measured.status();
  EXPECT_EQ(measured->front().score, 0.5);
  const auto unmeasured = ReadOne(5, [](CborWriter& out) { out.Null().Null(); });
  EXPECT_NE(MessageOf(unmeasured.status()).find("nothing was measured"), std::string::npos) << unmeasured.status();
  EXPECT_FALSE(ReadOne(4, [](CborWriter& out) { out.Null(); }).ok());
  EXPECT_FALSE(ReadOne(5, [](CborWriter& out) { out.Int(1'000'001).Null(); }).ok());
}

}  // namespace
}  // namespace clearance
