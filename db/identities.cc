#include "db/identities.h"

#include <algorithm>
#include <utility>

#include "common/base/error_reasons.h"
#include "db/ledger.h"
#include "db/stay_record.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxNationality = 3;

Status Refused(std::string_view message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kIdentityState, message);
}

const std::string& Other(const DocumentLink& link, std::string_view document) {
  return link.document == document ? link.earlier : link.document;
}

// The link that holds between the two now, or nothing.
StatusOr<std::optional<DocumentLink>> HoldingLink(const Identities& identities, std::string_view document,
                                                  std::string_view other) {
  ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, identities.LinksOf(document));
  for (const DocumentLink& link : links) {
    if (Other(link, document) == other && Joins(link, kAsItStands)) return std::optional<DocumentLink>(link);
  }
  return std::optional<DocumentLink>();
}

// Corrections of corrections end somewhere: what a document was ever linked to is read whole at each reading.
Status CheckRoom(const Identities& identities, std::string_view document) {
  ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, identities.LinksOf(document));
  if (links.size() < kMaxLinksPerDocument) return OkStatus();
  return Refused("a document of the two has had as many links as can be kept of one");
}

Status ValidatePair(std::string_view document, std::string_view earlier) {
  RETURN_IF_ERROR(ValidateTraveller(document));
  RETURN_IF_ERROR(ValidateTraveller(earlier));
  return document == earlier ? InvalidField("earlier_document", "must be another document") : OkStatus();
}

}  // namespace

bool Joins(const DocumentLink& link, std::uint64_t as_of) {
  return !link.proposed && link.linked_at <= as_of && (!link.unlinked_at || *link.unlinked_at > as_of);
}

StatusOr<std::string> Identities::PersonOf(std::string_view document, std::uint64_t as_of) const {
  ASSIGN_OR_RETURN(std::vector<std::string> documents, DocumentsOf(document, as_of));
  return std::move(documents.front());
}

StatusOr<std::vector<std::string>> CollectDocuments(std::string_view document, std::uint64_t as_of,
                                                    const ReadLinks& read_links, const ReadMention& read_mention) {
  std::vector<std::string> found = {std::string(document)};
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, read_links(found[i]));
    for (const DocumentLink& link : links) {
      const std::string& other = Other(link, found[i]);
      if (Joins(link, as_of) && std::find(found.begin(), found.end(), other) == found.end()) found.push_back(other);
    }
  }
  if (found.size() == 1) return found;
  std::vector<std::pair<FirstMention, std::string>> ordered;
  for (std::string& one : found) {
    ASSIGN_OR_RETURN(const FirstMention mention, read_mention(one));
    ordered.emplace_back(mention, std::move(one));
  }
  std::sort(ordered.begin(), ordered.end());
  std::transform(ordered.begin(), ordered.end(), found.begin(), [](auto& one) { return std::move(one.second); });
  return found;
}

StatusOr<DocumentLink> LinkToKeep(const Identities& identities, std::string_view document, std::string_view earlier,
                                  LinkState state, std::uint64_t position) {
  RETURN_IF_ERROR(ValidatePair(document, earlier));
  ASSIGN_OR_RETURN(std::optional<DocumentLink> holding, HoldingLink(identities, document, earlier));
  if (holding) {
    if (holding->confirmed_at || state != LinkState::kConfirmed) return Refused("the two documents are linked already");
    holding->confirmed_at = position;
    return *std::move(holding);
  }
  ASSIGN_OR_RETURN(const auto of_document, identities.DocumentsOf(document, kAsItStands));
  ASSIGN_OR_RETURN(const auto of_earlier, identities.DocumentsOf(earlier, kAsItStands));
  if (of_document.front() == of_earlier.front())
    return Refused("the two documents are one person's already, by other links");
  const bool joins = state != LinkState::kProposed;
  if (joins && of_document.size() + of_earlier.size() > kMaxDocumentsPerPerson)
    return Refused("one person may have at most " + std::to_string(kMaxDocumentsPerPerson) + " documents");
  RETURN_IF_ERROR(CheckRoom(identities, document));
  RETURN_IF_ERROR(CheckRoom(identities, earlier));
  DocumentLink link{.document = std::string(document),
                    .earlier = std::string(earlier),
                    .linked_at = position,
                    .proposed = state == LinkState::kProposed};
  if (state == LinkState::kConfirmed) link.confirmed_at = position;
  return link;
}

StatusOr<DocumentLink> UnlinkToKeep(const Identities& identities, std::string_view document, std::string_view earlier,
                                    std::uint64_t position) {
  RETURN_IF_ERROR(ValidatePair(document, earlier));
  ASSIGN_OR_RETURN(std::optional<DocumentLink> holding, HoldingLink(identities, document, earlier));
  if (!holding) {
    ASSIGN_OR_RETURN(const auto person, identities.PersonOf(document, kAsItStands));
    ASSIGN_OR_RETURN(const auto other, identities.PersonOf(earlier, kAsItStands));
    if (person == other) return Refused("the two documents are one person's by other links: take those back");
    RETURN_IF_ERROR(CheckRoom(identities, document));
    RETURN_IF_ERROR(CheckRoom(identities, earlier));
    holding = DocumentLink{.document = std::string(document), .earlier = std::string(earlier), .linked_at = position};
  }
  holding->unlinked_at = position;
  return *std::move(holding);
}

KnownDocument ShownAgain(const std::optional<KnownDocument>& known, std::string_view document,
                         const DocumentFacts& facts, std::uint64_t position) {
  if (!known) {
    return {.document = std::string(document), .facts = facts, .first_seen = position, .facts_changed = position};
  }
  KnownDocument shown = *known;
  if (known->facts_changed == 0 && known->facts.facts_key == facts.facts_key)
    return ShownAgain({}, document, facts, position);
  if (shown.facts == facts) return shown;
  // Whoever came first keeps the name: what contradicts them is told at every showing (IDENTITY_COLLISION).
  if (shown.facts.facts_key == facts.facts_key) shown.facts = facts;
  shown.facts_changed = position;
  return shown;
}

KnownDocument NamedFirst(std::string_view document, const DocumentFacts& facts, std::uint64_t position) {
  return {.document = std::string(document), .facts = facts, .first_seen = position, .facts_changed = 0};
}

Status ValidateFacts(const DocumentFacts& facts) {
  if (facts.facts_key.size() != kPseudonymBytes) return InvalidField("facts_key", "must have 32 bytes");
  if (!facts.national_key.empty() && facts.national_key.size() != kPseudonymBytes)
    return InvalidField("national_key", "must have 32 bytes, or none");
  if (facts.nationality.empty() || facts.nationality.size() > kMaxNationality)
    return InvalidField("nationality", "must have 1 to 3 characters");
  return OkStatus();
}

}  // namespace clearance
