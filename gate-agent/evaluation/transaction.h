// Transactions: a traveller before a gate, a portrait and a burst of frames, judged by the gate's whole policy. Every
// way of not passing is a rejection: no match, nothing usable, a doubt about a living person.
//
// It runs the same FaceEngine as a lane. Still pictures cannot show what a real burst shows; docs/face.md says so.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/picture_set.h"
#include "gate-agent/evaluation/rates.h"
#include "gate-agent/vision/face_engine.h"

namespace clearance {

// A burst has so many frames at least: a person needs one picture more than this to come before a reference of their
// own.
inline constexpr std::size_t kLeastBurst = 2;
// What a gate's transactions are held against: Frontex' figures for automated border control.
inline constexpr double kTransactionFar = 1e-3;
inline constexpr double kTransactionFrr = 0.05;

struct Transaction {
  std::int32_t reference = 0;        // index of PictureSet::pictures
  std::vector<std::int32_t> frames;  // pictures of one person, never the reference
  bool same = false;                 // of the person of the reference

  bool operator==(const Transaction&) const = default;
};

// Each picture of a person who has enough as reference, all that person's others as the burst; and `impostors` bursts
// of somebody else, drawn by `seed`, before references drawn the same way. An impostor needs two persons, one of them
// with pictures enough for a burst.
std::vector<Transaction> PlanTransactions(const PictureSet& set, std::int64_t impostors, std::uint64_t seed);

enum class TransactionEnd {
  kPassed,  // a match, and no doubt
  kNoMatch,
  kNotTaken,   // nothing usable in the burst, or the reference is none
  kSuspected,  // a doubt that calls an officer: it looks like a picture, or the frames are one
};

struct TransactionRates {
  MeasuredRate false_accept;
  MeasuredRate false_reject;
  MeasuredRate false_reject_unsuspected;            // the same without the genuine transactions that ended in a doubt
  std::map<std::string, std::int64_t> rejected_by;  // genuine ones: "no_match", "not_taken", "suspected"
  std::int64_t genuine_persons = 0;                 // before references of their own
  std::int64_t impostor_persons = 0;                // before references of others, or whose reference it was
  std::string far_unsupported;  // why the data do not show kTransactionFar, kTransactionFrr; empty when they do
  std::string frr_unsupported;
};

// `ends[i]` is how `plan[i]` ended.
TransactionRates CountTransactions(const PictureSet& set, const std::vector<Transaction>& plan,
                                   const std::vector<TransactionEnd>& ends, std::uint64_t seed);

// Runs them one after the other. Error: CANCELLED when told to stop; FILE_UNREADABLE naming a picture.
StatusOr<std::vector<TransactionEnd>> RunTransactions(FaceEngine& engine, const PictureSet& set,
                                                      const std::vector<Transaction>& plan,
                                                      const AcquisitionWatch& watch);

}  // namespace clearance
