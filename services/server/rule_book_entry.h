// The entry that says by which rule book the centre decides, and who approved it.
#pragma once

#include "common/base/instant.h"
#include "common/wire/settings_bodies.h"
#include "db/store.h"

namespace clearance {

// Writes a RULE_BOOK_CHANGE entry to the log `centre`, unless the book in force has the same text already. Waits for it
// to be durable: nothing is decided by a book that the ledger does not have. Errors are the store's.
Status RecordRuleBook(Store& store, const RuleBookChange& change, Instant now);

}  // namespace clearance
