// What the centre knows of who shows a document, and the link that a crossing may make.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/domain/crossing.h"
#include "common/rules/identity_rules.h"
#include "common/wire/shown_document.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/store.h"

namespace clearance {

// A document as entries name it.
struct NamedDocument {
  // The pseudonym its entries carry: of issuing state and number, or one of its own where these are known with other
  // facts, so that nothing of two people is ever counted as one's.
  std::string traveller{};
  std::string document{};  // the pseudonym of issuing state and number, always
  bool shown_before = false;
  // To be told by the entry: it is shown for the first time, or with another national number. Without sealed fields.
  std::optional<ShownDocument> shown{};
};

StatusOr<NamedDocument> NameDocument(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document);

// What `named` has to tell, with every field of the document sealed under a key of that person's own; absent where
// there is nothing to tell. No fields where that key cannot be used: the crossing goes on without.
StatusOr<std::optional<ShownDocument>> SealShown(Transaction& t, const PersonalFields& fields,
                                                 const NamedDocument& named, const Document& document);

// Who stands before the lane.
struct IdentityUse {
  NamedDocument named{};
  IdentityOutcome outcome{};
};

StatusOr<IdentityUse> EstablishIdentity(const Snapshot& snapshot, const Pseudonyms& pseudonyms,
                                        const CrossingRequest& request);

// Records the link that `use` asks for, if any, with the question to an officer that it puts. To be called before the
// decision is made, which then sees it, as its replay will.
Status RecordLink(Transaction& t, const IdentityUse& use, const CrossingRequest& request, Random& random, Instant now);

// Open decisions about the person who shows it, by any of their documents, and about whoever else shows this number.
StatusOr<std::vector<OpenDecision>> OpenDecisionsOf(const Snapshot& snapshot, const NamedDocument& named);

}  // namespace clearance
