// Tests of base64: RFC 4648's vectors, every byte there and back, and one text alone for any bytes.
#include "common/base/base64.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>

namespace clearance {
namespace {

TEST(Base64Test, WritesAndReadsTheVectorsOfRfc4648) {
  // RFC 4648 §10.
  for (const auto& [bytes, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(ToBase64(bytes), text);
    EXPECT_EQ(FromBase64(text).value(), bytes);
  }
  EXPECT_EQ(ToBase64("\xFB\xFF\xFE"), "+//+");
  EXPECT_EQ(FromBase64("+//+").value(), "\xFB\xFF\xFE");
}

TEST(Base64Test, GoesThereAndBack) {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_EQ(FromBase64(ToBase64(bytes)).value(), bytes);
  }
}

TEST(Base64Test, RefusesWhatIsWrittenOtherwise) {
  for (const char* text : {"-w==", "_w==", "Zg", "Zm8", "Zm9vY", "Zg=", "Zg===", "Zm9v====", "Zg=v",
                           "Zh==", "Zm9=", "====", "Z m9", "Zm9v\n", "\xC3\xA4w="}) {
    const auto bytes = FromBase64(text);
    ASSERT_FALSE(bytes.ok()) << text;
    EXPECT_EQ(FieldOf(bytes.status()), "base64") << text;
  }
}

}  // namespace
}  // namespace clearance
