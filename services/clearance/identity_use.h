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
  bool number_not_read = false;  // its national number is known, and none was read this time
  // To be told by the entry: it is shown for the first time, with another national number, or anew after its fields
  // were erased. Without sealed fields.
  std::optional<ShownDocument> shown{};
};

// `names` are those of `document`.
StatusOr<NamedDocument> NameDocument(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                     const DocumentNames& names);

// What `named` has to tell, with every field of the document sealed under a key of that person's own; absent where
// there is nothing to tell. No fields where that key cannot be used: the crossing goes on without. `prepared`, when
// there is one, is what PrepareShown made of the same document.
StatusOr<std::optional<ShownDocument>> SealShown(Transaction& t, const PersonalFields& fields,
                                                 const NamedDocument& named, const Document& document,
                                                 const PreparedField* prepared = nullptr);

// The fields of a document sealed under a new key, in case nobody knows it yet: before the transaction, which everybody
// else waits for.
StatusOr<PreparedField> PrepareShown(const PersonalFields& fields, const DocumentNames& names,
                                     const Document& document);

// Who stands before the lane.
struct IdentityUse {
  NamedDocument named{};
  std::vector<std::string> documents{};  // pseudonyms of this person's, as Identities::DocumentsOf gives them
  std::vector<std::string> perhaps{};    // and those that may be theirs too: see DocumentsPerhapsOf
  IdentityOutcome outcome{};
};

StatusOr<IdentityUse> EstablishIdentity(const Snapshot& snapshot, const Pseudonyms& pseudonyms,
                                        const CrossingRequest& request, const DocumentNames& names);

// The same where it is known how entries name the document. `national_key` is what was read of it this time.
StatusOr<IdentityUse> IdentityOf(const Snapshot& snapshot, NamedDocument named, const std::string& national_key,
                                 const CrossingRequest& request);

// The documents of others, as far as the record knows, that were shown with this national key, and of whoever they are
// linked with: perhaps of one person with `own`. Without those of whom an officer has found that they are not.
StatusOr<std::vector<std::string>> DocumentsPerhapsOf(const Snapshot& snapshot, const std::string& national_key,
                                                      const std::vector<std::string>& own, Territory left);

// Records the link that `use` asks for, if any, with the question to an officer that it puts; its documents are then
// those after the link. To be called before the decision is made, which then sees it, as its replay will.
Status RecordLink(Transaction& t, const CrossingRequest& request, Random& random, Instant now, IdentityUse& use);

// The documents of `use` after its link was made.
Status SeeLink(const Snapshot& snapshot, IdentityUse& use);

// Open decisions about the person who shows it, by any document that is theirs or may be, and about whoever else shows
// this number.
StatusOr<std::vector<OpenDecision>> OpenDecisionsOf(const Snapshot& snapshot, const IdentityUse& use);

}  // namespace clearance
