// The made-up year is what it says, and its replay writes the same ledger however it is committed.

#include "tests/bench/port_year.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/sqlite_store.h"
#include "tests/bench/year_replay.h"

namespace clearance {
namespace {

constexpr YearPlan kSmall = {.seed = 5, .days = 60, .scale = 0.002};

std::vector<PlannedCrossing> CrossingsOf(const YearPlan& plan, const ZoneTable& zones) {
  PortYear year(plan, zones);
  std::vector<PlannedCrossing> crossings;
  while (const auto crossing = year.Next()) crossings.push_back(*crossing);
  return crossings;
}

TEST(PortYear, HasTheRecordDayAndTheSumOfThePort) {
  const auto by_day = CrossingsByDay({});
  ASSERT_EQ(by_day.size(), 365U);
  EXPECT_EQ(*std::max_element(by_day.begin(), by_day.end()), kRecordDay);
  EXPECT_GT(*std::min_element(by_day.begin(), by_day.end()), 10'000);
  const std::int64_t sum = std::accumulate(by_day.begin(), by_day.end(), std::int64_t{0});
  EXPECT_NEAR(static_cast<double>(sum), static_cast<double>(kCrossingsOfTheYear), kCrossingsOfTheYear * 0.001);
}

TEST(PortYear, IsTheSameForTheSameSeedAndInOrderOfTime) {
  const ZoneTable zones = *MakeZoneTable();
  const auto one = CrossingsOf(kSmall, zones);
  const auto same = CrossingsOf(kSmall, zones);
  YearPlan another_plan = kSmall;
  another_plan.seed = 6;
  const auto another = CrossingsOf(another_plan, zones);
  const auto key = [](const PlannedCrossing& c) { return std::tuple(c.at, c.traveller, c.movement.from, c.fate); };
  const auto equal = [&](const auto& a, const auto& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](auto& x, auto& y) { return key(x) == key(y); });
  };
  ASSERT_GT(one.size(), 2'000U);
  EXPECT_TRUE(equal(one, same));
  EXPECT_FALSE(equal(one, another));
  EXPECT_TRUE(std::is_sorted(one.begin(), one.end(), [](auto& a, auto& b) { return a.at < b.at; }));
}

// Nobody leaves where they are not: each crossing of a traveller begins where the one before it ended, or at home.
TEST(PortYear, LetsPeopleLeaveOnlyWhereTheyAre) {
  const auto crossings = CrossingsOf(kSmall, *MakeZoneTable());
  std::map<std::uint32_t, Territory> home;
  std::map<std::uint32_t, Territory> at;
  std::map<CrossingFate, int> fates;
  std::map<std::uint32_t, int> times;
  for (const PlannedCrossing& c : crossings) {
    ++fates[c.fate];
    ++times[c.traveller];
    home.try_emplace(c.traveller, c.movement.from);
    const auto found = at.try_emplace(c.traveller, c.movement.from).first;
    EXPECT_EQ(found->second, c.movement.from) << "traveller " << c.traveller;
    if (c.fate != CrossingFate::kTurnedBack) found->second = c.movement.to;
  }
  EXPECT_EQ(fates.size(), 5U);
  int often = 0;
  for (const auto& [traveller, count] : times) often += count > 12 ? 1 : 0;
  EXPECT_GT(often, 5);
  EXPECT_GT(times.size(), crossings.size() / 10);
}

TEST(PortYear, NamesEveryTravellerOnce) {
  std::set<std::string> keys;
  for (std::uint32_t traveller = 0; traveller < 5'000; ++traveller)
    keys.insert(DocumentKey(DocumentOfTraveller(1, traveller)));
  EXPECT_EQ(keys.size(), 5'000U);
}

// What an entry says without its body: a sealed field has other bytes each time.
struct Said {
  EntryKind kind;
  Instant event_time;
  Instant record_time;
  std::string traveller;
  std::string request_id;
  std::string lane_id;
  std::size_t body_bytes;
  friend bool operator==(const Said&, const Said&) = default;
};

struct Replayed {
  ReplayCounts counts;
  std::vector<Said> entries;
  std::vector<std::vector<Stay>> stays;  // of travellers and territories, one after the other
};

constexpr std::uint32_t kTravellersCompared = 500;

Status ReadBack(const Snapshot& s, const Pseudonyms& pseudonyms, std::uint64_t seed, Replayed& replayed) {
  for (std::uint64_t after = 0;;) {
    ASSIGN_OR_RETURN(const EntryPage page, s.ledger().List({}, after, kMaxRowsPerRead));
    for (const StoredEntry& stored : page.entries) {
      const LedgerEntry& e = stored.entry;
      replayed.entries.push_back(
          {e.kind, e.event_time, e.record_time, e.traveller, e.request_id, e.lane_id, e.body.size()});
    }
    if (!page.next_after) break;
    after = *page.next_after;
  }
  for (std::uint32_t traveller = 0; traveller < kTravellersCompared; ++traveller) {
    const std::string pseudonym = pseudonyms.Traveller(DocumentOfTraveller(seed, traveller));
    for (const Territory territory : kAllTerritories) {
      ASSIGN_OR_RETURN(replayed.stays.emplace_back(), s.stays().History(pseudonym, territory, kMaxRowsPerRead));
    }
  }
  return OkStatus();
}

StatusOr<Replayed> ReplayInto(Store& store, const YearPlan& plan) {
  const ZoneTable zones = *MakeZoneTable();
  const RuleBook book = KhorgosRuleBook();
  const Pseudonyms pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  PortYear year(plan, zones);
  const PersonalFields personal_fields = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  YearReplay replay(store, pseudonyms, personal_fields, book, zones, plan.seed);
  RETURN_IF_ERROR(replay.Run(year, [](const ReplayCounts&, Instant) { return true; }));
  Replayed replayed{replay.counts(), {}, {}};
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) { return ReadBack(s, pseudonyms, plan.seed, replayed); }));
  return replayed;
}

TEST(YearReplay, WritesTheSameLedgerWhateverTheStoreAndTheSizeOfItsCommits) {
  const YearPlan plan = {.seed = 5, .days = 12, .scale = 0.001};
  ThreadPool executor(1);
  const auto memory = NewMemoryStore(executor);
  const auto expected = ReplayInto(*memory, plan);
  ASSERT_TRUE(expected.ok()) << expected.status();
  EXPECT_GT(expected->counts.passages, 150);
  EXPECT_GT(expected->entries.size(), 300U);
  EXPECT_GT(expected->counts.referred, 0);
  EXPECT_LE(expected->counts.unforeseen, expected->counts.crossings / 20);
  for (const std::size_t batch : {1, 1'024}) {
    const std::string path = testing::TempDir() + "year_replay_" + std::to_string(getpid()) + ".db";
    {
      const auto store = SqliteStore::Open(
          {.path = path, .max_batch = batch, .min_batch_time = Duration(100), .max_batch_time = Duration(100)},
          executor);
      ASSERT_TRUE(store.ok()) << store.status();
      const auto replayed = ReplayInto(**store, plan);
      ASSERT_TRUE(replayed.ok()) << replayed.status();
      EXPECT_TRUE(replayed->entries == expected->entries) << "commits of " << batch;
      EXPECT_TRUE(replayed->stays == expected->stays) << "commits of " << batch;
    }
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) unlink((path + suffix).c_str());
  }
}

}  // namespace
}  // namespace clearance
