// Resume tokens: each opens for the watch it was made for, and nothing else does.
#include "common/wire/watch_tokens.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/error_reasons.h"
#include "common/crypto/aead.h"

namespace clearance {
namespace {

SecretBytes NewKey() { return SecretBytes(std::string(kAeadKeyBytes, 'k')); }
constexpr std::string_view kWatch = "holds of kaz-police";

TEST(WatchTokensTest, ATokenLeadsBackToItsChangeAfterARestart) {
  for (const std::uint64_t change : {std::uint64_t{0}, std::uint64_t{17}, std::numeric_limits<std::uint64_t>::max()}) {
    const std::string token = WatchTokens(NewKey()).Make(kWatch, change);
    const auto opened = WatchTokens(NewKey()).Open(kWatch, token);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, change);
  }
}

TEST(WatchTokensTest, ATokenTellsNothingOfItsChange) {
  const WatchTokens tokens{NewKey()};
  const std::string token = tokens.Make(kWatch, 7);
  EXPECT_NE(token, tokens.Make(kWatch, 7)) << "equal tokens would tell that nothing happened between them";
  EXPECT_EQ(token.size(), tokens.Make(kWatch, 1'000'000).size());
}

TEST(WatchTokensTest, WhatWasNotMadeForThisWatchOpensNoOther) {
  const WatchTokens tokens{NewKey()};
  const std::string token = tokens.Make(kWatch, 7);
  std::string altered = token;
  altered.back() = altered.back() == '0' ? '1' : '0';
  for (const auto& [watch, sent] : {std::pair<std::string_view, std::string>("holds of customs", token),
                                    {kWatch, altered},
                                    {kWatch, token + "00"},
                                    {kWatch, token.substr(2)},
                                    {kWatch, "7"},
                                    {kWatch, std::string(token.size(), 'z')},
                                    {kWatch, ""}}) {
    const auto opened = tokens.Open(watch, sent);
    EXPECT_EQ(opened.status().code(), StatusCode::kOutOfRange) << sent;
    EXPECT_EQ(ReasonOf(opened.status()), error_reason::kResumeTokenTooOld) << sent;
  }
  const WatchTokens others{SecretBytes(std::string(kAeadKeyBytes, 'o'))};
  EXPECT_EQ(others.Open(kWatch, token).status().code(), StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace clearance
