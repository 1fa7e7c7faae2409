// UTF-8 (Unicode 15 table 3-7) and JSON strings (RFC 8259 §7).
#include "common/base/text.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(Utf8Test, KnowsTheLengthOfEveryKindOfCharacter) {
  EXPECT_EQ(Utf8CharacterBytes("az"), 1u);
  EXPECT_EQ(Utf8CharacterBytes("\xD2\x9B x"), 2u);          // қ
  EXPECT_EQ(Utf8CharacterBytes("\xE9\x9C\x8D x"), 3u);      // 霍
  EXPECT_EQ(Utf8CharacterBytes("\xF0\x9F\x9B\x82 x"), 4u);  // passport control
  EXPECT_EQ(Utf8CharacterBytes(""), 0u);
}

TEST(Utf8Test, AcceptsTheEndsOfEveryRange) {
  for (const char* good : {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(good));
  }
}

TEST(Utf8Test, RefusesOverlongSurrogateOutOfRangeAndTruncated) {
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "\xC2", "\xC2\x41", "\xE9\x9C", "\xE9\x9C\x41", "\xF0\x9F\x9B", "ok\xFE"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

TEST(JsonStringTest, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(JsonString(""), "\"\"");
  EXPECT_EQ(JsonString("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
  EXPECT_EQ(JsonString("\n\r\t\x01\x1f"), "\"\\n\\r\\t\\u0001\\u001f\"");
  EXPECT_EQ(JsonString(std::string_view("\0", 1)), "\"\\u0000\"");
  EXPECT_EQ(JsonString("\x7F\xE9\x9C\x8D"), "\"\x7F\xE9\x9C\x8D\"");
  EXPECT_EQ(JsonString("a\xFFz\xC2"), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace clearance
