// ISO/IEC 9796-2 scheme 1: what is recovered, and what is turned down.
#include "common/document/message_recovery.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"

namespace clearance {
namespace {

struct Trailer {
  DigestAlgorithm digest;
  std::string bytes;
};

const std::vector<Trailer> kTrailers = {{DigestAlgorithm::kSha1, "\xBC"},       {DigestAlgorithm::kSha1, "\x33\xCC"},
                                        {DigestAlgorithm::kSha224, "\x38\xCC"}, {DigestAlgorithm::kSha256, "\x34\xCC"},
                                        {DigestAlgorithm::kSha384, "\x36\xCC"}, {DigestAlgorithm::kSha512, "\x35\xCC"}};

constexpr std::string_view kFirst = "the chip's part";
constexpr std::string_view kSecond = "ours, 8b";

std::string Made(const Trailer& trailer, char header = '\x6A') {
  const std::string message = std::string(kFirst) + std::string(kSecond);
  return header + std::string(kFirst) + Digest(trailer.digest, message) + trailer.bytes;
}

TEST(MessageRecoveryTest, EveryHashOfDoc9303) {
  for (const Trailer& trailer : kTrailers) {
    const std::string representative = Made(trailer);
    const auto recovered = ReadRecoveredMessage(representative);
    ASSERT_TRUE(recovered) << ToHex(trailer.bytes);
    EXPECT_EQ(recovered->digest, trailer.digest);
    EXPECT_EQ(recovered->first_part, kFirst);
    EXPECT_EQ(recovered->hash.size(), DigestBytes(trailer.digest));
    EXPECT_TRUE(RecoveredMessageIsOver(representative, kSecond));
    EXPECT_FALSE(RecoveredMessageIsOver(representative, "ours, 8c"));
    EXPECT_FALSE(RecoveredMessageIsOver(representative, ""));
  }
}

TEST(MessageRecoveryTest, EveryOtherHeaderIsTurnedDown) {
  for (int header = 0; header < 256; ++header) {
    EXPECT_EQ(RecoveredMessageIsOver(Made(kTrailers.front(), static_cast<char>(header)), kSecond), header == 0x6A);
  }
}

TEST(MessageRecoveryTest, EveryOtherTrailerIsTurnedDown) {
  for (int last = 0; last < 256; ++last) {
    const std::string one = {static_cast<char>(last)};
    EXPECT_EQ(RecoveredMessageIsOver(Made({DigestAlgorithm::kSha1, one}), kSecond), last == 0xBC) << last;
    const std::string two = {static_cast<char>(last), '\xCC'};
    EXPECT_EQ(RecoveredMessageIsOver(Made({DigestAlgorithm::kSha1, two}), kSecond), last == 0x33) << last;
  }
}

TEST(MessageRecoveryTest, AnyByteChangedIsNoLongerOverTheMessage) {
  const std::string good = Made({DigestAlgorithm::kSha256, "\x34\xCC"});
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 0x01);
    EXPECT_FALSE(RecoveredMessageIsOver(changed, kSecond)) << i;
  }
}

TEST(MessageRecoveryTest, TooShortForItsHash) {
  for (const Trailer& trailer : kTrailers) {
    const std::string shortest = '\x6A' + Digest(trailer.digest, kSecond) + trailer.bytes;
    EXPECT_TRUE(RecoveredMessageIsOver(shortest, kSecond));  // an empty first part
    std::string shorter = shortest;
    shorter.erase(1, 1);
    EXPECT_FALSE(ReadRecoveredMessage(shorter));
  }
  for (const std::string_view text : {"", "\x6A", "\xBC", "\xCC", "\x6A\xBC", "\x6A\xCC", "\x6A\x34\xCC"})
    EXPECT_FALSE(ReadRecoveredMessage(text)) << ToHex(text);
}

std::string Hex(std::string_view hex) { return *FromHex(hex); }

TEST(RepresentativeTest, IsTheOneThatEndsInC) {
  EXPECT_EQ(ToHex(RepresentativeOf(Hex("6a00bc"), Hex("ff0103"))), "6a00bc");
  EXPECT_EQ(ToHex(RepresentativeOf(Hex("950047"), Hex("ff0103"))), "6a00bc");
  EXPECT_EQ(ToHex(RepresentativeOf(Hex("000001"), Hex("ff0000"))), "feffff");  // borrows all the way
}

TEST(RepresentativeDeathTest, NumbersOfTwoLengthsAreABug) {
  EXPECT_DEATH(RepresentativeOf("a", "ab"), "CHECK failed");
  EXPECT_DEATH(RepresentativeOf("", ""), "CHECK failed");
}

}  // namespace
}  // namespace clearance
