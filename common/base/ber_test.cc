// Tests of ber: lengths of every form, nesting without recursion, and that hostile input is refused at its offset.
#include "common/base/ber.h"

#include <gtest/gtest.h>

#include <random>

#include "common/base/bytes.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

std::string Bytes(std::string_view hex) { return FromHex(hex).value(); }

TEST(BerTest, ReadsShortLongAndManyOctetTags) {
  const std::string input = Bytes(
      "020105"
      "7f4e03800101"
      "5f1f020102"
      "0481050102030405");
  BerReader reader(input);
  EXPECT_EQ(reader.Take(ber::kInteger)->content, Bytes("05"));
  const auto second = reader.Next();
  EXPECT_EQ(second->tag, 0x7F4EU);
  EXPECT_TRUE(second->constructed);
  EXPECT_EQ(second->whole, Bytes("7f4e03800101"));
  EXPECT_EQ(reader.Take(0x5F1F)->content, Bytes("0102"));
  const auto last = reader.Take(ber::kOctetString);
  EXPECT_EQ(last->content, Bytes("0102030405"));
  EXPECT_FALSE(last->shortest);
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_TRUE(reader.Finish().ok());
}

TEST(BerTest, ATruthValueIsOneOctetAndTrueWhenAnyBitIsSet) {
  EXPECT_EQ(*BerBoolean(Bytes("00")), false);
  EXPECT_EQ(*BerBoolean(Bytes("ff")), true);
  EXPECT_EQ(*BerBoolean(Bytes("01")), true);
  for (const char* bad : {"", "0000", "ff00"}) EXPECT_FALSE(BerBoolean(Bytes(bad)).ok()) << bad;
}

TEST(BerTest, BitsAreTakenOnlyAsWholeOctets) {
  EXPECT_EQ(*BerWholeBits(Bytes("00a0b1")), Bytes("a0b1"));
  EXPECT_EQ(*BerWholeBits(Bytes("00")), "");
  for (const char* bad : {"", "01a0", "07"}) EXPECT_FALSE(BerWholeBits(Bytes(bad)).ok()) << bad;
}

TEST(BerTest, ReadsIndefiniteLengthsInEachOther) {
  const std::string input = Bytes(
      "30803080020101000030030201020000"
      "0500");
  BerReader reader(input);
  const auto outer = reader.Take(ber::kSequence);
  ASSERT_TRUE(outer.ok());
  EXPECT_TRUE(outer->indefinite);
  EXPECT_EQ(outer->content, Bytes("308002010100003003020102"));
  EXPECT_EQ(outer->whole.size(), input.size() - 2);
  BerReader inner(outer->content);
  EXPECT_EQ(inner.Take(ber::kSequence)->content, Bytes("020101"));
  EXPECT_EQ(inner.Take(ber::kSequence)->content, Bytes("020102"));
  EXPECT_TRUE(reader.Take(ber::kNull).ok());
}

struct Hostile {
  const char* hex;
  const char* problem;
};

TEST(BerTest, RefusesWhatIsNotThere) {
  for (const Hostile& hostile :
       {Hostile{"", "missing"}, Hostile{"02", "length is missing"}, Hostile{"0205010203", "past the end"},
        Hostile{"0284ffffffff00", "past the end"}, Hostile{"02850000000001ff", "more octets"},
        Hostile{"0282", "more octets"}, Hostile{"1f8181818100", "does not end"}, Hostile{"7f", "does not end"},
        Hostile{"0000", "none belong"}, Hostile{"0280ff0000", "primitive"}, Hostile{"30800201", "past the end"},
        Hostile{"3080020101", "missing"}, Hostile{"3080000100", "two zeros"}}) {
    const std::string input = Bytes(hostile.hex);
    BerReader reader(input);
    const auto element = reader.Next();
    ASSERT_FALSE(element.ok()) << hostile.hex;
    EXPECT_NE(MessageOf(element.status()).find(hostile.problem), std::string::npos)
        << hostile.hex << ": " << MessageOf(element.status());
    EXPECT_EQ(reader.rest(), input) << "an error moves nothing";
  }
}

