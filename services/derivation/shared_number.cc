#include "services/derivation/shared_number.h"

#include <algorithm>

#include "common/wire/identity_bytes.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/entry_records.h"

namespace clearance {

namespace {

bool Contains(const std::vector<std::string>& documents, const std::string& document) {
  return std::find(documents.begin(), documents.end(), document) != documents.end();
}

StatusOr<bool> IsToBeNoted(const Snapshot& s, const std::string& traveller, const std::string& first) {
  ASSIGN_OR_RETURN(const auto own, s.identities().DocumentsOf(traveller, kAsItStands));
  if (Contains(own, first)) return false;
  ASSIGN_OR_RETURN(const auto others, OthersOfNumber(s, first));
  if (Contains(others, traveller)) return false;
  ASSIGN_OR_RETURN(const auto links, s.identities().LinksOf(traveller));
  ASSIGN_OR_RETURN(const auto links_of_first, s.identities().LinksOf(first));
  if (!others.empty() && links_of_first.size() >= kMaxLinksForAnotherNote) return false;
  return HasRoomForAQuestion(links.size()) && HasRoomForAQuestion(links_of_first.size());
}

}  // namespace

Status NoteSharedNumber(Transaction& t, const std::string& traveller, const std::string& first, Instant now) {
  if (traveller == first) return OkStatus();
  ASSIGN_OR_RETURN(const bool to_be_noted, IsToBeNoted(t, traveller, first));
  if (!to_be_noted) return OkStatus();
  const LinkRecord noted{.document = traveller,
                         .earlier = first,
                         .state = LinkState::kProposed,
                         .grounds = {LinkGround::kSameDocumentNumber}};
  return RecordEntry(t, {.log = std::string(kCentreLog),
                         .kind = EntryKind::kIdentityLink,
                         .event_time = now,
                         .record_time = now,
                         .traveller = traveller,
                         .body = IdentityLinkBody(noted)})
      .status();
}

StatusOr<bool> WasAsked(const Snapshot& snapshot, const DocumentLink& link) {
  if (!link.proposed || link.unlinked_at) return true;
  ASSIGN_OR_RETURN(const StoredEntry stored, snapshot.ledger().Get(link.linked_at));
  const StatusOr<LinkRecord> record = ReadIdentityLinkBody(stored.entry.body);
  if (!record.ok()) return UnreadableBody(stored, record.status());
  return record->question.has_value();
}

}  // namespace clearance
