// UUIDs to bytes and back.
#include "common/base/uuid_bytes.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"

namespace clearance {
namespace {

constexpr char kText[] = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

TEST(UuidBytesTest, AreTheDigitsInTheirOrder) {
  const auto bytes = UuidToBytes(kText);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(ToHex(*bytes), "f81d4fae7dec11d0a76500a0c91e6bf6");
  EXPECT_EQ(UuidFromBytes(*bytes), kText);
}

TEST(UuidBytesTest, OnlyTheCanonicalFormHasBytes) {
  for (const char* bad : {"", "f81d4fae7dec11d0a76500a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"})
    EXPECT_EQ(UuidToBytes(bad), std::nullopt) << bad;
}

TEST(UuidBytesTest, OnlySixteenBytesAreOne) {
  EXPECT_EQ(UuidFromBytes(""), std::nullopt);
  EXPECT_EQ(UuidFromBytes(std::string(kUuidBytes - 1, 'x')), std::nullopt);
  EXPECT_EQ(UuidFromBytes(std::string(kUuidBytes + 1, 'x')), std::nullopt);
}

}  // namespace
}  // namespace clearance
