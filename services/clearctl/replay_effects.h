// What a decision did beside its answer, held against what it should have done by the ledger as it stood: whose place
// it took in its lane, whether its booking served, and by what that had been used before.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/wire/ledger_records.h"
#include "db/ledger.h"
#include "services/clearance/crossing_sight.h"

namespace clearance {

// A line for each difference between the sealed effects of the decision recorded at `now` and those that follow from
// `anew`. `before` are the entries it rests on, `ledger` is the one it saw. A decision whose lease was over may have
// been swept away by then, or not yet: whether its place was taken, nobody can tell, and it is no difference.
StatusOr<std::vector<std::string>> EffectDifferences(const Ledger& ledger, std::span<const StoredEntry> before,
                                                     const DecisionEffects& sealed, Instant now,
                                                     const CrossingSight& anew);

}  // namespace clearance
