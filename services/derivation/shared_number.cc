#include "services/derivation/shared_number.h"

#include <algorithm>

#include "common/wire/identity_bytes.h"
#include "services/derivation/derive.h"
#include "services/derivation/entry_records.h"

namespace clearance {

Status NoteSharedNumber(Transaction& t, const std::string& traveller, const std::string& first, Instant now) {
  if (traveller == first) return OkStatus();
  ASSIGN_OR_RETURN(const auto links, t.identities().LinksOf(traveller));
  const auto is_between_them = [&](const DocumentLink& link) {
    return link.document == first || link.earlier == first;
  };
  if (std::any_of(links.begin(), links.end(), is_between_them)) return OkStatus();
  ASSIGN_OR_RETURN(const auto links_of_first, t.identities().LinksOf(first));
  if (std::max(links.size(), links_of_first.size()) >= kMaxLinksForANote) return OkStatus();
  ASSIGN_OR_RETURN(const auto own, t.identities().DocumentsOf(traveller, kAsItStands));
  if (std::find(own.begin(), own.end(), first) != own.end()) return OkStatus();
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
