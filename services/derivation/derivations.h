// The derivations of each family of entries, which Derive (derive.h) chooses among. A new family is a file of its own
// and a case there; a view of its own is also a line of db/sqlite_derived_rows.cc.
#pragma once

#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

// derive_crossings.cc: open decisions, referrals, stays.
Status DeriveDecision(Transaction& t, const StoredEntry& stored);
Status DerivePassage(Transaction& t, const StoredEntry& stored);
Status DeriveAbandonment(Transaction& t, const StoredEntry& stored);

// derive_imports.cc: stays and from when their record is complete. A correction covers a return.
Status DeriveImport(Transaction& t, const StoredEntry& stored);
Status DeriveCorrection(Transaction& t, const StoredEntry& stored);

// derive_reviews.cc: referrals.
Status DeriveReview(Transaction& t, const StoredEntry& stored);

}  // namespace clearance
