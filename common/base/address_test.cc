#include "common/base/address.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(Address, IsAHostAndAPort) {
  for (const char* address : {"centre:7443", "0.0.0.0:0", "[::]:65535", "[fe80::1]:1", "a-b_c.example:00001"})
    EXPECT_TRUE(IsAddress(address)) << address;
  for (const char* address : {"",
                              ":",
                              "centre",
                              ":1",
                              "centre:",
                              "centre:65536",
                              "centre:99999",
                              "centre:000001",
                              "centre:1x",
                              "centre:-1",
                              "centre:+1",
                              "centre: 1",
                              "127.0.0.1",
                              "127.0.0.1:",
                              "127.0.0:1",
                              "127.0.0.1.1:1",
                              "256.0.0.1:1",
                              "::1:7443",
                              "[::1]",
                              "[::1]7443",
                              "[]:1",
                              "[centre]:1",
                              "[127.0.0.1]:1",
                              "[::1:1",
                              "::1]:1",
                              "a b:1",
                              "a/b:1",
                              "dns:///centre:7443",
                              "unix:/run/centre",
                              "http://centre:7443",
                              "user@centre:1"})
    EXPECT_FALSE(IsAddress(address)) << address;
  EXPECT_FALSE(IsAddress(std::string(254, 'a') + ":1"));
}

TEST(Address, IsReadIntoItsParts) {
  const auto six = ParseAddress("[::1]:7443");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, 7443);
  const auto named = ParseAddress("centre:0");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->host, "centre");
  EXPECT_EQ(named->port, 0);
}

TEST(Address, IsReachedAtAPortOnly) {
  EXPECT_TRUE(IsReachableAddress("centre:7443"));
  for (const char* address : {"centre:0", "centre:000", "centre", ""}) EXPECT_FALSE(IsReachableAddress(address));
}

TEST(Address, KeepsItsSpellingWithAnotherPort) {
  EXPECT_EQ(WithPort("[::1]:0", 7443), "[::1]:7443");
  EXPECT_EQ(WithPort("localhost:0", 1), "localhost:1");
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

// The first error of a file with that line, or what was read.
template <typename Read>
std::string Reading(const std::string& line, Read read) {
  auto reader = ConfigReader::FromText(line + "\n", "c.toml");
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return "";
  const std::string address = read(*reader);
  const Status status = reader->Finish();
  return status.ok() ? address : MessageOf(status);
}

TEST(AddressKey, IsRejectedByOneRule) {
  const std::string form = "c.toml:1: a: must be host:port, such as 127.0.0.1:7443, localhost:7443 or [::1]:7443";
  const auto listen = [](ConfigReader& reader) { return ListenAddressFrom(reader, "a"); };
  const auto loopback = [](ConfigReader& reader) { return LoopbackListenAddressFrom(reader, "a"); };
  const auto or_none = [](ConfigReader& reader) { return ListenAddressOrNone(reader, "a"); };
  const auto reachable = [](ConfigReader& reader) { return ReachableAddressFrom(reader, "a"); };
  for (const char* wrong : {"a = 'nonsense'", "a = '127.0.0.1:99999'", "a = '127.0.0.1:'"}) {
    EXPECT_EQ(Reading(wrong, listen), form) << wrong;
    EXPECT_EQ(Reading(wrong, loopback), form) << wrong;
    EXPECT_EQ(Reading(wrong, or_none), form) << wrong;
    EXPECT_EQ(Reading(wrong, reachable), form) << wrong;
  }
  EXPECT_EQ(Reading("a = ''", listen), form);
  EXPECT_EQ(Reading("a = ''", reachable), form);
  EXPECT_EQ(Reading("a = ''", or_none), "");
  EXPECT_EQ(Reading("", or_none), "");
  EXPECT_EQ(Reading("", listen), "c.toml:1: a: is required");
  EXPECT_EQ(Reading("a = 7", listen), "c.toml:1: a: must be a string, is an integer");
  EXPECT_EQ(Reading("a = 'centre:0'", listen), "centre:0");
  EXPECT_EQ(Reading("a = 'centre:0'", reachable),
            "c.toml:1: a: must have a port of 1 to 65535: nobody can be asked at port 0");
  EXPECT_EQ(Reading("a = 'centre:0'", loopback),
            "c.toml:1: a: must be a loopback address: it is for this machine only");
  EXPECT_EQ(Reading("a = 'localhost:0'", loopback), "localhost:0");
}

TEST(Address, TwoAreOnePlaceWhereOnePortIsTakenByBoth) {
  EXPECT_TRUE(AreOnePlace("127.0.0.1:7443", "127.0.0.1:7443"));
  EXPECT_TRUE(AreOnePlace("0.0.0.0:7443", "127.0.0.1:7443"));
  EXPECT_TRUE(AreOnePlace("localhost:7443", "[::]:7443"));
  EXPECT_FALSE(AreOnePlace("127.0.0.1:7443", "127.0.0.1:7444"));
  EXPECT_FALSE(AreOnePlace("127.0.0.1:7443", "127.0.0.2:7443"));
  EXPECT_FALSE(AreOnePlace("127.0.0.1:0", "127.0.0.1:0")) << "any free port is another one each time";
  EXPECT_FALSE(AreOnePlace("", ""));
}

}  // namespace
}  // namespace clearance
