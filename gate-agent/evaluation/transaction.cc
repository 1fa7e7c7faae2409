#include "gate-agent/evaluation/transaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <set>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "gate-agent/evaluation/made_burst.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/support.h"

namespace clearance {
namespace {

TransactionOutcome OutcomeOf(const FaceComparison& comparison) {
  switch (comparison.result) {
    case FaceComparison::Result::kMatch:
      return {.end = TransactionEnd::kPassed, .why = {}};
    case FaceComparison::Result::kNoMatch:
      return {.end = TransactionEnd::kNoMatch, .why = "no_match"};
    case FaceComparison::Result::kSuspected:
      return {.end = TransactionEnd::kSuspected, .why = fmt::format("suspected_{}", FaceAlertName(comparison.alert))};
    case FaceComparison::Result::kNotTaken:
      return {
          .end = TransactionEnd::kNotTaken,
          .why = fmt::format("not_taken_{}_{}", PictureSideName(comparison.side), CaptureCauseName(comparison.cause))};
  }
  CHECK(false);
}

std::vector<std::vector<std::int32_t>> PicturesOfPersons(const PictureSet& set) {
  std::vector<std::vector<std::int32_t>> pictures(set.persons.size());
  for (std::size_t i = 0; i < set.pictures.size(); ++i) {
    pictures[static_cast<std::size_t>(set.pictures[i].person)].push_back(static_cast<std::int32_t>(i));
  }
  return pictures;
}

std::int64_t PersonsIn(const std::vector<PersonPair>& pairs) {
  std::set<std::int32_t> persons;
  for (const PersonPair& pair : pairs) persons.insert({pair.a, pair.b});
  return static_cast<std::int64_t>(persons.size());
}

// A file that cannot be read is, as for one comparison, a picture that cannot be decoded: a byte of none.
EncodedPicture ReadPicture(const PictureSet& set, std::int32_t picture) {
  return ReadFile(PathOf(set, set.pictures[static_cast<std::size_t>(picture)]), kMaxPictureBytes)
      .value_or(EncodedPicture(1, '\0'));
}

TransactionOutcome RunOne(FaceEngine& engine, const PictureSet& set, const Transaction& transaction, int attempts,
                          std::uint64_t seed) {
  const EncodedPicture reference = ReadPicture(set, transaction.reference);
  std::vector<EncodedPicture> moments;
  for (std::int32_t moment : transaction.moments) moments.push_back(ReadPicture(set, moment));
  FaceTransaction crossing = engine.Prepare(reference);
  SeededRandom random(seed);
  return RunRound(attempts, [&](int burst) {
    const EncodedPicture& moment = moments[static_cast<std::size_t>(burst) % moments.size()];
    return engine.Compare(reference, MakeBurst(moment, random.Next()), crossing);
  });
}

}  // namespace

std::vector<Transaction> PlanTransactions(const PictureSet& set, std::int64_t impostors, std::uint64_t seed) {
  const std::vector<std::vector<std::int32_t>> pictures = PicturesOfPersons(set);
  std::vector<Transaction> plan;
  for (const std::vector<std::int32_t>& own : pictures) {
    if (own.size() < 2) continue;
    for (std::size_t i = 0; i < own.size(); ++i) {
      Transaction transaction = {own[i], own, true};
      // From the one after the reference on, which itself comes last and is none.
      std::rotate(transaction.moments.begin(), transaction.moments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                  transaction.moments.end());
      transaction.moments.pop_back();
      plan.push_back(std::move(transaction));
    }
  }
  if (set.persons.size() < 2) return plan;
  SeededRandom random(seed);
  for (std::int64_t i = 0; i < impostors; ++i) {
    const auto other = static_cast<std::size_t>(random.Below(pictures.size()));
    const auto holder = (other + 1 + static_cast<std::size_t>(random.Below(pictures.size() - 1))) % pictures.size();
    const std::vector<std::int32_t>& own = pictures[holder];
    plan.push_back({own[static_cast<std::size_t>(random.Below(own.size()))], pictures[other], false});
  }
  return plan;
}

TransactionOutcome RunRound(int attempts, const std::function<FaceComparison(int burst)>& capture) {
  CHECK(attempts >= 1);
  for (int burst = 0;; ++burst) {
    const FaceComparison comparison = capture(burst);
    if (burst + 1 < attempts && CoachingFor(comparison) != Coaching::kNone) continue;
    TransactionOutcome outcome = OutcomeOf(comparison);
    outcome.bursts = burst + 1;
    return outcome;
  }
}

TransactionRates CountTransactions(const PictureSet& set, const std::vector<Transaction>& plan,
                                   const std::vector<TransactionOutcome>& outcomes, std::uint64_t seed) {
  CHECK(plan.size() == outcomes.size());
  const auto person = [&](std::int32_t picture) { return set.pictures[static_cast<std::size_t>(picture)].person; };
  std::vector<PersonPair> genuine, rejected, unsuspected, unsuspected_rejected, impostor, accepted;
  TransactionRates rates;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const PersonPair persons = {person(plan[i].reference), person(plan[i].moments.front())};
    const bool passed = outcomes[i].end == TransactionEnd::kPassed;
    if (!plan[i].same) {
      impostor.push_back(persons);
      if (passed) accepted.push_back(persons);
      continue;
    }
    genuine.push_back(persons);
    if (!passed) rejected.push_back(persons);
    if (!passed) ++rates.rejected_by[outcomes[i].why];
    if (outcomes[i].bursts > 1) ++rates.further_bursts;
    if (outcomes[i].end == TransactionEnd::kSuspected) continue;
    unsuspected.push_back(persons);
    if (!passed) unsuspected_rejected.push_back(persons);
  }
  rates.false_accept = RateBootstrap(impostor, seed).Measure(accepted);
  rates.false_reject = RateBootstrap(genuine, seed).Measure(rejected);
  rates.false_reject_unsuspected = RateBootstrap(unsuspected, seed).Measure(unsuspected_rejected);
  rates.genuine_persons = PersonsIn(genuine);
  rates.impostor_persons = PersonsIn(impostor);
  rates.far_unsupported = WhyFmrUnsupported({.target = kTransactionFar,
                                             .persons = rates.impostor_persons,
                                             .errors = rates.false_accept.errors,
                                             .interval = rates.false_accept.interval});
  rates.frr_unsupported = WhyFnmrUnsupported(kTransactionFrr, rates.genuine_persons, rates.false_reject.interval);
  return rates;
}

StatusOr<std::vector<TransactionOutcome>> RunTransactions(FaceEngine& engine, const PictureSet& set,
                                                          const std::vector<Transaction>& plan,
                                                          const TransactionRun& run, const AcquisitionWatch& watch) {
  std::vector<TransactionOutcome> outcomes(plan.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::mutex watching;
  std::size_t done = 0;
  std::latch ended(run.threads);
  const auto work = [&] {
    for (std::size_t i = next++; i < plan.size() && !stopped; i = next++) {
      // By its number, so that no thread's pace changes what another one draws.
      outcomes[i] = RunOne(engine, set, plan[i], run.attempts, run.seed + i);
      const std::lock_guard lock(watching);
      if (watch.stop()) stopped = true;
      if (!stopped) watch.progress(++done, plan.size());
    }
    ended.count_down();
  };
  ThreadPool pool(run.threads);
  for (int i = 0; i < run.threads; ++i) pool.Post(work);
  ended.wait();
  if (stopped) return absl::CancelledError("stopped before the end; nothing was written");
  return outcomes;
}

}  // namespace clearance
