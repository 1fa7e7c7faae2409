// Random bytes and the ids made of them.
#include "common/base/ids.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace clearance {
namespace {

TEST(RandomTest, SplitMix64MatchesItsReferenceStream) {
  // The stream of Vigna's reference program splitmix64.c for the seed 1234567.
  SeededRandom random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(RandomTest, TheSameSeedFillsTheSameBytes) {
  std::array<std::uint8_t, 19> a, b, c;
  SeededRandom(1).Fill(a);
  SeededRandom(1).Fill(b);
  SeededRandom(2).Fill(c);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
}

TEST(RandomTest, BelowStaysBelow) {
  SeededRandom random(5);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.Below(5));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST(RandomTest, TheSystemFillsEveryByte) {
  // 64 fills of 33 bytes: a byte that is never written would stay 0 in all of them.
  std::array<std::uint8_t, 33> seen{};
  SystemRandom random;
  for (int i = 0; i < 64; ++i) {
    std::array<std::uint8_t, 33> bytes{};
    random.Fill(bytes);
    for (std::size_t k = 0; k < bytes.size(); ++k) seen[k] = static_cast<std::uint8_t>(seen[k] | bytes[k]);
  }
  for (const std::uint8_t byte : seen) EXPECT_NE(byte, 0);
}

TEST(UuidTest, IsVersion4InCanonicalForm) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = NewUuid(random);
    EXPECT_TRUE(IsUuid(uuid)) << uuid;
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(UuidTest, RefusesEveryOtherForm) {
  EXPECT_TRUE(IsUuid("00000000-0000-0000-0000-000000000000"));
  for (const char* bad : {"", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf60",
                          "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf}",
                          "f81d4fae07dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bg6",
                          "f81d4fae-7dec-11d0-a765000a0c91e6bf6", "f81d4fae7dec11d0a76500a0c91e6bf6"}) {
    EXPECT_FALSE(IsUuid(bad)) << bad;
  }
}

}  // namespace
}  // namespace clearance
