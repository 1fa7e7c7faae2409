// UTF-8 (Unicode 15 table 3-7), JSON strings (RFC 8259 §7) and text to be shown.
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

TEST(CharactersInTest, CountsCharactersNotBytes) {
  EXPECT_EQ(CharactersIn(""), 0u);
  EXPECT_EQ(CharactersIn("a\xD2\x9B\xE9\x9C\x8D\xF0\x9F\x9B\x82"), 4u);
}

TEST(IsBlankTest, KnowsTheBlanksOfEveryScript) {
  for (const char* blank :
       {"", " ", "\t\n", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x8A", "\xE2\x80\xAF", "\xE3\x80\x80 "})
    EXPECT_TRUE(IsBlank(blank)) << JsonString(blank);
  for (const char* seen : {".", "  a", "\xE3\x80\x80\xE9\x9C\x8D", "\xE2\x80\x93", "\xE3\x80\x81", "\xE3\x80", "\xFF"})
    EXPECT_FALSE(IsBlank(seen)) << JsonString(seen);
}

TEST(JsonStringTest, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(JsonString(""), "\"\"");
  EXPECT_EQ(JsonString("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
  EXPECT_EQ(JsonString("\b\f\n\r\t\x01\x1f"), "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"");
  EXPECT_EQ(JsonString(std::string_view("\0", 1)), "\"\\u0000\"");
  EXPECT_EQ(JsonString("\x7F\xE9\x9C\x8D"), "\"\x7F\xE9\x9C\x8D\"");
  EXPECT_EQ(JsonString("a\xFFz\xC2"), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");
}

TEST(ShownTextTest, LeavesNothingThatActsOnATerminal) {
  EXPECT_EQ(ShownText("DG1.bin қ霍\xF0\x9F\x9B\x82 ~"), "DG1.bin қ霍\xF0\x9F\x9B\x82 ~");
  EXPECT_EQ(ShownText("\x1B[2Jx\a\n\r\t\x7F"), "?[2Jx?????");
  EXPECT_EQ(ShownText(std::string_view("\0", 1)), "?");
  EXPECT_EQ(ShownText("\xC2\x9B"
                      "2J\xC2\x80\xC2\xA0"),
            "?2J?\xC2\xA0");  // C1, among them the one-byte CSI
  EXPECT_EQ(ShownText("\xE2\x80\xAE\xE2\x80\x8E\xE2\x80\x8F\xE2\x81\xA6\xE2\x81\xA9\xE2\x80\x93"), "?????\xE2\x80\x93");
  EXPECT_EQ(ShownText("\xE2\x80\xA8\xE2\x80\xA9"), "??");  // breaks of line and paragraph
  EXPECT_EQ(ShownText("a\xFFz\xC2"), "a?z?");
}

TEST(ShownTextTest, IsCutBetweenCharacters) {
  EXPECT_EQ(ShownText("", 0), "");
  EXPECT_EQ(ShownText("abc", 3), "abc");
  EXPECT_EQ(ShownText("abcd", 3), "abc...");
  EXPECT_EQ(ShownText("ab霍", 4), "ab...");
  EXPECT_EQ(ShownText("ab霍", 5), "ab霍");
  EXPECT_EQ(ShownText("ab\x1B", 2), "ab...");
}

TEST(CountedTest, OneIsNotSeveral) {
  EXPECT_EQ(Counted(0, "entry", "entries"), "0 entries");
  EXPECT_EQ(Counted(1, "entry", "entries"), "1 entry");
  EXPECT_EQ(Counted(21, "entry", "entries"), "21 entries");
}

}  // namespace
}  // namespace clearance
