#include "services/ledger/verification_turn.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(VerificationTurnTest, OneHasItUntilItIsGivenBack) {
  VerificationTurn turns;
  std::shared_ptr<void> first = turns.Take();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(turns.Take(), nullptr);
  EXPECT_EQ(turns.Take(), nullptr) << "to be refused is not to have it";
  first.reset();
  EXPECT_NE(turns.Take(), nullptr) << "the one before was given back at once";
  EXPECT_NE(turns.Take(), nullptr);
}

}  // namespace
}  // namespace clearance
