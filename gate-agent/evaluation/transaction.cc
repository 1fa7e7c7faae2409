#include "gate-agent/evaluation/transaction.h"

#include <algorithm>
#include <set>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/random.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/support.h"

namespace clearance {
namespace {

TransactionEnd EndOf(const FaceComparison& comparison) {
  switch (comparison.result) {
    case FaceComparison::Result::kMatch:
      return TransactionEnd::kPassed;
    case FaceComparison::Result::kNoMatch:
      return TransactionEnd::kNoMatch;
    case FaceComparison::Result::kSuspected:
      return TransactionEnd::kSuspected;
    case FaceComparison::Result::kNotTaken:
      return TransactionEnd::kNotTaken;
  }
  CHECK(false);
}

const char* NameOf(TransactionEnd end) {
  switch (end) {
    case TransactionEnd::kPassed:
      return "passed";
    case TransactionEnd::kNoMatch:
      return "no_match";
    case TransactionEnd::kNotTaken:
      return "not_taken";
    case TransactionEnd::kSuspected:
      return "suspected";
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

}  // namespace

std::vector<Transaction> PlanTransactions(const PictureSet& set, std::int64_t impostors, std::uint64_t seed) {
  const std::vector<std::vector<std::int32_t>> pictures = PicturesOfPersons(set);
  std::vector<Transaction> plan;
  std::vector<std::size_t> bursts;  // persons with pictures enough for one
  for (std::size_t person = 0; person < pictures.size(); ++person) {
    const std::vector<std::int32_t>& own = pictures[person];
    if (own.size() >= kLeastBurst) bursts.push_back(person);
    if (own.size() <= kLeastBurst) continue;
    for (std::int32_t reference : own) {
      Transaction transaction = {reference, own, true};
      std::erase(transaction.frames, reference);
      plan.push_back(std::move(transaction));
    }
  }
  if (set.persons.size() < 2 || bursts.empty()) return plan;
  SeededRandom random(seed);
  for (std::int64_t i = 0; i < impostors; ++i) {
    const std::size_t other = bursts[static_cast<std::size_t>(random.Below(bursts.size()))];
    const auto holder = (other + 1 + static_cast<std::size_t>(random.Below(pictures.size() - 1))) % pictures.size();
    const std::vector<std::int32_t>& own = pictures[holder];
    plan.push_back({own[static_cast<std::size_t>(random.Below(own.size()))], pictures[other], false});
  }
  return plan;
}

TransactionRates CountTransactions(const PictureSet& set, const std::vector<Transaction>& plan,
                                   const std::vector<TransactionEnd>& ends, std::uint64_t seed) {
  CHECK(plan.size() == ends.size());
  const auto person = [&](std::int32_t picture) { return set.pictures[static_cast<std::size_t>(picture)].person; };
  std::vector<PersonPair> genuine, rejected, unsuspected, unsuspected_rejected, impostor, accepted;
  TransactionRates rates;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const PersonPair persons = {person(plan[i].reference), person(plan[i].frames.front())};
    const bool passed = ends[i] == TransactionEnd::kPassed;
    if (!plan[i].same) {
      impostor.push_back(persons);
      if (passed) accepted.push_back(persons);
      continue;
    }
    genuine.push_back(persons);
    if (!passed) rejected.push_back(persons);
    if (!passed) ++rates.rejected_by[NameOf(ends[i])];
    if (ends[i] == TransactionEnd::kSuspected) continue;
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

StatusOr<std::vector<TransactionEnd>> RunTransactions(FaceEngine& engine, const PictureSet& set,
                                                      const std::vector<Transaction>& plan,
                                                      const AcquisitionWatch& watch) {
  const auto read = [&](std::int32_t picture) {
    return ReadFile(PathOf(set, set.pictures[static_cast<std::size_t>(picture)]), kMaxPictureBytes);
  };
  std::vector<TransactionEnd> ends;
  for (const Transaction& transaction : plan) {
    if (watch.stop()) return absl::CancelledError("stopped before the end; nothing was written");
    ASSIGN_OR_RETURN(const EncodedPicture reference, read(transaction.reference));
    std::vector<EncodedPicture> frames;
    for (std::int32_t frame : transaction.frames) {
      ASSIGN_OR_RETURN(frames.emplace_back(), read(frame));
    }
    ends.push_back(EndOf(engine.Compare(reference, frames)));
    watch.progress(ends.size(), plan.size());
  }
  return ends;
}

}  // namespace clearance
