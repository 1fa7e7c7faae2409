#include "services/derivation/document_owner.h"

#include <algorithm>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/wire/identity_bytes.h"

namespace clearance {
namespace {

// True when that link was asked or made because both have shown one number.
StatusOr<bool> IsOfOneNumber(const Snapshot& s, const DocumentLink& link) {
  ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(link.linked_at));
  if (stored.entry.kind != EntryKind::kIdentityLink) return false;
  ASSIGN_OR_RETURN(const LinkRecord record, ReadIdentityLinkBody(stored.entry.body));
  const auto& grounds = record.grounds;
  return std::find(grounds.begin(), grounds.end(), LinkGround::kSameDocumentNumber) != grounds.end();
}

bool Contains(const std::vector<std::string>& documents, const std::string& document) {
  return std::find(documents.begin(), documents.end(), document) != documents.end();
}

}  // namespace

StatusOr<std::vector<std::string>> OthersOfNumber(const Snapshot& snapshot, const std::string& document) {
  std::vector<std::string> others;
  ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, snapshot.identities().LinksOf(document));
  if (links.empty()) return others;
  ASSIGN_OR_RETURN(const std::vector<std::string> own, snapshot.identities().DocumentsOf(document, kAsItStands));
  for (const DocumentLink& link : links) {
    const std::string& other = link.document == document ? link.earlier : link.document;
    if (Contains(own, other) || Contains(others, other)) continue;
    ASSIGN_OR_RETURN(const bool of_one_number, IsOfOneNumber(snapshot, link));
    if (of_one_number) others.push_back(other);
  }
  return others;
}

StatusOr<std::vector<std::string>> PartedFrom(const Snapshot& snapshot, const std::string& document) {
  std::vector<std::string> parted;
  ASSIGN_OR_RETURN(const std::vector<std::string> own, snapshot.identities().DocumentsOf(document, kAsItStands));
  for (const std::string& one : own) {
    ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, snapshot.identities().LinksOf(one));
    for (const DocumentLink& link : links) {
      const std::string& other = link.document == one ? link.earlier : link.document;
      ASSIGN_OR_RETURN(const std::vector<std::string> theirs, snapshot.identities().DocumentsOf(other, kAsItStands));
      for (const std::string& document_of_theirs : theirs) {
        if (!Contains(own, document_of_theirs) && !Contains(parted, document_of_theirs))
          parted.push_back(document_of_theirs);
      }
    }
  }
  return parted;
}

StatusOr<DocumentOwner> OwnerByFacts(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                     const DocumentNames& names) {
  DocumentOwner owner{.traveller = names.traveller};
  ASSIGN_OR_RETURN(owner.known, snapshot.identities().FindDocument(owner.traveller));
  if (!owner.known || owner.known->facts.facts_key == names.facts_key) return owner;
  owner.traveller = pseudonyms.CollidingTraveller(document);
  ASSIGN_OR_RETURN(owner.known, snapshot.identities().FindDocument(owner.traveller));
  return owner;
}

StatusOr<std::string> TravellerNamed(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                     NamedBy named_by) {
  std::string traveller = pseudonyms.Traveller(document);
  if (named_by == NamedBy::kFacts) {
    const DocumentNames names{.traveller = traveller, .facts_key = pseudonyms.FactsKey(document)};
    ASSIGN_OR_RETURN(DocumentOwner owner, OwnerByFacts(snapshot, pseudonyms, document, names));
    return std::move(owner.traveller);
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> others, OthersOfNumber(snapshot, traveller));
  if (others.empty()) return traveller;
  return Error(StatusCode::kFailedPrecondition, error_reason::kIdentityState,
               "several people have shown this number: nationality, birth date and sex tell which of them is meant");
}

StatusOr<std::string> TravellerConcerned(const Snapshot& snapshot, const Pseudonyms& pseudonyms,
                                         const Document& document, NamedBy named_by, const StoredEntry& concerned,
                                         std::string_view field) {
  const std::string& of_entry = concerned.entry.traveller;
  if (named_by == NamedBy::kNumber && of_entry == pseudonyms.Traveller(document)) return of_entry;
  ASSIGN_OR_RETURN(std::string named, TravellerNamed(snapshot, pseudonyms, document, named_by));
  if (named != of_entry) return InvalidField(field, "names an entry of another traveller");
  return named;
}

}  // namespace clearance
