// Pictures of stays against tests/golden/stay_picture.txt, which is meant to be looked at. After a change that is
// wanted: CLEARANCE_WRITE_GOLDEN=1, then look at it again.
#include "services/clearctl/stay_picture.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "common/base/bytes.h"
#include "common/rules/stay_account.h"
#include "common/wire/shipped_rule_book.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/stay_source.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxGoldenBytes = 1 << 20;

Regime Book(const char* name) {
  static const RuleBook book = KhorgosRuleBook();
  return **RegimeCalled(book, name);
}

Regime OneYear() {
  Regime regime = MakeInlineRegime({});
  regime.id = "30-A-YEAR";
  regime.limits = {MakeLimit(regime.id, CalendarLimit{30, CalendarPeriod::kYear})};
  return regime;
}

struct Scene {
  std::string name;
  Regime regime;
  std::vector<std::string> stays;
  Date on;
  StayQuestion question = StayQuestion::kEnter;
  std::vector<PlannedStay> planned{};
  PictureStyle style{};
  Language language = Language::kEn;
  int days = 1;
};

StayAccount AccountOfScene(const Scene& scene) {
  std::vector<StaySpan> spans;
  for (const std::string& text : scene.stays) spans.push_back(*ParseStaySpan(text, "stay"));
  const TravelHistory history = HistoryOf(scene.regime, spans, scene.on);
  return *AccountOf(CountedHistory{history, scene.regime, ""},
                    {.question = scene.question, .on = scene.on, .days = scene.days, .planned = scene.planned});
}

std::vector<Scene> Scenes() {
  const std::vector<std::string> three = {"2026-06-01..2026-06-30", "2026-07-10..2026-08-08", "2026-09-01..2026-09-28"};
  const Date day = MakeDate(2026, 11, 22);
  const std::vector<PlannedStay> two = {{day, day + Days(1)}, {MakeDate(2027, 1, 10), MakeDate(2027, 2, 20)}};
  using enum StayQuestion;
  return {
      {.name = "88 of 90 days used", .regime = Book("CHN-KAZ@CHN"), .stays = three, .on = day},
      {.name = "the day after: two readings",
       .regime = Book("CHN-KAZ@KAZ"),
       .stays = three,
       .on = MakeDate(2026, 11, 27)},
      {.name = "a cliff: no day left, and when there is one",
       .regime = MakeInlineRegime({.window_days = 180, .window_max_days = 90}),
       .stays = {"2017-01-01..2017-01-05", "2017-03-13..2017-06-10"},
       .on = MakeDate(2017, 6, 20)},
      {.name = "inside on day 31",
       .regime = Book("CHN-KAZ@CHN"),
       .stays = {"2026-07-01..2026-07-10", "2026-10-23.."},
       .on = day,
       .question = kInside},
      {.name = "two planned stays",
       .regime = Book("CHN-KAZ@CHN"),
       .stays = three,
       .on = day,
       .question = kPlan,
       .planned = two},
      {.name = "ICBC on day 25, in Chinese",
       .regime = Book("ICBC"),
       .stays = {"2026-10-29.."},
       .on = day,
       .question = kInside,
       .language = Language::kZh},
      {.name = "30 days in one calendar year",
       .regime = OneYear(),
       .stays = {"2026-02-01..2026-02-14", "2026-12-20.."},
       .on = MakeDate(2026, 12, 24),
       .question = kInside},
      {.name = "days from before the agreement, ASCII, a narrow terminal",
       .regime = Book("CHN-KAZ"),
       .stays = {"2023-10-20..2023-11-15"},
       .on = MakeDate(2023, 12, 1),
       .planned = {{MakeDate(2023, 12, 20), MakeDate(2024, 1, 25)}},
       .style = {.width = 50, .ascii = true}},
      {.name = "a wide terminal", .regime = Book("CHN-KAZ@CHN"), .stays = three, .on = day, .style = {.width = 120}},
      {.name = "no limit at all",
       .regime = MakeInlineRegime({}),
       .stays = {"2026-11-01.."},
       .on = day,
       .question = kInside},
  };
}

std::string Drawn() {
  std::string text;
  for (const Scene& scene : Scenes()) {
    text.append("=== ").append(scene.name).append("\n");
    text.append(ExplainPicture(AccountOfScene(scene), scene.language, scene.style)).append("\n");
  }
  const Scene plan = Scenes()[4];
  return text.append("=== the same two stays, by clearctl stay plan\n").append(PlanPicture(AccountOfScene(plan), {}));
}

TEST(StayPictureTest, PicturesAreThoseThatWereLookedAt) {
  const std::string path = SourcePath("tests/golden/stay_picture.txt");
  if (std::getenv("CLEARANCE_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path) << Drawn();
    GTEST_SKIP() << "written anew: look at " << path;
  }
  const auto golden = ReadFile(path, kMaxGoldenBytes);
  ASSERT_TRUE(golden.ok()) << golden.status();
  EXPECT_EQ(Drawn(), *golden);
}

std::size_t Columns(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

TEST(StayPictureTest, LinesKeepTheWidthOfTheTerminal) {
  for (Scene scene : Scenes()) {
    if (scene.language == Language::kZh) continue;
    for (const int width : {76, 80, 100, 132, 220}) {
      scene.style = {.width = width};
      std::istringstream picture(ExplainPicture(AccountOfScene(scene), Language::kEn, scene.style));
      for (std::string line; std::getline(picture, line);) {
        EXPECT_LE(Columns(line), static_cast<std::size_t>(width)) << line;
      }
    }
  }
}

TEST(StayPictureTest, ColourAddsNothingThatTheSignsDoNotTell) {
  for (Scene scene : Scenes()) {
    const std::string plain = ExplainPicture(AccountOfScene(scene), Language::kEn, scene.style);
    EXPECT_EQ(plain.find('\x1b'), std::string::npos);
    scene.style.colour = true;
    const std::string coloured = ExplainPicture(AccountOfScene(scene), Language::kEn, scene.style);
    EXPECT_NE(coloured.find('\x1b'), std::string::npos);
    EXPECT_EQ(std::regex_replace(coloured, std::regex("\x1b\\[[0-9;]*m"), ""), plain);
  }
}

TEST(StayPictureTest, EveryMarkHasASignOfItsOwn) {
  for (const bool ascii : {false, true}) {
    std::set<std::string> signs;
    for (int mark = 0; mark <= static_cast<int>(DayMark::kUnlawful); ++mark) {
      signs.insert(SignOf(static_cast<DayMark>(mark), {.ascii = ascii}));
    }
    EXPECT_EQ(signs.size(), 7u);
  }
}

TEST(StayPictureTest, EveryDayOfTheStripIsShownOnce) {
  for (Scene scene : Scenes()) {
    const StayAccount account = AccountOfScene(scene);
    for (const int width : {10, 50, 80, 120, 200}) {
      std::istringstream picture(StripPicture(account.strip, std::nullopt, {.width = width, .ascii = true}));
      std::string signs;
      for (std::string line; std::getline(picture, line);) {
        if (line.size() > 14 && line[6] == '-' && line[12] == ' ') signs += line.substr(14);
      }
      EXPECT_EQ(signs.size(), account.strip.marks.size()) << scene.name << " " << width;
    }
  }
}

}  // namespace
}  // namespace clearance
