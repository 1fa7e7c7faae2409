// Whose documents those are that somebody names: under which pseudonym the ledger keeps what concerns their holder.
// Judges nothing and links nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/domain/named_by.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// Under which pseudonym the ledger keeps whoever shows a document, and what it knows of it; absent: nobody told its
// facts.
struct DocumentOwner {
  std::string traveller{};
  std::optional<KnownDocument> known{};
};

// The owner by everything that tells: where the number is known with other facts, from a lane or an import, it is
// somebody else's, and whoever names it now is kept under a pseudonym of their own. `names` are those of `document`.
StatusOr<DocumentOwner> OwnerByFacts(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                     const DocumentNames& names);

// The pseudonym of the holder of `document`. By kFacts nobody is taken for somebody else of this number; by kNumber
// FAILED_PRECONDITION (IDENTITY_STATE) when the ledger knows of several people of it and no officer has found them to
// be one.
StatusOr<std::string> TravellerNamed(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                     NamedBy named_by);

// The pseudonym of whom an act is about that names the entry `concerned` and a document. The entry says of whom it is:
// by kNumber it is enough that it is kept under that number, whoever else has the number. INVALID_ARGUMENT naming
// `field` when it is another's; else as for TravellerNamed.
StatusOr<std::string> TravellerConcerned(const Snapshot& snapshot, const Pseudonyms& pseudonyms,
                                         const Document& document, NamedBy named_by, const StoredEntry& concerned,
                                         std::string_view field);

// All documents of the people with whom the person of `document` was ever linked, or beside whom it was ever asked
// about or noted, and who stand apart from them now.
StatusOr<std::vector<std::string>> PartedFrom(const Snapshot& snapshot, const std::string& document);

// The pseudonyms of those who have the same number as the document of that pseudonym, with other facts, as far as it
// was put before an officer or noted (shared_number.h); without those found to be the same person.
StatusOr<std::vector<std::string>> OthersOfNumber(const Snapshot& snapshot, const std::string& document);

}  // namespace clearance
