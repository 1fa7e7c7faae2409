// Bootstrap over persons; see bootstrap.h.
#include "gate-agent/evaluation/bootstrap.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/check.h"
#include "common/base/random.h"

namespace clearance {
namespace {

// The ranks of the 2.5 % and 97.5 % quantiles among kResamples values in rising order, rounded outwards.
constexpr std::size_t kLowRank = 24;
constexpr std::size_t kHighRank = 975;

struct CountedPair {
  PersonPair persons;
  double trials = 0;
};

// Trials of the same two persons put together: all against all has four of them, and sums are what costs.
std::vector<CountedPair> PutTogether(std::span<const PersonPair> trials) {
  std::vector<PersonPair> sorted(trials.begin(), trials.end());
  const auto key = [](const PersonPair& pair) { return std::minmax(pair.a, pair.b); };
  std::sort(sorted.begin(), sorted.end(),
            [&](const PersonPair& left, const PersonPair& right) { return key(left) < key(right); });
  std::vector<CountedPair> counted;
  for (const PersonPair& pair : sorted) {
    if (counted.empty() || key(counted.back().persons) != key(pair)) counted.push_back({pair, 0});
    ++counted.back().trials;
  }
  return counted;
}

}  // namespace

double MeasuredRate::Value() const {
  return trials == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(trials);
}

RateBootstrap::RateBootstrap(std::span<const PersonPair> trials, std::uint64_t seed)
    : trials_(static_cast<std::int64_t>(trials.size())) {
  std::int32_t largest = -1;
  for (const PersonPair& pair : trials) {
    CHECK(pair.a >= 0 && pair.b >= 0);
    largest = std::max({largest, pair.a, pair.b});
  }
  const std::int32_t numbers = largest + 1;
  index_.assign(static_cast<std::size_t>(numbers), -1);
  for (const PersonPair& pair : trials) {
    for (std::int32_t person : {pair.a, pair.b}) {
      std::int32_t& index = index_[static_cast<std::size_t>(person)];
      if (index < 0) index = static_cast<std::int32_t>(persons_++);
    }
  }
  const auto persons = static_cast<std::size_t>(persons_);
  drawn_.assign(persons * kResamples, 0);
  SeededRandom random(seed);
  for (std::size_t resample = 0; resample < kResamples; ++resample) {
    for (std::size_t draw = 0; draw < persons; ++draw) ++drawn_[resample * persons + random.Below(persons)];
  }
  const std::vector<CountedPair> counted = PutTogether(trials);
  pairs_of_persons_ = static_cast<std::int64_t>(counted.size());
  trials_of_resample_.assign(kResamples, 0);
  for (std::size_t resample = 0; resample < kResamples; ++resample) {
    const std::uint16_t* drawn = drawn_.data() + resample * persons;
    double sum = 0;
    for (const CountedPair& pair : counted) {
      const auto a = static_cast<std::size_t>(index_[static_cast<std::size_t>(pair.persons.a)]);
      const auto b = static_cast<std::size_t>(index_[static_cast<std::size_t>(pair.persons.b)]);
      sum += pair.trials * (a == b ? drawn[a] : drawn[a] * drawn[b]);
    }
    trials_of_resample_[resample] = sum;
  }
}

double RateBootstrap::ErrorlessEnd() const {
  return std::min(1.0, kErrorlessTrials / static_cast<double>(std::max<std::int64_t>(1, pairs_of_persons_)));
}

MeasuredRate RateBootstrap::Measure(std::span<const PersonPair> errors) const {
  MeasuredRate rate = {persons_, trials_, static_cast<std::int64_t>(errors.size()), {0, 1}};
  CHECK(rate.errors <= rate.trials);
  if (trials_ == 0) return rate;
  const auto persons = static_cast<std::size_t>(persons_);
  std::vector<double> rates;
  rates.reserve(kResamples);
  for (std::size_t resample = 0; resample < kResamples; ++resample) {
    const std::uint16_t* drawn = drawn_.data() + resample * persons;
    double sum = 0;
    for (const PersonPair& pair : errors) {
      const auto a = static_cast<std::size_t>(index_[static_cast<std::size_t>(pair.a)]);
      const auto b = static_cast<std::size_t>(index_[static_cast<std::size_t>(pair.b)]);
      sum += a == b ? drawn[a] : drawn[a] * drawn[b];
    }
    // A draw that holds no trial at all says nothing in favour of the rate.
    const double of = trials_of_resample_[resample];
    rates.push_back(of > 0 ? std::min(1.0, sum / of) : 1);
  }
  std::sort(rates.begin(), rates.end());
  rate.interval = {std::min(rates[kLowRank], rate.Value()), std::max({rates[kHighRank], rate.Value(), ErrorlessEnd()})};
  return rate;
}

}  // namespace clearance
