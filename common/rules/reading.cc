// Readings in order: each open question from its strictest answer to its mildest.
#include "common/rules/reading.h"

#include <algorithm>

namespace clearance {
namespace {

// The answers to one question, the strictest first: all of `strict_to_mild` where it is open, else the published one.
template <typename T, std::size_t size>
std::span<const T> Answers(const Marked<T>& question, const std::array<T, size>& strict_to_mild) {
  if (question.certainty == Certainty::kInferred) return strict_to_mild;
  return {&question.value, 1};
}

constexpr std::array kAllowances = {Allowance::kFixedAtEntry, Allowance::kRolling};
constexpr std::array kZoneExits = {ZoneExit::kContinues, ZoneExit::kSuspends, ZoneExit::kEnds};
constexpr std::array kDayOnes = {DayOne::kEntry, DayOne::kNext};
constexpr std::array kExitDayCounts = {true, false};

}  // namespace

OpenReadings::OpenReadings(const Regime& regime) {
  for (const Allowance allowance : Answers(regime.allowance, kAllowances)) {
    for (const ZoneExit zone_exit : Answers(regime.zone_exit, kZoneExits)) {
      for (const DayOne day_one : Answers(regime.day_one, kDayOnes)) {
        for (const bool exit_day_counts : Answers(regime.exit_day_counts, kExitDayCounts)) {
          readings_[size_++] = {allowance, zone_exit, day_one, exit_day_counts};
        }
      }
    }
  }
}

Reading StrictestReading(const Regime& regime) {
  return {Answers(regime.allowance, kAllowances).front(), Answers(regime.zone_exit, kZoneExits).front(),
          Answers(regime.day_one, kDayOnes).front(), Answers(regime.exit_day_counts, kExitDayCounts).front()};
}

Reading MildestReading(const Regime& regime) {
  return {Answers(regime.allowance, kAllowances).back(), Answers(regime.zone_exit, kZoneExits).back(),
          Answers(regime.day_one, kDayOnes).back(), Answers(regime.exit_day_counts, kExitDayCounts).back()};
}

std::string ReadingName(const Reading& reading) {
  std::string name = "allowance=";
  name.append(AllowanceName(reading.allowance)).append(" day1=").append(DayOneName(reading.day_one));
  name.append(reading.exit_day_counts ? " exit_day=counts" : " exit_day=free");
  return name.append(" zone_exit=").append(ZoneExitName(reading.zone_exit));
}

}  // namespace clearance
