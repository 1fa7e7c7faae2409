#include "common/base/address.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(Address, IsAHostAndAPort) {
  for (const char* address : {"centre:7443", "0.0.0.0:0", "[::]:65535"}) EXPECT_TRUE(IsAddress(address)) << address;
  for (const char* address : {"", "centre", ":1", "centre:", "centre:65536", "centre:000001", "centre:1x"})
    EXPECT_FALSE(IsAddress(address)) << address;
}

TEST(LoopbackAddress, IsThisMachineOnly) {
  for (const char* address : {"127.0.0.1:0", "127.1.2.3:7000", "localhost:1", "[::1]:65535"}) {
    EXPECT_TRUE(IsLoopbackAddress(address)) << address;
  }
  for (const char* address : {"0.0.0.0:0", "10.0.0.1:1", "[::]:1", "127.evil.example:1", "127.0.0.1",
                              "127.0.0.1:", ":1", "127.0.0.1:65536", "127.0.0.1:-1", "localhost.evil.example:1", ""}) {
    EXPECT_FALSE(IsLoopbackAddress(address)) << address;
  }
}

}  // namespace
}  // namespace clearance
