#include "db/memory_identities.h"

#include <algorithm>

#include "db/ledger.h"
#include "db/stay_record.h"

namespace clearance {

StatusOr<std::optional<KnownDocument>> MemoryIdentities::FindDocument(std::string_view document) const {
  const KnownDocument* known = documents_.Find(document);
  return known == nullptr ? std::optional<KnownDocument>() : *known;
}

StatusOr<std::vector<KnownDocument>> MemoryIdentities::FindByNationalKey(std::string_view national_key) const {
  std::vector<KnownDocument> found;
  if (national_key.empty()) return found;
  for (const auto& [document, known] : documents_.rows()) {
    if (known.facts.national_key == national_key) found.push_back(known);
  }
  std::sort(found.begin(), found.end(), [](const KnownDocument& a, const KnownDocument& b) {
    return std::pair(a.first_seen, a.document) < std::pair(b.first_seen, b.document);
  });
  if (found.size() > kMaxDocumentsPerPerson) found.erase(found.begin(), found.end() - kMaxDocumentsPerPerson);
  return found;
}

StatusOr<std::vector<KnownDocument>> MemoryIdentities::ShownOtherwiseSince(std::uint64_t as_of, std::uint64_t after,
                                                                           std::size_t limit) const {
  std::vector<KnownDocument> found;
  for (const auto& [document, known] : documents_.rows()) {
    if (known.facts_changed > as_of && known.first_seen > after && known.first_seen <= as_of) found.push_back(known);
  }
  std::sort(found.begin(), found.end(),
            [](const KnownDocument& a, const KnownDocument& b) { return a.first_seen < b.first_seen; });
  if (found.size() > BoundedLimit(limit)) found.resize(BoundedLimit(limit));
  return found;
}

Status MemoryIdentities::RecordShown(std::string_view document, const DocumentFacts& facts, std::uint64_t position) {
  RETURN_IF_ERROR(ValidateTraveller(document));
  RETURN_IF_ERROR(ValidateFacts(facts));
  ASSIGN_OR_RETURN(const std::optional<KnownDocument> known, FindDocument(document));
  const std::string key(document);
  documents_.Set(key, ShownAgain(known, document, facts, position));
  Mention(key, {.position = position});
  return OkStatus();
}

Status MemoryIdentities::RecordNamed(std::string_view document, const DocumentFacts& facts, std::uint64_t position) {
  RETURN_IF_ERROR(ValidateTraveller(document));
  RETURN_IF_ERROR(ValidateFacts(facts));
  ASSIGN_OR_RETURN(const std::optional<KnownDocument> known, FindDocument(document));
  if (known) return OkStatus();
  const std::string key(document);
  documents_.Set(key, NamedFirst(document, facts, position));
  Mention(key, {.position = position});
  return OkStatus();
}

StatusOr<std::vector<DocumentLink>> MemoryIdentities::LinksOf(std::string_view document) const {
  std::vector<DocumentLink> links;
  for (const auto& [key, link] : links_.rows()) {
    if (link.document == document || link.earlier == document) links.push_back(link);
  }
  std::sort(links.begin(), links.end(),
            [](const DocumentLink& a, const DocumentLink& b) { return a.linked_at < b.linked_at; });
  return links;
}

Status MemoryIdentities::Link(std::string_view document, std::string_view earlier, LinkState state,
                              std::uint64_t position) {
  ASSIGN_OR_RETURN(const DocumentLink link, LinkToKeep(*this, document, earlier, state, position));
  Keep(link);
  return OkStatus();
}

Status MemoryIdentities::Unlink(std::string_view document, std::string_view earlier, std::uint64_t position) {
  ASSIGN_OR_RETURN(const DocumentLink link, UnlinkToKeep(*this, document, earlier, position));
  Keep(link);
  return OkStatus();
}

StatusOr<std::vector<std::string>> MemoryIdentities::DocumentsOf(std::string_view document, std::uint64_t as_of) const {
  return CollectDocuments(
      document, as_of, [this](const std::string& one) { return LinksOf(one); },
      [this](const std::string& one) -> StatusOr<FirstMention> { return mentions_.Get(one); });
}

void MemoryIdentities::Mention(const std::string& document, FirstMention mention) {
  if (mentions_.Find(document) == nullptr) mentions_.Set(document, mention);
}

void MemoryIdentities::Keep(const DocumentLink& link) {
  links_.Set({link.document, link.linked_at}, link);
  Mention(link.earlier, {.position = link.linked_at});
  Mention(link.document, {.position = link.linked_at, .as_later = true});
}

}  // namespace clearance