TEST(BerTest, DepthIsBounded) {
  std::string deep;
  for (std::size_t i = 0; i < kMaxBerDepth; ++i) deep += Bytes("3080");
  std::string closed = deep;
  for (std::size_t i = 0; i < kMaxBerDepth; ++i) closed += Bytes("0000");
  EXPECT_TRUE(BerReader(closed).Next().ok());
  const std::string deeper = Bytes("3080") + closed + Bytes("0000");
  EXPECT_FALSE(BerReader(deeper).Next().ok());
  std::string endless;
  for (int i = 0; i < 100'000; ++i) endless += Bytes("3080");
  EXPECT_FALSE(BerReader(endless).Next().ok());
}

TEST(BerTest, AnotherTagIsLeftWhereItIs) {
  const std::string input = Bytes("020105");
  BerReader reader(input);
  EXPECT_FALSE(reader.Take(ber::kNull).ok());
  EXPECT_FALSE(reader.TakeIf(ber::kNull)->has_value());
  EXPECT_TRUE(reader.TakeIf(ber::kInteger)->has_value());
  EXPECT_FALSE(reader.TakeIf(ber::kInteger)->has_value());
  EXPECT_FALSE(ReadBer(Bytes("02010500"), ber::kInteger).ok());
}

TEST(BerTest, Integers) {
  EXPECT_EQ(BerInteger(Bytes("00")).value(), 0);
  EXPECT_EQ(BerInteger(Bytes("00ff")).value(), 255);
  EXPECT_EQ(BerInteger(Bytes("ff")).value(), -1);
  EXPECT_EQ(BerInteger(Bytes("8000000000000000")).value(), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(BerInteger("").ok());
  EXPECT_FALSE(BerInteger(Bytes("000000000000000001")).ok());
}

TEST(BerTest, ObjectIdentifiers) {
  EXPECT_EQ(BerOid(Bytes("678108010101")).value(), "2.23.136.1.1.1");
  EXPECT_EQ(BerOid(Bytes("2a864886f70d010702")).value(), "1.2.840.113549.1.7.2");
  EXPECT_EQ(BerOid(Bytes("883703")).value(), "2.999.3");
  EXPECT_FALSE(BerOid("").ok());
  EXPECT_FALSE(BerOid(Bytes("6781")).ok());
  EXPECT_FALSE(BerOid(Bytes("67ffffffffffffffffffff7f")).ok());
  EXPECT_FALSE(BerOid(std::string(65, '\1')).ok());
  for (const char* dotted : {"2.23.136.1.1.1", "1.2.840.10045.4.3.2", "0.4.0.127.0.7.2.2.3.2.4", "2.999.3"})
    EXPECT_EQ(BerOid(OidContent(dotted)).value(), dotted);
}

TEST(BerTest, OctetsInPieces) {
  const std::string plain = Bytes("0402abcd");
  EXPECT_EQ(BerOctets(BerReader(plain).Next().value()).value(), Bytes("abcd"));
  const std::string pieces = Bytes(
      "2480"
      "0402abcd"
      "2480"
      "0401ef"
      "0000"
      "040101"
      "0000");
  EXPECT_EQ(BerOctets(BerReader(pieces).Next().value()).value(), Bytes("abcdef01"));
  for (const char* wrong : {"2403020101", "020101", "3003040101"}) {
    const std::string bytes = Bytes(wrong);
    EXPECT_FALSE(BerOctets(BerReader(bytes).Next().value()).ok()) << wrong;
  }
}

TEST(BerTest, Times) {
  const auto time = [](std::uint32_t tag, std::string_view text) {
    BerElement element;
    element.tag = tag;
    element.content = text;
    const auto instant = BerTime(element);
    return instant.ok() ? FormatInstant(*instant) : "none";
  };
  EXPECT_EQ(time(ber::kUtcTime, "490101000000Z"), "2049-01-01T00:00:00.000Z");
  EXPECT_EQ(time(ber::kUtcTime, "500101000000Z"), "1950-01-01T00:00:00.000Z");
  EXPECT_EQ(time(ber::kGeneralizedTime, "20261125204602Z"), "2026-11-25T20:46:02.000Z");
  EXPECT_EQ(time(ber::kUtcTime, "260229000000Z"), "none");
  EXPECT_EQ(time(ber::kUtcTime, "261125204602"), "none");
  EXPECT_EQ(time(ber::kGeneralizedTime, "20261125204602.5Z"), "none");
  EXPECT_EQ(time(ber::kUtcTime, "2611252460+1Z"), "none");
  EXPECT_EQ(time(ber::kNull, "261125204602Z"), "none");
}

TEST(BerTest, WritesTheShortestForm) {
  EXPECT_EQ(BerElementOf(ber::kInteger, Bytes("05")), Bytes("020105"));
  EXPECT_EQ(BerElementOf(0x7F4E, std::string(0x80, 'x')).substr(0, 4), Bytes("7f4e8180"));
  EXPECT_EQ(BerElementOf(ber::kOctetString, std::string(0x1234, 'x')).substr(0, 4), Bytes("04821234"));
}

// What is written is read back, and no prefix of it is.
TEST(BerTest, RoundTripAndEveryPrefix) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    const std::string content(random() % 400, static_cast<char>(random()));
    const std::uint32_t tag = i % 2 == 0 ? 0x04 : 0x7F2E;
    const std::string written = BerElementOf(tag, content);
    const auto read = ReadBer(written, tag);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->content, content);
    EXPECT_TRUE(read->shortest);
    for (std::size_t size = 0; size < written.size(); ++size)
      EXPECT_FALSE(BerReader(std::string_view(written).substr(0, size)).Next().ok());
  }
}

}  // namespace
}  // namespace clearance
