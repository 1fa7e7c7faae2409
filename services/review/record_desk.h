// The record desk: officers mend what an entry says of somebody's travel, one alone or two, as the rule book says. No
// entry is changed: a later one takes its effect away, and stays are made anew from what is left.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/clock.h"
#include "common/domain/zone_table.h"
#include "common/rules/rule_book.h"
#include "common/wire/review_wire.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/derivation/record_change.h"
#include "services/derivation/two_person_call.h"
#include "services/review/referrals.h"

namespace clearance {

struct RecordDeskParts {
  Store& store;
  const Pseudonyms& pseudonyms;
  const RuleBook& rule_book;
  const ZoneTable& zones;
  const Clock& clock;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class RecordDesk {
 public:
  // The position of the entry; 0 for a proposal, which waits for a second officer and changes nothing.
  using OnCorrected = std::function<void(StatusOr<std::uint64_t>)>;

  explicit RecordDesk(const RecordDeskParts& parts) : parts_(parts) {}

  // INVALID_ARGUMENT naming `concerns_position` or `act` for an entry the ledger does not have, of another traveller,
  // that says nothing there that still holds, or of no exit that could be RETURNED; else as PersonsFor of
  // two_person_call.h (PROPOSAL_OVERTAKEN: the entry does not hold any more) and TravellerNamed of document_owner.h. A
  // replay gets the first answer.
  void Correct(const RecordCorrection& correction, const Officer& officer, OnCorrected done);

 private:
  StatusOr<std::uint64_t> CorrectIn(Transaction& t, const RecordCorrection& correction, const Officer& officer) const;
  StatusOr<RecordChange> ChangeOf(const Snapshot& s, const RecordCorrection& correction) const;
  StatusOr<Standing> StandingOf(const Snapshot& s, const RecordCorrection& correction,
                                const RecordChange& change) const;
  std::string ContentOf(const RecordCorrection& correction) const;

  const RecordDeskParts parts_;
};

}  // namespace clearance
