// What an entry of the ledger says in full: its body, and what the entry itself says beside it.
#pragma once

#include "common/base/status.h"
#include "common/wire/ledger_records.h"
#include "db/ledger.h"

namespace clearance {

// All of these: DATA_LOSS (STORE_CORRUPT), naming the position, when the body is not of a form that can be read.

// With its request id, position and moment; of the document only kind and nationality are known.
StatusOr<DecisionRecord> DecisionOf(const StoredEntry& stored);
StatusOr<PassageRecord> PassageOf(const StoredEntry& stored);
StatusOr<Abandonment> AbandonmentOf(const StoredEntry& stored);

// What `status` says of that entry's body.
Status UnreadableBody(const StoredEntry& stored, const Status& status);

}  // namespace clearance
