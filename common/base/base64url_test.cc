// Tests of base64url: RFC 4648's vectors, every byte there and back, and one text alone for any bytes.
#include "common/base/base64url.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>

#include "tests/support/base64url_writer.h"

namespace clearance {
namespace {

TEST(Base64UrlTest, ReadsTheVectorsOfRfc4648) {
  // RFC 4648 §10.
  for (const auto& [bytes, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(FromBase64Url(text).value(), bytes);
    EXPECT_EQ(ToBase64Url(bytes), text);
    std::string bare = text;
    bare.erase(std::min(bare.find('='), bare.size()));
    EXPECT_EQ(FromBase64Url(bare).value(), bytes) << bare;
  }
  EXPECT_EQ(FromBase64Url("-_8").value(), "\xFB\xFF");
}

TEST(Base64UrlTest, GoesThereAndBack) {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_EQ(FromBase64Url(ToBase64Url(bytes)).value(), bytes);
  }
}

TEST(Base64UrlTest, RefusesWhatIsWrittenOtherwise) {
  for (const auto& [text, problem] : {std::pair{"+w==", "none of base64url"},
                                      {"/w==", "none of base64url"},
                                      {"Zm 9v", "length"},
                                      {"Zm9v Zm9", "none of base64url"},
                                      {"Z", "length"},
                                      {"Zm9vY", "length"},
                                      {"Zg=", "padding"},
                                      {"Zg===", "padding"},
                                      {"Zm9v====", "padding"},
                                      {"Zm9v=", "padding"},
                                      {"Zg=v", "after its padding"},
                                      {"Zh==", "left over"},
                                      {"Zh", "left over"},
                                      {"Zm9", "left over"},
                                      {"====", "padding"},
                                      {"\xC3\xA4w", "none of base64url"}}) {
    const auto bytes = FromBase64Url(text);
    ASSERT_FALSE(bytes.ok()) << text;
    EXPECT_NE(MessageOf(bytes.status()).find(problem), std::string::npos) << text << ": " << bytes.status();
  }
}

}  // namespace
}  // namespace clearance
