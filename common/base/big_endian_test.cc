// Numbers as octets, the highest first.
#include "common/base/big_endian.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"

namespace clearance {
namespace {

TEST(BigEndianTest, ANumberIsEightOctetsBehindWhatIsThere) {
  std::string bytes = "x";
  AppendBigEndian64(bytes, 0x0102030405060780U);
  EXPECT_EQ(ToHex(bytes), "780102030405060780");
  EXPECT_EQ(ReadBigEndian64(std::string_view(bytes).substr(1)), 0x0102030405060780U);
  EXPECT_EQ(ReadBigEndian64(std::string(8, '\xff')), ~std::uint64_t{0});
}

}  // namespace
}  // namespace clearance
