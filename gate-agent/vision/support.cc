// The minimums a measured rate must meet; see support.h.
#include "gate-agent/vision/support.h"

#include <fmt/format.h>

#include <cmath>

#include "common/base/check.h"

namespace clearance {
namespace {

// -ln(0.05): so many trials without an error, times the rate, exclude that rate with 95 % ("rule of three").
constexpr double kErrorlessTrials = 2.995732273553991;

}  // namespace

std::int64_t PersonsForFmr(double target) {
  CHECK(target > 0 && target <= 1);
  const double pairs = kErrorlessTrials / target;
  auto persons = static_cast<std::int64_t>(std::sqrt(2 * pairs));
  while (static_cast<double>(persons) * static_cast<double>(persons - 1) / 2 < pairs) ++persons;
  return persons;
}

std::int64_t PersonsForFnmr(double target) {
  CHECK(target > 0 && target <= 1);
  return static_cast<std::int64_t>(std::ceil(kErrorlessTrials / target));
}

std::string WhyFmrUnsupported(const FmrEvidence& evidence) {
  constexpr std::string_view kVerdict = "not supported by data";
  const std::int64_t needed = PersonsForFmr(evidence.target);
  if (evidence.persons < needed) {
    return fmt::format("{}: {} persons, {} needed", kVerdict, evidence.persons, needed);
  }
  if (evidence.errors < kMinImpostorErrors) {
    return fmt::format("{}: {} false matches, {} needed", kVerdict, evidence.errors, kMinImpostorErrors);
  }
  // Written so that a NaN fails too.
  if (!(evidence.interval.high <= evidence.target)) {
    return fmt::format("{}: the interval's upper end {:.3g} is above {:g}", kVerdict, evidence.interval.high,
                       evidence.target);
  }
  return "";
}

}  // namespace clearance
