// Status: its reason and field, and CHECK, which is for bugs only.
#include "common/base/status.h"

#include <gtest/gtest.h>

#include <memory>

#include "common/base/check.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

TEST(StatusTest, CarriesItsReason) {
  const Status status = Error(StatusCode::kNotFound, error_reason::kNotFound, "no such booking");
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "NOT_FOUND");
  EXPECT_EQ(MessageOf(status), "no such booking");
  EXPECT_EQ(FieldOf(status), "");
  EXPECT_EQ(ReasonOf(OkStatus()), "");
}

TEST(StatusTest, NamesTheFieldAndItsPlace) {
  const Status status = InvalidField("number", "must not be empty");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), error_reason::kInvalidField);
  EXPECT_EQ(FieldOf(status), "number");
  EXPECT_EQ(MessageOf(status), "number: must not be empty");
  const Status nested = WithFieldPrefix(status, "documents[0]");
  EXPECT_EQ(FieldOf(nested), "documents[0].number");
  EXPECT_EQ(MessageOf(nested), "documents[0].number: must not be empty");
}

TEST(StatusTest, APrefixChangesNothingWithoutAField) {
  const Status status = Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "disk full");
  EXPECT_EQ(WithFieldPrefix(status, "x"), status);
}

TEST(StatusTest, OnlyThreeCodesAreWorthASecondTry) {
  for (int code = 0; code <= 16; ++code) {
    const auto status_code = static_cast<StatusCode>(code);
    const bool retryable = status_code == StatusCode::kUnavailable || status_code == StatusCode::kDeadlineExceeded ||
                           status_code == StatusCode::kAborted;
    EXPECT_EQ(IsRetryable(Status(status_code, "")), retryable) << code;
  }
}

TEST(StatusTest, FactsStandBesideTheReason) {
  const Status plain = Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "full");
  EXPECT_TRUE(FactsOf(plain).empty());
  EXPECT_TRUE(FactsOf(InvalidField("f", "bad")).empty()) << "a field is no fact";
  const Status told = WithFact(WithFact(plain, "nearest_slots", "a,b"), "day", "1");
  using Facts = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(FactsOf(told), (Facts{{"day", "1"}, {"nearest_slots", "a,b"}}));
  EXPECT_EQ(ReasonOf(told), error_reason::kSlotFull);
  EXPECT_EQ(MessageOf(told), "full");
}

StatusOr<std::unique_ptr<int>> MaybeSeven(bool yes) {
  if (!yes) return InvalidField("yes", "must be true");
  return std::make_unique<int>(7);
}

StatusOr<int> Chain(bool yes, Status before) {
  RETURN_IF_ERROR(before);
  ASSIGN_OR_RETURN(const std::unique_ptr<int> seven, MaybeSeven(yes));
  return *seven;
}

TEST(StatusTest, MacrosPassErrorsOnAndMoveValuesOut) {
  EXPECT_EQ(*Chain(true, OkStatus()), 7);
  EXPECT_EQ(FieldOf(Chain(false, OkStatus()).status()), "yes");
  EXPECT_EQ(Chain(true, InvalidField("before", "x")).status(), InvalidField("before", "x"));
}

TEST(CheckDeathTest, StopsTheProcessAndNamesTheCondition) {
  const int doors = 2;
  CHECK(doors == 2);
  EXPECT_DEATH(CHECK(doors == 1), "CHECK failed at .*status_test.cc:[0-9]+: doors == 1");
}

}  // namespace
}  // namespace clearance
