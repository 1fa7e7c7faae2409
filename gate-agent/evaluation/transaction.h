// Transactions: a traveller before a gate, a portrait and a round of bursts, judged by the gate's whole policy. Every
// way of not passing is a rejection: no match, nothing usable in any burst, a doubt about a living person.
//
// It runs the same FaceEngine as a lane and takes another burst where a lane would. The bursts are made of still
// pictures (made_burst.h), which cannot show what a camera's show; docs/face.md says so.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/picture_set.h"
#include "gate-agent/evaluation/rates.h"
#include "gate-agent/vision/face_engine.h"

namespace clearance {

// What a gate's transactions are held against: Frontex' figures for automated border control.
inline constexpr double kTransactionFar = 1e-3;
inline constexpr double kTransactionFrr = 0.05;

struct Transaction {
  std::int32_t reference = 0;  // index of PictureSet::pictures
  // Pictures of one person, never the reference. Each is a moment: the first burst is made of the first, another one of
  // the next, and of the first again where there are no more.
  std::vector<std::int32_t> moments;
  bool same = false;  // of the person of the reference

  bool operator==(const Transaction&) const = default;
};

// Each picture of a person who has two or more as reference, that person's others as moments, from the one after it on;
// and `impostors` transactions of somebody else, drawn by `seed`, before references drawn the same way. An impostor
// needs two persons.
std::vector<Transaction> PlanTransactions(const PictureSet& set, std::int64_t impostors, std::uint64_t seed);

enum class TransactionEnd {
  kPassed,  // a match, and no doubt
  kNoMatch,
  kNotTaken,   // nothing usable in the last burst, or the reference is none
  kSuspected,  // a doubt that calls an officer: it looks like a picture, or the frames are one, or show two persons
};

struct TransactionOutcome {
  TransactionEnd end = TransactionEnd::kNotTaken;
  std::string why;  // e.g. "no_match", "not_taken_live_no_face", "suspected_presentation"; empty when passed
  int bursts = 1;   // taken

  bool operator==(const TransactionOutcome&) const = default;
};

// A round as a lane takes it: another burst, `attempts` in all, while the last one lacks what its traveller can be told
// (CoachingFor in capture.h). A face that was compared is never tried again. `capture`: takes and compares the burst of
// that number, from 0.
TransactionOutcome RunRound(int attempts, const std::function<FaceComparison(int burst)>& capture);

struct TransactionRates {
  MeasuredRate false_accept;
  MeasuredRate false_reject;
  MeasuredRate false_reject_unsuspected;            // the same without the genuine transactions that ended in a doubt
  std::map<std::string, std::int64_t> rejected_by;  // genuine ones, by TransactionOutcome::why
  std::int64_t further_bursts = 0;                  // genuine ones that took more than one burst
  std::int64_t genuine_persons = 0;                 // before references of their own
  std::int64_t impostor_persons = 0;                // before references of others, or whose reference it was
  std::string far_unsupported;  // why the data do not show kTransactionFar, kTransactionFrr; empty when they do
  std::string frr_unsupported;
};

// `outcomes[i]` is that of `plan[i]`.
TransactionRates CountTransactions(const PictureSet& set, const std::vector<Transaction>& plan,
                                   const std::vector<TransactionOutcome>& outcomes, std::uint64_t seed);

struct TransactionRun {
  int attempts = 1;        // bursts of one round: the engine's policy's
  std::uint64_t seed = 0;  // of the bursts; the same outcomes for the same seed, whatever `threads`
  int threads = 1;         // transactions side by side: the engine's concurrency
};

// Runs them, each portrait prepared as a lane prepares it. A file that cannot be read is a picture that
// is not taken. Error: CANCELLED when told to stop.
StatusOr<std::vector<TransactionOutcome>> RunTransactions(FaceEngine& engine, const PictureSet& set,
                                                          const std::vector<Transaction>& plan,
                                                          const TransactionRun& run, const AcquisitionWatch& watch);

}  // namespace clearance
