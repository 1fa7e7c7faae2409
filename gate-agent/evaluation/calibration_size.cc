// Counts against minimums; see calibration_size.h.
#include "gate-agent/evaluation/calibration_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/base/check.h"
#include "gate-agent/vision/support.h"

namespace clearance {
namespace {

constexpr std::int64_t kFewestPictures = 2;
// Of persons with two, three and four pictures: at least 19 of 20 simulated sets of so many over the target's root are
// supported.
constexpr std::array<double, 3> kPersonsTimesRootOfTarget = {6.2, 4.6, 3.8};

std::string PlanText(double target) {
  return fmt::format("plan with {} persons of two pictures each, or {} of four", PlannedPersons(target, 2),
                     PlannedPersons(target, 4));
}

}  // namespace

std::int64_t PlannedPersons(double target, std::int64_t pictures_of_a_person) {
  CHECK(target > 0 && target <= 1);
  const auto last = static_cast<std::int64_t>(kPersonsTimesRootOfTarget.size()) - 1;
  const auto row = static_cast<std::size_t>(std::clamp<std::int64_t>(pictures_of_a_person - kFewestPictures, 0, last));
  constexpr double kRoundedTo = 10;
  const double persons = kPersonsTimesRootOfTarget[row] / std::sqrt(target);
  return static_cast<std::int64_t>(std::ceil(persons / kRoundedTo) * kRoundedTo);
}

std::vector<std::string> WhyNeverSupported(const CalibrationSize& size) {
  std::vector<std::string> why;
  const std::int64_t persons = PersonsForFmr(size.target_fmr), pairs = PairsForFmr(size.target_fmr);
  if (size.persons < persons || size.impostor_pairs < pairs) {
    why.push_back(fmt::format(
        "FMR {:g}: {} persons with {} pairs of two persons' pictures; never fewer than {} persons and {} pairs; {}",
        size.target_fmr, size.persons, size.impostor_pairs, persons, pairs, PlanText(size.target_fmr)));
  }
  if (size.pictures < kMinBonaFide) {
    why.push_back(fmt::format("presentation attacks: {} honest pictures, {} needed", size.pictures, kMinBonaFide));
  }
  if (size.most_of_a_species < kMinAttackTrials) {
    why.push_back(fmt::format("presentation attacks: {} attacks of one kind (--attacks), {} needed",
                              size.most_of_a_species, kMinAttackTrials));
  }
  return why;
}

std::string WhyHardlySupported(const CalibrationSize& size) {
  const std::int64_t pictures = size.persons > 0 ? size.pictures / size.persons : 0;
  if (size.persons >= PlannedPersons(size.target_fmr, pictures)) return "";
  return fmt::format("FMR {:g}: {} persons of about {} pictures each are hardly enough; {}", size.target_fmr,
                     size.persons, pictures, PlanText(size.target_fmr));
}

}  // namespace clearance
