#include "common/domain/two_persons.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

TEST(TwoPersonsTest, AnotherPersonConfirmsTheVerySame) {
  const Proposed proposed{.content = "this", .by = "officer-1"};
  EXPECT_EQ(CheckConfirms(proposed, "this", "officer-2"), OkStatus());
  const Status same_person = CheckConfirms(proposed, "this", "officer-1");
  EXPECT_EQ(ReasonOf(same_person), error_reason::kSecondOfficerRequired) << same_person;
  const Status another_thing = CheckConfirms(proposed, "that", "officer-2");
  EXPECT_EQ(ReasonOf(another_thing), error_reason::kSecondOfficerRequired) << another_thing;
  EXPECT_NE(MessageOf(same_person), MessageOf(another_thing));
}

}  // namespace
}  // namespace clearance
