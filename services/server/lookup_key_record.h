// Under which look-up key the travellers of the centre's ledger are: held against the one it was given, and recorded
// where nobody has yet. Said once, in the log.
#pragma once

#include "common/base/status.h"
#include "db/personal_fields.h"
#include "db/store.h"
#include "services/derivation/lookup_key_standing.h"

namespace clearance {

// Before anything else is written. Errors of LookupKeyStandingOf, and nothing was written. Blocks: see TransactAndWait.
Status RecordLookupKey(Store& store, const GivenLookupKey& given, const PersonalFields& fields);

}  // namespace clearance
