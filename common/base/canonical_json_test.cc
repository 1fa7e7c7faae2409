// Tests of canonical JSON: the vectors RFC 8785 publishes, what must not change the form, and what is refused.
#include "common/base/canonical_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>

#include "common/base/bytes.h"

namespace clearance {
namespace {

std::string Canonical(std::string_view json) {
  const auto text = CanonicalJson(json);
  return text.ok() ? *text : "refused: " + MessageOf(text.status());
}

struct Number {
  std::uint64_t bits;
  const char* text;
};

TEST(CanonicalJsonTest, WritesNumbersAsAppendixB) {
  // RFC 8785 appendix B, all but the three that are no JSON (NaN, Infinity).
  for (const Number& number : std::initializer_list<Number>{{0x0000000000000000, "0"},
                                                            {0x8000000000000000, "0"},
                                                            {0x0000000000000001, "5e-324"},
                                                            {0x8000000000000001, "-5e-324"},
                                                            {0x7fefffffffffffff, "1.7976931348623157e+308"},
                                                            {0xffefffffffffffff, "-1.7976931348623157e+308"},
                                                            {0x4340000000000000, "9007199254740992"},
                                                            {0xc340000000000000, "-9007199254740992"},
                                                            {0x4430000000000000, "295147905179352830000"},
                                                            {0x44b52d02c7e14af5, "9.999999999999997e+22"},
                                                            {0x44b52d02c7e14af6, "1e+23"},
                                                            {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                                                            {0x444b1ae4d6e2ef4e, "999999999999999700000"},
                                                            {0x444b1ae4d6e2ef4f, "999999999999999900000"},
                                                            {0x444b1ae4d6e2ef50, "1e+21"},
                                                            {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                                                            {0x3eb0c6f7a0b5ed8d, "0.000001"},
                                                            {0x41b3de4355555553, "333333333.3333332"},
                                                            {0x41b3de4355555554, "333333333.33333325"},
                                                            {0x41b3de4355555555, "333333333.3333333"},
                                                            {0x41b3de4355555556, "333333333.3333334"},
                                                            {0x41b3de4355555557, "333333333.33333343"},
                                                            {0xbecbf647612f3696, "-0.0000033333333333333333"},
                                                            {0x43143ff3c1cb0959, "1424953923781206.2"}}) {
    // Seventeen digits are one double alone.
    char written[40];
    std::snprintf(written, sizeof written, "%.17g", std::bit_cast<double>(number.bits));
    EXPECT_EQ(Canonical(written), number.text);
    // What is written is read as the same number, and written again.
    EXPECT_EQ(Canonical(number.text), number.text);
  }
}

TEST(CanonicalJsonTest, KeepsTheExamplesOfTheRfc) {
  // RFC 8785 §3.2.2 with its bytes of §3.2.4.
  EXPECT_EQ(
      ToHex(Canonical(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })")),
      "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e33333333"
      "3333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c22"
      "5c5c5c5c5c222f227d");
  // §3.2.3: the order of UTF-16 code units, where U+1F600 comes before U+FB33.
  EXPECT_EQ(
      Canonical(R"({
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
  })"),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"\xC3\xB6\":\"Latin Small Letter O With "
      "Diaeresis\",\"\xE2\x82\xAC\":\"Euro Sign\",\"\xF0\x9F\x98\x80\":\"Emoji: Grinning "
      "Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(CanonicalJsonTest, KeepsTheReferenceCases) {
  // Test data that the RFC's author publishes: arrays, structures, weird, unicode.
  EXPECT_EQ(Canonical(R"([56, {"d": true, "10": null, "1": [ ]}])"), R"([56,{"1":[],"10":null,"d":true}])");
  EXPECT_EQ(Canonical(R"({"1": {"f": {"f": "hi","F": 5} ,"\n": 56.0}, "10": { }, "": "empty", "a": { },
                          "111": [ { } ], "A": { }})"),
            R"({"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}})");
  EXPECT_EQ(Canonical(R"({"\u20ac": 1, "1": 2, "\u0080": "Control\u007f", "\ud83d\ude02": 3, "\u00f6": 4, "\ufb33": 5,
                          "</script>": 6})"),
            "{\"1\":2,\"</script>\":6,\"\xC2\x80\":\"Control\x7F\",\"\xC3\xB6\":4,\"\xE2\x82\xAC\":1,"
            "\"\xF0\x9F\x98\x82\":3,\"\xEF\xAC\xB3\":5}");
  // No normalization: A and a combining ring stay two characters.
  EXPECT_EQ(Canonical(R"({"Unnormalized Unicode":"A\u030a"})"), "{\"Unnormalized Unicode\":\"A\xCC\x8A\"}");
}

