// What is remembered of a dictionary. That nothing of a rolled-back function is, tests/contract shows over the store.
#include "db/sqlite_dictionary.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

using Number = RememberedNumbers::Number;

TEST(RememberedNumbersTest, TellsAbsentFromUnknown) {
  RememberedNumbers numbers(4);
  EXPECT_EQ(numbers.Find("a"), nullptr);
  numbers.Remember("a", std::nullopt);
  ASSERT_NE(numbers.Find("a"), nullptr);
  EXPECT_EQ(*numbers.Find("a"), Number());
  numbers.Remember("a", 7);
  EXPECT_EQ(*numbers.Find("a"), Number(7));
  numbers.Forget();
  EXPECT_EQ(numbers.Find("a"), nullptr);
}

TEST(RememberedNumbersTest, KeepsSoManyAndTheLatest) {
  RememberedNumbers numbers(2);
  for (const int i : {1, 2, 3, 4, 5}) numbers.Remember(std::to_string(i), i);
  EXPECT_EQ(numbers.Find("3"), nullptr);
  ASSERT_NE(numbers.Find("4"), nullptr);
  EXPECT_EQ(*numbers.Find("4"), Number(4));
  ASSERT_NE(numbers.Find("5"), nullptr);
  EXPECT_EQ(*numbers.Find("5"), Number(5));
}

}  // namespace
}  // namespace clearance
