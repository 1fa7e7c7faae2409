// Deterministic CBOR: the examples of RFC 8949 appendix A, and every way to write the same data otherwise.
#include "common/base/cbor.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/bytes.h"

namespace clearance {
namespace {

std::string Hex(std::string_view hex) { return *FromHex(hex); }

struct IntExample {
  std::int64_t value;
  const char* hex;
};

// RFC 8949 appendix A, and the ends of what fits std::int64_t.
constexpr IntExample kInts[] = {
    {0, "00"},
    {1, "01"},
    {10, "0a"},
    {23, "17"},
    {24, "1818"},
    {25, "1819"},
    {100, "1864"},
    {255, "18ff"},
    {256, "190100"},
    {1000, "1903e8"},
    {65535, "19ffff"},
    {65536, "1a00010000"},
    {1000000, "1a000f4240"},
    {4294967295, "1affffffff"},
    {4294967296, "1b0000000100000000"},
    {1000000000000, "1b000000e8d4a51000"},
    {std::numeric_limits<std::int64_t>::max(), "1b7fffffffffffffff"},
    {-1, "20"},
    {-10, "29"},
    {-24, "37"},
    {-25, "3818"},
    {-100, "3863"},
    {-1000, "3903e7"},
    {std::numeric_limits<std::int64_t>::min(), "3b7fffffffffffffff"},
};

TEST(CborTest, IntegersOfTheStandardBothWays) {
  for (const IntExample& example : kInts) {
    EXPECT_EQ(ToHex(CborWriter().Int(example.value).Take()), example.hex);
    const std::string bytes = Hex(example.hex);
    CborReader reader(bytes);
    const auto value = reader.Int();
    ASSERT_TRUE(value.ok()) << example.hex << " " << value.status();
    EXPECT_EQ(*value, example.value);
    EXPECT_TRUE(reader.Finish().ok());
  }
}

TEST(CborTest, StringsArraysMapsTagsAndSimpleValues) {
  CborWriter writer;
  writer.Tag(18).Array(6).Bytes(Hex("01020304")).Text("\xC3\xBC").Map(1).Int(1).Bool(true).Bool(false).Null().Text("");
  const std::string bytes = writer.Take();
  EXPECT_EQ(ToHex(bytes), "d286440102030462c3bca101f5f4f660");

  CborReader reader(bytes);
  EXPECT_TRUE(reader.Tag(18).ok());
  EXPECT_EQ(*reader.Array(), 6u);
  EXPECT_EQ(*reader.Bytes(), Hex("01020304"));
  EXPECT_EQ(*reader.Text(), "\xC3\xBC");
  EXPECT_EQ(*reader.Map(), 1u);
  EXPECT_EQ(*reader.Int(), 1);
  EXPECT_FALSE(reader.NullNext());
  EXPECT_TRUE(*reader.Bool());
  EXPECT_FALSE(*reader.Bool());
  EXPECT_TRUE(reader.NullNext());
  EXPECT_EQ(*reader.Text(), "");
  EXPECT_TRUE(reader.Finish().ok());
}

TEST(CborTest, LongStringsHaveTheShortestLength) {
  for (const std::size_t size : {23u, 24u, 255u, 256u, 65535u, 65536u}) {
    const std::string value(size, 'x');
    const std::string bytes = CborWriter().Text(value).Take();
    EXPECT_EQ(bytes.size(), size + (size < 24 ? 1 : size < 256 ? 2 : size < 65536 ? 3 : 5));
    CborReader reader(bytes);
    EXPECT_EQ(*reader.Text(), value);
  }
}

TEST(CborTest, RefusesNumbersNotInTheirShortestForm) {
  for (const char* hex : {"1800", "1817", "190000", "1900ff", "1a00000000", "1a0000ffff", "1b0000000000000000",
                          "1b00000000ffffffff", "3817", "390000"}) {
    const std::string bytes = Hex(hex);
    EXPECT_EQ(CborReader(bytes).Int().status().code(), StatusCode::kInvalidArgument) << hex;
  }
}

TEST(CborTest, RefusesLengthsNotInTheirShortestForm) {
  const std::string bytes = Hex("580161"), text = Hex("780161"), array = Hex("980100"), map = Hex("b8010000"),
                    tag = Hex("d81200");
  EXPECT_FALSE(CborReader(bytes).Bytes().ok());
  EXPECT_FALSE(CborReader(text).Text().ok());
  EXPECT_FALSE(CborReader(array).Array().ok());
  EXPECT_FALSE(CborReader(map).Map().ok());
  EXPECT_TRUE(CborReader(Hex("d21200")).Tag(18).ok());
  EXPECT_FALSE(CborReader(tag).Tag(18).ok());
}

TEST(CborTest, RefusesIndefiniteLengthsAndReservedOnes) {
  const std::string bytes = Hex("5f4161ff"), text = Hex("7f6161ff"), array = Hex("9f00ff"), map = Hex("bf0000ff");
  EXPECT_FALSE(CborReader(bytes).Bytes().ok());
  EXPECT_FALSE(CborReader(text).Text().ok());
  EXPECT_FALSE(CborReader(array).Array().ok());
  EXPECT_FALSE(CborReader(map).Map().ok());
  for (const char* hex : {"1c", "1d", "1e", "1f", "3f"}) {
    const std::string number = Hex(hex);
    EXPECT_FALSE(CborReader(number).Int().ok()) << hex;
  }
}

TEST(CborTest, RefusesEveryTruncation) {
  const std::string whole = CborWriter().Array(3).Int(1'000'000).Text("abcdef").Bytes(std::string(300, 'b')).Take();
  const auto read = [](std::string_view input) {
    CborReader reader(input);
    return reader.Array().ok() && reader.Int().ok() && reader.Text().ok() && reader.Bytes().ok() &&
           reader.Finish().ok();
  };
  EXPECT_TRUE(read(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(read(whole.substr(0, size))) << size;
}

TEST(CborTest, RefusesTrailingBytes) {
  const std::string bytes = Hex("0000");
  CborReader reader(bytes);
  ASSERT_TRUE(reader.Int().ok());
  EXPECT_EQ(reader.Finish().code(), StatusCode::kInvalidArgument);
}

TEST(CborTest, RefusesLengthsBeyondTheInputWithoutAllocating) {
  for (const char* hex : {"5bffffffffffffffff00", "5b7fffffffffffffff00", "5affffffff00", "4200"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Bytes().ok()) << hex;
  }
  for (const char* hex : {"9bffffffffffffffff00", "9affffffff00", "8200"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Array().ok()) << hex;
  }
  for (const char* hex : {"bbffffffffffffffff0000", "bb80000000000000000000", "a100"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Map().ok()) << hex;
  }
}

TEST(CborTest, RefusesIntegersBeyondSixtyFourBits) {
  for (const char* hex : {"1b8000000000000000", "1bffffffffffffffff", "3b8000000000000000", "3bffffffffffffffff"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Int().ok()) << hex;
  }
}

TEST(CborTest, RefusesOtherKindsFloatsAndTexts) {
  for (const char* hex : {"", "60", "40", "80", "a0", "c0", "f4", "f6", "f7", "f90000", "fb0000000000000000"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Int().ok()) << hex;
  }
  for (const char* hex : {"", "00", "f6", "f7", "f814", "f815", "e0"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Bool().ok()) << hex;
  }
  EXPECT_FALSE(CborReader(Hex("6161")).Bytes().ok());
  EXPECT_FALSE(CborReader(Hex("4161")).Text().ok());
  EXPECT_FALSE(CborReader(Hex("d100")).Tag(18).ok());
}

TEST(CborTest, RefusesTextsThatAreNoUtf8) {
  for (const char* hex : {"61ff", "62c3", "62c328", "63eda080", "62c080", "64f4908080", "61c3"}) {
    const std::string bytes = Hex(hex);
    EXPECT_FALSE(CborReader(bytes).Text().ok()) << hex;
  }
}

TEST(CborTest, AFailedReadLeavesTheReaderWhereItStood) {
  const std::string bytes = CborWriter().Int(300).Take();
  CborReader reader(bytes);
  EXPECT_FALSE(reader.Text().ok());
  EXPECT_FALSE(reader.Bool().ok());
  EXPECT_FALSE(reader.Tag(1).ok());
  EXPECT_FALSE(reader.NullNext());
  EXPECT_EQ(*reader.Int(), 300);
}

}  // namespace
}  // namespace clearance
