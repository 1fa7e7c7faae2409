// The questions of one person: what the options mean, and each wrong one named without what it held.
#include "services/clearctl/stay_explain.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "services/clearctl/ledger_import.h"
#include "services/clearctl/stay_account_json.h"
#include "services/clearctl/stay_source.h"
#include "services/derivation/lookup_key_standing.h"

namespace clearance {
namespace {

ExplainArguments Three() {
  ExplainArguments arguments;
  arguments.regime = "CHN-KAZ@CHN";
  arguments.stays = {"2026-06-01..2026-06-30", "2026-09-01..2026-09-28", "2026-07-10..2026-08-08"};
  arguments.on = "2026-11-22";
  return arguments;
}

std::string Refusal(const ExplainArguments& arguments) { return MessageOf(Explain(arguments).status()); }

TEST(StayExplainTest, AnEntryIsAskedForWhereTheStaysShowNobodyInside) {
  const auto stay = Explain(Three());
  ASSERT_TRUE(stay.ok()) << stay.status();
  EXPECT_FALSE(stay->account.inside);
  EXPECT_EQ(stay->account.answer.days_used, 88);
  EXPECT_EQ(stay->account.answer.must_leave_by, MakeDate(2026, 11, 23));
  EXPECT_FALSE(stay->completeness) << "what is given is taken to be all";
}

TEST(StayExplainTest, ThePresentStayIsAskedForWhereTheStaysShowOne) {
  ExplainArguments arguments = Three();
  arguments.stays.push_back("2026-11-20..");
  EXPECT_TRUE(Explain(arguments)->account.inside);
  arguments.stays.back() = "2026-11-20..2026-11-30";
  EXPECT_TRUE(Explain(arguments)->account.inside) << "not gone yet";
  arguments.stays.back() = "2026-11-20..2026-11-22";
  EXPECT_FALSE(Explain(arguments)->account.inside) << "left today: asks about coming again";
  arguments.inside = true;
  EXPECT_TRUE(Explain(arguments)->account.inside) << "or about the last day, where that is wanted";
}

TEST(StayExplainTest, DaysAndPlansAreThoseOfTheAccount) {
  ExplainArguments arguments = Three();
  arguments.days = 3;
  arguments.planned = {"2026-11-22..2026-11-23", "2026-11-24..2026-11-24"};
  const StayAccount account = Explain(arguments)->account;
  EXPECT_EQ(account.earliest_entry, MakeDate(2026, 11, 28));
  ASSERT_EQ(account.planned.size(), 2u);
  EXPECT_TRUE(account.planned[0].lawful);
  EXPECT_EQ(account.planned[1].first_unlawful_day, MakeDate(2026, 11, 24));
}

TEST(StayExplainTest, AStayGoesOnAfterATripIntoTheZone) {
  ExplainArguments arguments;
  arguments.regime = "CHN-KAZ@CHN";
  arguments.stays = {"2026-11-01..2026-11-20"};
  arguments.on = "2026-11-22";
  EXPECT_EQ(Explain(arguments)->account.answer.longest_stay_days, 30);
  arguments.route = "icbc";
  EXPECT_EQ(Explain(arguments)->account.answer.longest_stay_days, 9) << "day 22 of 30 by the strictest reading";
  arguments.stays.push_back("2026-11-22..");
  arguments.on = "2026-11-24";
  const StayAccount inside = Explain(arguments)->account;
  EXPECT_TRUE(inside.inside);
  EXPECT_EQ(inside.answer.must_leave_by, MakeDate(2026, 11, 30));
  EXPECT_GT(inside.readings.size(), 1u) << "what the trip does to the clock is open";
  arguments.route = "outside";
  EXPECT_EQ(Explain(arguments)->account.answer.must_leave_by, MakeDate(2026, 12, 21));
}

TEST(StayExplainTest, TodayIsTheDayOfTheHostState) {
  const ZoneTable zones = *MakeZoneTable();
  const Instant before = SystemClock().Now();
  const Date kaz = *TodayIn(Territory::kKaz, "");
  const Date chn = *TodayIn(Territory::kIcbc, "CHN");
  const Instant after = SystemClock().Now();
  EXPECT_GE(kaz, zones.DateAt(Territory::kKaz, before));
  EXPECT_LE(kaz, zones.DateAt(Territory::kKaz, after));
  EXPECT_GE(chn, zones.DateAt(Territory::kChn, before));
  EXPECT_LE(chn, zones.DateAt(Territory::kChn, after));
  ExplainArguments arguments = Three();
  arguments.on = "";
  EXPECT_GE(Explain(arguments)->account.on, zones.DateAt(Territory::kChn, before));
}

TEST(StayExplainTest, AWrongOptionIsNamedAndNotRepeated) {
  const auto with = [](auto change) {
    ExplainArguments arguments = Three();
    change(arguments);
    return Refusal(arguments);
  };
  using Arguments = ExplainArguments;
  const std::vector<std::pair<std::string, std::string>> table = {
      {with([](Arguments& a) { a.regime = ""; }), "--regime: is required, or --database"},
      {with([](Arguments& a) { a.regime = "N12345678"; }), "--regime: the rule book has none of this id"},
      {with([](Arguments& a) { a.regime = "CHN-KAZ@N12345678"; }), "--regime: the host behind @"},
      {with([](Arguments& a) { a.stays[0] = "2026-06-01"; }), "--stay: must look like"},
      {with([](Arguments& a) { a.stays[0] = "2026-06-01..N12345678"; }), "--stay: must look like"},
      {with([](Arguments& a) { a.stays[0] = "N12345678..2026-06-01"; }), "--stay: must look like"},
      {with([](Arguments& a) { a.stays[0] = "2026-06-02..2026-06-01"; }), "--stay: the end is before the beginning"},
      {with([](Arguments& a) { a.stays.assign(10'001, "2026-06-01.."); }), "--stay: at most 10000"},
      {with([](Arguments& a) { a.planned = {"2026-06-01.."}; }), "--plan: must look like"},
      {with([](Arguments& a) { a.planned = {"2026-06-02..2026-06-01"}; }), "--plan: the end"},
      {with([](Arguments& a) { a.planned.assign(65, "2027-06-01..2027-06-02"); }), "--plan: at most 64"},
      {with([](Arguments& a) { a.on = "N12345678"; }), "--on: must be a day"},
      {with([](Arguments& a) { a.days = 0; }), "--days: must be from 1 to 1000"},
      {with([](Arguments& a) { a.days = 1'001; }), "--days: must be"},
      {with([](Arguments& a) { a.route = "N12345678"; }), "--route: must be"},
      {with([](Arguments& a) { a.inside = true; }), "--inside: no stay holds the day"},
      {with([](Arguments& a) { a.database = "clearance.db"; }), "--database: tells the stays"},
  };
  for (const auto& [refusal, problem] : table) {
    EXPECT_EQ(refusal.substr(0, problem.size()), problem);
    EXPECT_EQ(refusal.find("N12345678"), std::string::npos) << refusal;
  }
}

TEST(StayExplainTest, TheJsonHoldsTheWholeAccount) {
  ExplainArguments arguments = Three();
  arguments.planned = {"2026-11-22..2026-11-24"};
  const auto json = nlohmann::json::parse(AccountJson(*Explain(arguments), Language::kEn));
  EXPECT_EQ(json["days_used"], 88);
  EXPECT_EQ(json["must_leave_by"], "2026-11-23");
  EXPECT_EQ(json["limits"][1], R"({"limit":"CHN-KAZ/rolling-90-180","used":88,"left":2})"_json);
  EXPECT_EQ(json["readings"][0]["binding_limit"], "CHN-KAZ/rolling-90-180");
  EXPECT_EQ(json["days_back"][0], R"({"from":"2026-11-28","to":"2026-12-27"})"_json);
  EXPECT_EQ(json["plan"][0]["first_unlawful_day"], "2026-11-24");
  EXPECT_EQ(json["strip"].front(), R"({"from":"2026-05-27","to":"2026-05-31","mark":"FREE"})"_json);
  EXPECT_EQ(json["strip"].back(), R"({"from":"2026-11-24","to":"2026-11-24","mark":"UNLAWFUL"})"_json);
  EXPECT_FALSE(json["sentence"].get<std::string>().empty());
  EXPECT_EQ(json["record"], nullptr);
}

class LedgerExplainTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "stay_explain_" + std::to_string(getpid());
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(WriteFile(folder_ + "/key", std::string(64, 'a') + "\n").ok());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Import(const std::string& lines) {
    ThreadPool executor(1);
    const auto store = SqliteStore::Open({.path = folder_ + "/clearance.db"}, executor);
    ASSERT_TRUE(store.ok()) << store.status();
    const auto file = ParseImportFile(lines, "lines");
    ASSERT_TRUE(file.ok()) << file.status();
    const auto pseudonyms = Pseudonyms::FromFile(folder_ + "/key");
    ASSERT_EQ(RequireOrRecordLookupKey(**store, {*pseudonyms, "key"}), OkStatus());
    ASSERT_TRUE(
        ImportRows(**store, *pseudonyms, *MakeZoneTable(), SystemClock(), KhorgosRuleBook(), *file, [](std::size_t) {
        }).ok());
  }

  ExplainArguments Person() const {
    ExplainArguments arguments;
    arguments.database = folder_ + "/clearance.db";
    arguments.lookup_key = folder_ + "/key";
    arguments.issuing_state = arguments.nationality = "KAZ";
    arguments.number = "N12345678";
    arguments.kind = "ORDINARY_PASSPORT";
    arguments.territory = "CHN";
    arguments.on = "2026-11-22";
    return arguments;
  }

  std::string folder_;
};

constexpr char kStayLine[] =
    R"({"source":"nia","row":"1","issuing_state":"KAZ","number":"N12345678","nationality":"KAZ","territory":"CHN",)"
    R"("entry":"2026-10-20","entered_from":"KAZ"})";

TEST_F(LedgerExplainTest, APersonOfTheLedgerIsExplainedByTheirRecord) {
  Import(std::string(kStayLine) + "\n");
  const auto stay = Explain(Person());
  ASSERT_TRUE(stay.ok()) << stay.status();
  EXPECT_TRUE(stay->account.inside);
  EXPECT_EQ(stay->account.answer.regime, "CHN-KAZ");
  EXPECT_EQ(stay->account.answer.must_leave_by, MakeDate(2026, 11, 18));
  EXPECT_EQ(stay->account.reasons.front().code, ReasonCode::kHistoryIncomplete) << "never proved by this port alone";
  EXPECT_NE(stay->completeness, HistoryCompleteness::kComplete);
  Import(R"({"territory":"CHN","complete_from":"2025-01-01"})");
  const auto complete = Explain(Person());
  EXPECT_EQ(complete->completeness, HistoryCompleteness::kComplete);
  EXPECT_EQ(complete->complete_from, MakeDate(2025, 1, 1));
  EXPECT_EQ(complete->account.reasons.front().code, ReasonCode::kOverstay);
}

TEST_F(LedgerExplainTest, SomebodyUnknownIsAboutToEnter) {
  Import(std::string(kStayLine) + "\n");
  ExplainArguments arguments = Person();
  arguments.number = "N7";
  EXPECT_FALSE(Explain(arguments)->account.inside);
  arguments.inside = true;
  EXPECT_EQ(Refusal(arguments), "--inside: the record shows nobody inside");
}

TEST_F(LedgerExplainTest, WhatIsMissingOrWrongIsNamedWithoutThePerson) {
  Import(std::string(kStayLine) + "\n");
  const auto with = [this](auto change) {
    ExplainArguments arguments = Person();
    change(arguments);
    return Refusal(arguments);
  };
  using Arguments = ExplainArguments;
  const std::vector<std::pair<std::string, std::string>> table = {
      {with([](Arguments& a) { a.lookup_key = ""; }), "--lookup-key: is required with --database"},
      {with([](Arguments& a) { a.number = ""; }), "--number: is required"},
      {with([](Arguments& a) { a.number = "n12345678"; }), "--number: "},
      {with([](Arguments& a) { a.issuing_state = "KAZAKH"; }), "--issuing-state: "},
      {with([](Arguments& a) { a.nationality = "kaz"; }), "--nationality: "},
      {with([](Arguments& a) { a.kind = "PASSPORT"; }), "--kind: must be a kind of document"},
      {with([](Arguments& a) { a.territory = "MARS"; }), "--territory: must be CHN, KAZ or ICBC"},
      {with([](Arguments& a) { a.territory = "KAZ"; }), "--nationality: no rule of stay binds an own national"},
      {with([](Arguments& a) { a.kind = "IDENTITY_CARD"; }), "--kind: no regime covers"},
  };
  for (const auto& [refusal, problem] : table) {
    EXPECT_EQ(refusal.substr(0, problem.size()), problem);
    EXPECT_EQ(refusal.find("12345678"), std::string::npos) << refusal;
  }
  EXPECT_FALSE(Explain([&] {
                 Arguments a = Person();
                 a.database = folder_ + "/nothing.db";
                 return a;
               }())
                   .ok());
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/nothing.db")) << "the ledger is only read";
}

}  // namespace
}  // namespace clearance
