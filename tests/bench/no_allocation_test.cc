// The path of a stay decision allocates nothing, whatever the history holds: counted by an operator new of our own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "common/rules/stay_rules.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace clearance {
namespace {

constexpr Date kOn = MakeDate(2026, 11, 22);

Regime EveryLimit() {
  return {
      .id = "T",
      .source = "test",
      .limits = {MakeLimit("T", PerStayLimit{30}), MakeLimit("T", RollingLimit{90, 180}),
                 MakeLimit("T", CalendarLimit{120, CalendarPeriod::kYear}), MakeLimit("T", EntriesLimit{9, Days(90)}),
                 MakeLimit("T", GapLimit{2}), MakeLimit("T", HoursLimit{240, HoursFrom::kEntry})},
      .allowance = {Allowance::kRolling, Certainty::kInferred},
      .counted_bases = {StayBasis::kVisaFree}};
}

TravelHistory LongHistory() {
  TravelHistory history{.complete_from = MakeDate(2000, 1, 1), .covers_all_ports = true};
  for (int i = 1000; i > 0; --i) {
    history.stays.push_back({.entry = kOn - Days(3 * i), .exit = kOn - Days(3 * i - 1), .exit_unknown = false});
    if (i % 7 == 0) history.stays.back().exit.reset();
    if (i % 7 == 0) history.stays.back().exit_unknown = true;
  }
  history.stays.push_back({.entry = kOn - Days(1)});
  return history;
}

TEST(NoAllocationTest, TheCounterCounts) {
  const std::size_t before = allocations;
  ::operator delete(::operator new(1));
  EXPECT_EQ(allocations, before + 1);
}

TEST(NoAllocationTest, DecidingAnEntryOrAStayAllocatesNothing) {
  const Regime regime = EveryLimit();
  const TravelHistory history = LongHistory();
  const CountedHistory record{history, regime, "KAZ"};
  for (const Reading& reading : OpenReadings(regime).all()) {
    for (const Evidence evidence : {Evidence::kMost, Evidence::kLeast}) {
      const std::size_t before = allocations;
      const StayCount entry = CountEntry(record, kOn, EntryRoute::kFromOutside, evidence, reading);
      const auto inside = CountInside(record, history.stays.back(), kOn, evidence, reading);
      const auto left = entry.LastLawfulDay();
      const std::string_view binding = BindingLimit(regime, inside->bound);
      EXPECT_EQ(allocations, before);
      EXPECT_TRUE(left || !binding.empty());
    }
  }
}

}  // namespace
}  // namespace clearance