TEST(CanonicalJsonTest, EscapesAsLittleAsMayBe) {
  EXPECT_EQ(Canonical(R"("\u0000\u0001\b\t\n\u000b\f\r\u001f\u0020\"\\\/\u007f")"),
            "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7F\"");
}

TEST(CanonicalJsonTest, RoundsIntegersToDouble) {
  EXPECT_EQ(Canonical("[9007199254740993,18446744073709551615,123456789012345678901234567890,-9223372036854775808,-0]"),
            "[9007199254740992,18446744073709552000,1.2345678901234568e+29,-9223372036854776000,0]");
  EXPECT_EQ(Canonical("[1e-400,100000000000000000000,1e20,1e21,0.1e1]"),
            "[0,100000000000000000000,100000000000000000000,1e+21,1]");
}

// A JSON value made at random, as one of many texts for the same thing: `order` shuffles members and white space only.
std::string RandomJson(std::mt19937& shape, std::mt19937& order, int depth) {
  const auto space = [&] { return std::string(order() % 3, " \n\t"[order() % 3]); };
  const auto kind = depth == 0 ? shape() % 4 : shape() % 6;
  if (kind == 0) return "null";
  if (kind == 1) {
    double number = std::bit_cast<double>(std::uint64_t{shape()} << 32 | shape());
    if (!std::isfinite(number)) number = 1.5;
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", number);
    return text;
  }
  if (kind == 2) return std::to_string(static_cast<int>(shape()));
  if (kind == 3)
    return "\"\\u" + ToHex(std::string{static_cast<char>(shape() % 0xD0), static_cast<char>(shape())}) + "\"";
  const std::size_t count = shape() % 5;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name =
        kind == 4 ? ""
                  : "\"" + std::to_string(i * 7) + (shape() % 2 == 0 ? "\xEF\xAC\xB3" : "\xF0\x9F\x98\x80") + "\":";
    parts.push_back(space() + name + space() + RandomJson(shape, order, depth - 1) + space());
  }
  if (kind == 5) std::shuffle(parts.begin(), parts.end(), order);
  std::string text = kind == 4 ? "[" : "{";
  for (const std::string& part : parts) text.append(text.size() > 1 ? "," : "").append(part);
  return text + (kind == 4 ? "]" : "}");
}

TEST(CanonicalJsonTest, IsOneTextForAllTextsOfAValueAndStaysItself) {
  std::size_t different = 0;
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    std::mt19937 shape_a(seed), shape_b(seed), order_a(seed), order_b(seed + 1);
    const std::string a = RandomJson(shape_a, order_a, 4);
    const std::string b = RandomJson(shape_b, order_b, 4);
    const auto canonical = CanonicalJson(a);
    ASSERT_TRUE(canonical.ok()) << canonical.status() << a;
    EXPECT_EQ(*canonical, Canonical(b)) << a;
    EXPECT_EQ(*canonical, Canonical(*canonical));
    if (a != b) ++different;
  }
  EXPECT_GT(different, 500U);
}

TEST(CanonicalJsonTest, GivesTheMembersOfAnObject) {
  const auto members = CanonicalMembers(R"({"b\n": {"y": 1.0, "x": 2}, "a": "\u0041"})");
  ASSERT_TRUE(members.ok());
  ASSERT_EQ(members->size(), 2U);
  EXPECT_EQ((*members)[0].name, "a");
  EXPECT_EQ((*members)[0].value, "\"A\"");
  EXPECT_EQ((*members)[1].name, "b\n");
  EXPECT_EQ((*members)[1].value, R"({"x":2,"y":1})");
  EXPECT_TRUE(CanonicalMembers("{}")->empty());
  EXPECT_FALSE(CanonicalMembers("[{}]").ok());
  EXPECT_FALSE(CanonicalMembers("7").ok());
}

