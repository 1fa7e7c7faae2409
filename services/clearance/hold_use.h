// What the centre knows of a traveller's holds, and the record of every time they came under one. Judges nothing:
// hold_rules.h does.
#pragma once

#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/hold.h"
#include "common/domain/reason.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// The holds that mean whoever shows the document of these `names`, or another of `documents` (pseudonyms of all of the
// same person's), and do not end before `from`; for CrossingFacts::holds. By national number they are found under any
// that one of `documents` was ever shown with: it may not have been read this time, or been read as another. Those of
// the documents that are `perhaps` theirs too are possible ones, however they name them.
StatusOr<std::vector<FoundHold>> FindHolds(const Snapshot& snapshot, const DocumentNames& names,
                                           const std::vector<std::string>& documents,
                                           const std::vector<std::string>& perhaps, Instant from);

// A traveller in a lane, at the decision or at the passage.
struct HoldSighting {
  HoldMoment moment = HoldMoment::kDecision;
  LaneProfile lane{};
  std::string traveller{};            // pseudonym
  std::string request_id{};           // of the call that tells of it
  std::string decision_request_id{};  // of the decision, at both moments
  Instant at{};                       // when they asked, or passed
  Instant now{};                      // when the centre is told
};

// Writes a HOLD_HIT entry for every hold that binds a side of this crossing and was in force when they were there or is
// now: the silent ones too, and those no reason comes of. Quiet ones (hold.h) go to the log of the centre, so that the
// port's is no longer for them than for anybody. Call behind the entry of the decision or passage.
Status RecordHits(Transaction& t, const std::vector<FoundHold>& holds, const HoldSighting& sighting);

// What an officer who looked at a decision has seen: its reasons, and the holds it was made under.
struct DecidedUnder {
  std::vector<Reason> reasons{};
  std::vector<std::string> hold_ids{};
};

StatusOr<DecidedUnder> DecidedUnderOf(const Snapshot& snapshot, const std::string& decision_request_id,
                                      const Decision& decision);

// The reasons for which a passage is a case: what holds now say against it that nobody at the lane may release, or of a
// hold the decision was not made under and so no officer has seen, though another said the same in the same words.
std::vector<Reason> HoldReasonsOfPassage(const std::vector<FoundHold>& holds, const Passage& passage,
                                         const DecidedUnder& decided, Instant now);

// All of both, each once, the graver first: the reasons of a case.
std::vector<Reason> WithHoldReasons(std::vector<Reason> decided, const std::vector<Reason>& held);

}  // namespace clearance
