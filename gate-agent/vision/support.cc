// The minimums a measured rate must meet; see support.h.
#include "gate-agent/vision/support.h"

#include <fmt/format.h>

#include <cmath>

#include "common/base/check.h"
#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::string_view kVerdict = "not supported by data";

std::string TooFewPersons(std::int64_t persons, std::int64_t needed) {
  return WhyTooFew(persons, "person", "persons", needed);
}

std::string IntervalTooHigh(const Interval& interval, double target) {
  return fmt::format("{}: the interval's upper end {:.3g} is above {:g}", kVerdict, interval.high, target);
}

}  // namespace

std::string WhyTooFew(std::int64_t count, std::string_view one, std::string_view several, std::int64_t needed) {
  return fmt::format("{}: {}, {} needed", kVerdict, Counted(count, one, several), needed);
}

std::int64_t PersonsForFmr(double target) {
  CHECK(target > 0 && target <= 1);
  const double pairs = kErrorlessTrials / target;
  auto persons = static_cast<std::int64_t>(std::sqrt(2 * pairs));
  while (static_cast<double>(persons) * static_cast<double>(persons - 1) / 2 < pairs) ++persons;
  return persons;
}

std::int64_t PairsForFmr(double target) {
  CHECK(target > 0 && target <= 1);
  const auto errors = static_cast<double>(kMinImpostorErrors);
  auto pairs = static_cast<std::int64_t>(errors / target);
  while (errors / static_cast<double>(pairs) > target) ++pairs;
  return pairs;
}

std::int64_t PersonsForFnmr(double target) {
  CHECK(target > 0 && target <= 1);
  return static_cast<std::int64_t>(std::ceil(kErrorlessTrials / target));
}

std::string WhyFnmrUnsupported(double target, std::int64_t persons, const Interval& interval) {
  if (persons < PersonsForFnmr(target)) return TooFewPersons(persons, PersonsForFnmr(target));
  // Written so that a NaN fails too.
  return interval.high <= target ? std::string() : IntervalTooHigh(interval, target);
}

std::string WhyPresentationUnsupported(std::int64_t bona_fide) {
  if (bona_fide >= kMinBonaFide) return "";
  return WhyTooFew(bona_fide, "honest presentation", "honest presentations", kMinBonaFide);
}

std::string WhyAttacksUnsupported(std::int64_t most_of_a_species) {
  if (most_of_a_species >= kMinAttackTrials) return "";
  return WhyTooFew(most_of_a_species, "attack of one kind", "attacks of one kind", kMinAttackTrials);
}

std::string WhyFmrUnsupported(const FmrEvidence& evidence) {
  const std::int64_t needed = PersonsForFmr(evidence.target);
  if (evidence.persons < needed) return TooFewPersons(evidence.persons, needed);
  if (evidence.errors < kMinImpostorErrors) {
    return WhyTooFew(evidence.errors, "false match", "false matches", kMinImpostorErrors);
  }
  return evidence.interval.high <= evidence.target ? std::string()
                                                   : IntervalTooHigh(evidence.interval, evidence.target);
}

}  // namespace clearance
