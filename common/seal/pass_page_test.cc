// Tests of the page of a pass: both clocks, the late rule, the code itself, and nothing from elsewhere.
#include "common/seal/pass_page.h"

#include <gmock/gmock.h>

#include "common/seal/qr_picture.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Instant kStart = FromUnixMs(1'795'305'600'000);  // 2026-11-22T00:00:00Z

const ZoneTable& Zones() {
  static const ZoneTable zones({{kStart, std::chrono::minutes(480)}}, {{kStart, std::chrono::minutes(300)}});
  return zones;
}

std::string Seal(Instant start, const std::string& port = "KHORGOS") {
  static const SigningKey key = SigningKey::Generate();
  return SignSeal({"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42",
                   start,
                   start + std::chrono::minutes(15),
                   port,
                   {Territory::kKaz, Territory::kIcbc},
                   "icbc-kaz",
                   std::string(32, 'h')},
                  key)
      .value();
}

BookingPass Pass(const std::string& seal, Language language = Language::kEn) {
  return {{seal}, "K7M2QX9R", std::chrono::minutes(15), std::chrono::minutes(30), language};
}

int CountOf(const std::string& what, const std::string& text) {
  int count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(PassPageTest, TellsBothClocksTheLateRuleAndTheCode) {
  const std::string seal = Seal(kStart);
  const std::string page = PassPage(Pass(seal), Zones()).value();
  EXPECT_THAT(page, HasSubstr("<th>Your slot</th><td><b>2026-11-22 05:00 – 05:15</b><small>in Kazakhstan</small>"
                              "<b>2026-11-22 08:00 – 08:15</b><small>in China</small></td>"));
  EXPECT_THAT(page, HasSubstr("up to 15 minutes before your slot or up to 30 minutes after"));
  EXPECT_THAT(page, HasSubstr("K7M2QX9R"));
  EXPECT_THAT(page, HasSubstr(QrSvg(seal, 480).value()));
  EXPECT_THAT(page, HasSubstr("@media print"));
}

TEST(PassPageTest, ASlotPastMidnightNamesBothDays) {
  const std::string page = PassPage(Pass(Seal(kStart + std::chrono::minutes(18 * 60 + 50))), Zones()).value();
  EXPECT_THAT(page, HasSubstr("2026-11-22 23:50 – 2026-11-23 00:05"));
  EXPECT_THAT(page, HasSubstr("2026-11-23 02:50 – 03:05"));
}

TEST(PassPageTest, SpeaksEveryLanguage) {
  for (const Language language : kAllLanguages) {
    const std::string page = PassPage(Pass(Seal(kStart), language), Zones()).value();
    EXPECT_THAT(page, HasSubstr("<html lang=\"" + std::string(LanguageName(language)) + "\">"));
    EXPECT_THAT(page, HasSubstr("<h1>" + std::string(WordsOf(language).title) + "</h1>"));
    EXPECT_THAT(page, Not(HasSubstr("{early}")));
    EXPECT_THAT(page, Not(HasSubstr("{late}")));
  }
}

TEST(PassPageTest, NeedsNothingFromElsewhereAndRunsNothing) {
  std::string page = PassPage(Pass(Seal(kStart)), Zones()).value();
  EXPECT_EQ(CountOf("http://www.w3.org/2000/svg", page), CountOf("http", page) - CountOf("http-equiv", page));
  for (const char* word : {"<script", "src=", "href=", "url(", "@import"}) EXPECT_THAT(page, Not(HasSubstr(word)));
}

TEST(PassPageTest, APartyHasASheetForEach) {
  BookingPass pass = Pass(Seal(kStart));
  pass.seals.push_back(Seal(kStart));
  const std::string page = PassPage(pass, Zones()).value();
  EXPECT_EQ(CountOf("<section>", page), 2);
  EXPECT_THAT(page, HasSubstr("<td>1 / 2</td>"));
  EXPECT_THAT(page, HasSubstr("<td>2 / 2</td>"));
}

TEST(PassPageTest, WhatStandsInItIsTextOnly) {
  BookingPass pass = Pass(Seal(kStart, "<i>&\"PORT"));
  pass.reference = "<img>";
  const std::string page = PassPage(pass, Zones()).value();
  EXPECT_THAT(page, HasSubstr("&lt;i&gt;&amp;&quot;PORT"));
  EXPECT_THAT(page, HasSubstr("&lt;img&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
  EXPECT_EQ(FieldOf(PassPage({}, Zones()).status()), "seals");
}

}  // namespace
}  // namespace clearance
