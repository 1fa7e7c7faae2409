// The derivations of each family of entries, which Derive (derive.h) chooses among. A new family is a file of its own
// and a case there; a view of its own is also a line of db/sqlite_derived_rows.cc.
#pragma once

#include <string_view>

#include "common/base/status.h"
#include "common/wire/shown_document.h"
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

// derive_holds.cc: holds and their hits.
Status DeriveHoldChange(Transaction& t, const StoredEntry& stored);
Status DeriveHoldHit(Transaction& t, const StoredEntry& stored);
// derive_identities.cc: known documents, links, referrals.
Status DeriveIdentityLink(Transaction& t, const StoredEntry& stored);
Status DeriveIdentityUnlink(Transaction& t, const StoredEntry& stored);
// derive_settings.cc: the rule book in force.
Status DeriveRuleBookChange(Transaction& t, const StoredEntry& stored);
// derive_identities.cc again: a DECISION or PASSAGE entry that carries the document shown; `nationality` is that of the
// document, as its body says.
Status DeriveShownDocument(Transaction& t, const StoredEntry& stored, const ShownDocument& shown,
                           std::string_view nationality);

}  // namespace clearance
