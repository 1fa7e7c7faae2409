// What a passage means, found out once, when it is reported: which decision it followed, whether it is a case, what
// stay it ends and begins. Goes into its entry, from which the views are derived.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/zone_table.h"
#include "common/wire/ledger_records.h"
#include "db/store.h"

namespace clearance {

// The decision a passage followed, and when the person was admitted: by it, or later by an officer. An admission serves
// once: nobody was admitted by one that a passage or an abandonment has ended before.
struct FollowedDecision {
  std::optional<DecideAnswer> answer;
  std::optional<Instant> admitted_at;
  bool reserved_booking = false;  // by the decision
};

// The ledger's entry of the decision that is said to be open; absent where it has none: a row that nothing stands
// behind must not get into an entry, and is left for verification to name.
StatusOr<std::optional<StoredEntry>> EntryOfOpen(const Snapshot& s, const OpenDecision& open);

bool HasReason(const Decision& decision, ReasonCode code);

// Nothing when there is no such decision, or it was about somebody else or another lane. `open` is what the open
// decisions say of it, if they do.
StatusOr<FollowedDecision> FindDecision(const Snapshot& s, const Passage& passage, const std::string& traveller,
                                        const std::optional<OpenDecision>& open);

// Whom the crossing that ends so was about; empty when there is no such decision of that lane, or it is forgotten.
StatusOr<std::string> TravellerOf(const Snapshot& s, const Abandonment& abandonment);

// True when the passage is on a civil day, of a side the lane decides, for which nobody admitted the person; or lies so
// far in the future that its gate's clock cannot be believed.
bool IsCase(const FollowedDecision& followed, const Passage& passage, const ZoneTable& zones, Instant now);

// A passage of the same person that was recorded after the decision of this one was made, and with which it cannot be
// true: next to it in time, both enter one territory or both leave one. `documents` are all of that person's. Absent
// where the decision is not known.
StatusOr<std::optional<Passage>> PassedElsewhere(const Snapshot& s, const Passage& passage,
                                                 const FollowedDecision& followed,
                                                 const std::vector<std::string>& documents);

// The decision, the days and the stay; no case and no booking.
PassageEffects EffectsOf(const FollowedDecision& followed, const Passage& passage, const ZoneTable& zones);

}  // namespace clearance