struct Hostile {
  std::string_view json;
  const char* problem;
};

TEST(CanonicalJsonTest, RefusesWhatIsNotStrictJson) {
  using namespace std::string_view_literals;
  for (const Hostile& hostile : std::initializer_list<Hostile>{{"", "not JSON at byte"},
                                                               {" ", "not JSON"},
                                                               {"{", "not JSON"},
                                                               {"[1,]", "not JSON at byte 4"},
                                                               {"{\"a\":1,}", "not JSON"},
                                                               {"{a:1}", "not JSON"},
                                                               {"{'a':1}", "not JSON"},
                                                               {"[1] x", "not JSON"},
                                                               {"[1]\0"sv, "not JSON at byte 3"},
                                                               {"\"\0\""sv, "not JSON at byte 1"},
                                                               {"// note\n1", "not JSON"},
                                                               {"[1 /* note */]", "not JSON"},
                                                               {"01", "not JSON"},
                                                               {"+1", "not JSON"},
                                                               {".5", "not JSON"},
                                                               {"1.", "not JSON"},
                                                               {"0x1", "not JSON"},
                                                               {"NaN", "not JSON"},
                                                               {"-Infinity", "not JSON"},
                                                               {"True", "not JSON"},
                                                               {"\"\t\"", "not JSON"},
                                                               {"\"\\x41\"", "not JSON"},
                                                               {"\xEF\xBB\xBF{}", "byte order mark"},
                                                               {"\"\xC3\"", "not JSON"},
                                                               {"\"\xC0\xAF\"", "not JSON"},
                                                               {"\"\xED\xA0\x80\"", "not JSON"},
                                                               {"\"\xF4\x90\x80\x80\"", "not JSON"},
                                                               {R"("\ud83d")", "not JSON"},
                                                               {R"("\ud83dx")", "not JSON"},
                                                               {R"("\ude02")", "not JSON"},
                                                               {R"("\ude02\ud83d")", "not JSON"},
                                                               {"1e309", "beyond double"},
                                                               {"-1e309", "beyond double"},
                                                               {R"({"a":1,"b":2,"a":1})", "twice"},
                                                               {R"([{"a":{"x":1,"\u0078":2}}])", "twice"},
                                                               {R"({"":1,"":1})", "twice"}}) {
    const auto text = CanonicalJson(hostile.json);
    ASSERT_FALSE(text.ok()) << hostile.json << " became " << *text;
    EXPECT_EQ(text.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(MessageOf(text.status()).find(hostile.problem), std::string::npos) << hostile.json << text.status();
    EXPECT_FALSE(CanonicalMembers(hostile.json).ok());
  }
}

TEST(CanonicalJsonTest, NeverRepeatsWhatItRead) {
  const auto text = CanonicalJson(R"({"n": "SECRET" SECRET})");
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(MessageOf(text.status()).find("SECRET"), std::string::npos) << text.status();
}

TEST(CanonicalJsonTest, BoundsDepthAndLength) {
  const std::string deep = std::string(kMaxCanonicalJsonDepth, '[') + std::string(kMaxCanonicalJsonDepth, ']');
  EXPECT_EQ(Canonical(deep), deep);
  EXPECT_NE(Canonical("[" + deep + "]").find("too deep"), std::string::npos);
  EXPECT_NE(Canonical("{\"a\":" + deep + "}").find("too deep"), std::string::npos);
  EXPECT_NE(Canonical(std::string(kMaxCanonicalJsonBytes, '[')).find("too deep"), std::string::npos);
  const std::string longest = "\"" + std::string(kMaxCanonicalJsonBytes - 2, 'x') + "\"";
  EXPECT_EQ(Canonical(longest), longest);
  EXPECT_NE(Canonical(longest + " ").find("too long"), std::string::npos);
}

}  // namespace
}  // namespace clearance
