// Durability: a store on a disk that forgets what was not synced and fails at any call loses nothing it has
// acknowledged, and says so of everything else. kill -9 (tests/integration) proves atomicity only: the system keeps
// what a dead process has written.
//
// A failure prints its seed; CLEARANCE_DURABILITY_SEED=N runs that life alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/durability/durable_run.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

constexpr std::uint64_t kShortFaults = 2'000;
constexpr std::uint64_t kLongFaults = 24'000;
constexpr std::uint64_t kFaultsOfALife = 50;

std::uint64_t FaultsWanted() { return IsLongRun() ? kLongFaults : kShortFaults; }

void Add(RunOutcome& sum, const RunOutcome& one) {
  sum.acknowledged += one.acknowledged;
  sum.refused += one.refused;
  sum.failed += one.failed;
  sum.failed_batches += one.failed_batches;
  sum.recovered += one.recovered;
  sum.failed_openings += one.failed_openings;
  sum.looks += one.looks;
  sum.disk += one.disk;
}

void Print(const RunOutcome& sum) {
  std::cout << sum.disk.Faults() << " faults (" << sum.disk.failed_writes << " writes, " << sum.disk.short_writes
            << " short writes, " << sum.disk.full_writes << " on a full disk, " << sum.disk.failed_reads << " reads, "
            << sum.disk.failed_syncs << " syncs, " << sum.disk.failed_others << " others, " << sum.disk.power_cuts
            << " power cuts that took " << sum.disk.lost_writes << " writes); " << sum.acknowledged
            << " functions acknowledged, " << sum.refused << " refused, " << sum.failed << " told of a fault in "
            << sum.failed_batches << " bursts, " << sum.recovered << " of them there after all; " << sum.failed_openings
            << " openings failed; looked " << sum.looks << " times\n";
}

std::string Told(const RunOptions& options, const RunOutcome& outcome) {
  std::string words = "seed " + std::to_string(options.seed) + ":";
  for (const std::string& problem : outcome.problems) words += "\n  " + problem;
  return words;
}

// Lives of rising seeds until enough faults have happened; what happened in all.
RunOutcome RunUntil(std::uint64_t faults, RunOptions options) {
  const char* only = std::getenv("CLEARANCE_DURABILITY_SEED");
  if (only != nullptr) options.seed = std::strtoull(only, nullptr, 10);
  RunOutcome sum;
  do {
    const RunOutcome outcome = LiveOnFaultyDisk(options);
    Add(sum, outcome);
    EXPECT_TRUE(outcome.problems.empty()) << Told(options, outcome);
    if (!outcome.problems.empty()) break;
    ++options.seed;
  } while (only == nullptr && sum.disk.Faults() < faults);
  Print(sum);
  return sum;
}

TEST(DurabilityTest, NothingAcknowledgedIsLostAndEveryFaultIsTold) {
  const RunOutcome sum = RunUntil(FaultsWanted(), {.seed = 1, .faults = kFaultsOfALife});
  if (std::getenv("CLEARANCE_DURABILITY_SEED") != nullptr) return;
  // Every kind of trouble was met, and much was done in spite of it.
  for (const std::uint64_t met :
       {sum.disk.failed_writes, sum.disk.short_writes, sum.disk.full_writes, sum.disk.failed_reads,
        sum.disk.failed_syncs, sum.disk.failed_others, sum.disk.power_cuts, sum.disk.lost_writes, sum.refused,
        sum.failed, sum.recovered, sum.failed_openings}) {
    EXPECT_GT(met, 0U);
  }
  EXPECT_GT(sum.acknowledged, FaultsWanted());
}

TEST(DurabilityTest, TheSameWithManyThreadsAndAReaderBeside) {
  RunUntil(FaultsWanted() / 4, {.seed = 1'000'001, .faults = kFaultsOfALife, .threads = 6});
}

// What the two tests above say is worth nothing unless they can fail.
TEST(DurabilityTest, ADiskThatLiesIsFound) {
  int found = 0;
  constexpr int kLives = 10;
  for (int seed = 1; seed <= kLives; ++seed) {
    const RunOutcome outcome =
        LiveOnFaultyDisk({.seed = static_cast<std::uint64_t>(seed), .faults = 100'000, .lies = true});
    EXPECT_GT(outcome.disk.lies, 0U);
    found += outcome.problems.empty() ? 0 : 1;
  }
  EXPECT_EQ(found, kLives);
}

}  // namespace
}  // namespace clearance
