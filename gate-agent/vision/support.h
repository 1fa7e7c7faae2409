// When a measured false match rate may be relied on: the minimums below which a figure says nothing about a border.
//
// Pure arithmetic on counts. It must never round in favour of a figure, nor know what was compared.
#pragma once

#include <cstdint>
#include <string>

namespace clearance {

// The 95 % interval of a rate, bootstrapped over persons, 0..1 each.
struct Interval {
  double low = 0;
  double high = 0;

  bool operator==(const Interval&) const = default;
};

// Fewer false matches than this behind a threshold, and its rate is a guess (domain notes, section Face).
inline constexpr std::int64_t kMinImpostorErrors = 30;

// -ln(0.05): so many trials without an error, times the rate, exclude that rate with 95 % ("rule of three").
inline constexpr double kErrorlessTrials = 2.995732273553991;

// Fewer honest presentations than this, and a presentation threshold is a guess: as many as ISO/IEC 30107-3's usual
// trials of one kind of attack.
inline constexpr std::int64_t kMinBonaFide = 150;
// Below so many trials of a species of attack its counts are printed and no rate (domain notes, section Face).
inline constexpr std::int64_t kMinAttackTrials = 150;

// The least number of persons whose pairs could show a false match rate of `target` at all: even without one error
// among them the 95 % upper end, -ln(0.05) / pairs of persons, lies above it with fewer. 5e-4: 110; 1e-5: 775. Who
// plans a calibration needs more, for PairsForFmr and the interval: docs/face-eval.md. `target` lies in (0, 1].
std::int64_t PersonsForFmr(double target);

// The least number of comparisons of two persons' pictures that could show it: with fewer, kMinImpostorErrors of them
// are a rate above `target`. 5e-4: 60 000; 1e-5: 3 000 000.
std::int64_t PairsForFmr(double target);

// The same for a false non-match rate, where each person is one trial: 0.01: 300.
std::int64_t PersonsForFnmr(double target);

// "not supported by data: 3 trials, 150 needed".
std::string WhyTooFew(std::int64_t count, std::string_view one, std::string_view several, std::int64_t needed);

// Why a false rejection rate does not show that it is `target` at most, as WhyFmrUnsupported says it.
std::string WhyFnmrUnsupported(double target, std::int64_t persons, const Interval& interval);

// Why a presentation threshold set on `bona_fide` honest presentations may not be relied on; empty when it may.
std::string WhyPresentationUnsupported(std::int64_t bona_fide);

// Why nobody can tell whether attacks are caught of whose best measured kind (species) there were so many; empty when
// one can.
std::string WhyAttacksUnsupported(std::int64_t most_of_a_species);

struct FmrEvidence {
  double target = 0;  // 0..1
  std::int64_t persons = 0;
  std::int64_t errors = 0;
  Interval interval;
};

// "not supported by data: ..." with the first minimum not met; empty when `evidence` supports its target.
std::string WhyFmrUnsupported(const FmrEvidence& evidence);

}  // namespace clearance
