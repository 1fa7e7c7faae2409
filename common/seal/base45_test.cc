#include "common/seal/base45.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

TEST(Base45Test, AgreesWithTheExamplesOfRfc9285) {
  EXPECT_EQ(Base45Encode("AB"), "BB8");
  EXPECT_EQ(Base45Encode("Hello!!"), "%69 VD92EX0");
  EXPECT_EQ(Base45Encode("base-45"), "UJCLQE7W581");
  EXPECT_EQ(Base45Decode("QED8WEX0").value(), "ietf!");
  EXPECT_EQ(Base45Decode("").value(), "");
}

TEST(Base45Test, RefusesWhatNoEncoderWrites) {
  const auto problem = [](std::string_view text) {
    const auto status = Base45Decode(text).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(FieldOf(status), "base45");
    return MessageOf(status);
  };
  EXPECT_NE(problem("BB8A").find("column 4"), std::string::npos);    // a group of one
  EXPECT_NE(problem("BB8GGW").find("column 4"), std::string::npos);  // 65536
  EXPECT_NE(problem("BB8V5").find("column 4"), std::string::npos);   // 256
  EXPECT_NE(problem("BB8:::").find("column 4"), std::string::npos);
  EXPECT_NE(problem("bB8").find("column 1"), std::string::npos);
  EXPECT_NE(problem("BB\n").find("column 3"), std::string::npos);
  EXPECT_NE(problem("B\x80\x80").find("column 2"), std::string::npos);
}

TEST(Base45Test, EveryValueHasOneEncoding) {
  // All pairs of characters and all triples: what is decoded is encoded to the same text again.
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  int decoded = 0;
  for (const char a : kAlphabet) {
    for (const char b : kAlphabet) {
      const std::string pair{a, b};
      if (const auto bytes = Base45Decode(pair); bytes.ok()) {
        ASSERT_EQ(Base45Encode(*bytes), pair);
        ++decoded;
      }
      for (const char c : kAlphabet) {
        const std::string triple{a, b, c};
        if (const auto bytes = Base45Decode(triple); bytes.ok()) {
          ASSERT_EQ(Base45Encode(*bytes), triple);
          ++decoded;
        }
      }
    }
  }
  EXPECT_EQ(decoded, 256 + 65536);
}

TEST(Base45Test, RoundTripsBytesOfEveryLength) {
  SeededRandom random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random.Next());
    EXPECT_EQ(Base45Decode(Base45Encode(bytes)).value(), bytes);
  }
}

TEST(Base45Test, ReadsTheSharedCertificates) {
  REQUIRE_SHARED(folder, "testdata/dgc_qr");
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    const auto test = nlohmann::json::parse(file);
    const auto& expected = test["EXPECTEDRESULTS"];
    if (!expected.contains("EXPECTEDB45DECODE") || !test.contains("BASE45")) continue;
    const auto bytes = Base45Decode(test["BASE45"].get<std::string>());
    ASSERT_EQ(bytes.ok(), expected["EXPECTEDB45DECODE"].get<bool>()) << entry.path() << bytes.status();
    if (!bytes.ok() || !test.contains("COMPRESSED")) continue;
    EXPECT_EQ(ToHex(*bytes), test["COMPRESSED"].get<std::string>()) << entry.path();
    ++read;
  }
  EXPECT_GE(read, 4);
}

}  // namespace
}  // namespace clearance
