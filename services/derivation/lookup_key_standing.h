// Whether a look-up key is the one that the travellers of a ledger are under. Asked before anybody is looked up or
// recorded: under another key nobody would be found, without a word, and everybody would begin anew. Why a ledger that
// says nothing of its key is believed once: docs/decisions/0026. Never tells anything of a key or a traveller.
#pragma once

#include <string>

#include "common/base/status.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// A look-up key that was given, and what the message names it by: the option or configuration key, and the file.
struct GivenLookupKey {
  const Pseudonyms& pseudonyms;
  std::string name;  // "keys.lookup (pki/lookup_key.hex)"
};

// Why a key may be worked with.
enum class LookupKeyStanding {
  kRecorded,   // the ledger says that it is its own
  kNewLedger,  // there is no entry yet
  kProven,     // not recorded; but a document, opened, has the pseudonym it stands under
  kUnproven,   // not recorded, and nothing can be opened that would tell: it has to be believed
};

// What the start of a centre asks; changes nothing. FAILED_PRECONDITION (LOOKUP_KEY_WRONG) when the travellers are
// under another key, as recorded or as the first document says that `fields` opens. The store's own errors.
StatusOr<LookupKeyStanding> LookupKeyStandingOf(const Snapshot& snapshot, const GivenLookupKey& given,
                                                const PersonalFields& fields);

// What a tool asks that has no master key; changes nothing. LOOKUP_KEY_WRONG also where the ledger has entries and
// nobody has recorded its key: a centre does so when it starts. The store's own errors.
Status RequireLookupKey(const Snapshot& snapshot, const GivenLookupKey& given);

// As RequireLookupKey, and records the key where the ledger is new. Blocks: see TransactAndWait.
Status RequireOrRecordLookupKey(Store& store, const GivenLookupKey& given);

}  // namespace clearance
