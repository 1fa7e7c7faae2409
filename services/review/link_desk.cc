#include "services/review/link_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/wire/identity_bytes.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"

namespace clearance {
namespace {

constexpr std::string_view kLinkRpc = "ReviewService.LinkDocuments";
constexpr std::string_view kUnlinkRpc = "ReviewService.UnlinkDocuments";

// What is said of two documents, by whom and why.
struct Word {
  EntryKind kind = EntryKind::kIdentityLink;
  std::string document;
  std::string earlier;
  std::string author;
  std::string ground;
  std::string request_id;
  std::string lane_id;
};

StatusOr<std::uint64_t> RecordWord(Transaction& t, const Word& word, Instant now) {
  std::string body = word.kind == EntryKind::kIdentityLink
                         ? IdentityLinkBody({.document = word.document,
                                             .earlier = word.earlier,
                                             .state = LinkState::kConfirmed,
                                             .grounds = {LinkGround::kOfficer},
                                             .author = word.author,
                                             .reason = word.ground})
                         : IdentityUnlinkBody({word.document, word.earlier, word.author, word.ground});
  return RecordEntry(t, {.log = std::string(kCentreLog),
                         .kind = word.kind,
                         .event_time = now,
                         .record_time = now,
                         .traveller = word.document,
                         .request_id = word.request_id,
                         .lane_id = word.lane_id,
                         .body = std::move(body)});
}

// The link that holds between the two, or nothing.
StatusOr<std::optional<DocumentLink>> FindLink(const Snapshot& s, const std::string& document,
                                               const std::string& other) {
  ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, s.identities().LinksOf(document));
  for (const DocumentLink& link : links) {
    if ((link.document == other || link.earlier == other) && Joins(link, kAsItStands))
      return std::optional<DocumentLink>(link);
  }
  return std::optional<DocumentLink>();
}

// A slip of the pen names nobody: an entry has spoken of a document that is linked.
Status CheckKnown(const Snapshot& s, const std::string& document, std::string_view field) {
  // That somebody looked for it does not make it known.
  std::optional<std::uint64_t> after = 0;
  while (after) {
    ASSIGN_OR_RETURN(const EntryPage page, s.ledger().List({.traveller = document}, *after, kMaxRowsPerRead));
    const bool known = std::any_of(page.entries.begin(), page.entries.end(), [](const StoredEntry& stored) {
      return stored.entry.kind != EntryKind::kRecordViewed;
    });
    if (known) return OkStatus();
    after = page.next_after;
  }
  ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, s.identities().LinksOf(document));
  if (!links.empty()) return OkStatus();
  return Error(StatusCode::kNotFound, error_reason::kNotFound,
               std::string(field) + ": the ledger does not know this document");
}

}  // namespace

struct LinkDesk::Call {
  std::string_view rpc;
  std::string body_hash;
  LinkChange change;
  Word word;  // the two documents are found out in the transaction
};

void LinkDesk::Link(const LinkChange& change, const Officer& officer, OnChanged done) {
  Run(kLinkRpc, EntryKind::kIdentityLink, change, officer, std::move(done));
}

void LinkDesk::Unlink(const LinkChange& change, const Officer& officer, OnChanged done) {
  Run(kUnlinkRpc, EntryKind::kIdentityUnlink, change, officer, std::move(done));
}

void LinkDesk::Run(std::string_view rpc, EntryKind kind, const LinkChange& change, const Officer& officer,
                   OnChanged done) {
  std::string bytes = pseudonyms_.Traveller(change.document) + pseudonyms_.Traveller(change.earlier);
  if (change.document_by == NamedBy::kFacts) bytes += pseudonyms_.FactsKey(change.document);
  if (change.earlier_by == NamedBy::kFacts) bytes += pseudonyms_.FactsKey(change.earlier);
  bytes.append(officer.id).append(1, '\0').append(change.ground);
  Call call{.rpc = rpc,
            .body_hash = Sha256(bytes),
            .change = change,
            .word = {.kind = kind,
                     .document = {},
                     .earlier = {},
                     .author = officer.id,
                     .ground = change.ground,
                     .request_id = change.request_id,
                     .lane_id = {}}};
  TransactFor<LinkAnswer>(
      store_, [this, call = std::move(call)](Transaction& t) { return ChangeIn(t, call); }, std::move(done));
}

StatusOr<LinkAnswer> LinkDesk::ChangeIn(Transaction& t, const Call& call) const {
  const LinkChange& change = call.change;
  Word word = call.word;
  LinkAnswer answer;
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), word.request_id, call.rpc, call.body_hash));
  if (replay) {
    answer.position = replay->position;
    ASSIGN_OR_RETURN(const StoredEntry stored, t.ledger().Get(replay->position));
    word.document = stored.entry.traveller;
  } else {
    ASSIGN_OR_RETURN(word.document, TravellerNamed(t, pseudonyms_, change.document, change.document_by));
    ASSIGN_OR_RETURN(word.earlier, TravellerNamed(t, pseudonyms_, change.earlier, change.earlier_by));
    RETURN_IF_ERROR(CheckKnown(t, word.document, "document"));
    RETURN_IF_ERROR(CheckKnown(t, word.earlier, "earlier_document"));
    ASSIGN_OR_RETURN(const auto holds, FindLink(t, word.document, word.earlier));
    if (word.kind == EntryKind::kIdentityUnlink && !holds)
      return Error(StatusCode::kFailedPrecondition, error_reason::kIdentityState,
                   "no link holds between the two documents");
    ASSIGN_OR_RETURN(answer.position, RecordWord(t, word, clock_.Now()));
    RETURN_IF_ERROR(t.requests().Put({.request_id = word.request_id,
                                      .rpc = std::string(call.rpc),
                                      .body_hash = call.body_hash,
                                      .response = "",
                                      .position = answer.position,
                                      .forget_on = ForgetOn(clock_.Now())}));
  }
  ASSIGN_OR_RETURN(const auto documents, t.identities().DocumentsOf(word.document, answer.position));
  answer.documents = static_cast<int>(documents.size());
  return answer;
}

Status RecordIdentityAnswer(Transaction& t, const Referral& resolved, const std::string& request_id, Instant now) {
  Word word{.kind = EntryKind::kIdentityLink,
            .document = resolved.traveller,
            .earlier = resolved.earlier_document,
            .author = resolved.resolved_by,
            .ground = resolved.ground,
            .request_id = request_id,
            .lane_id = resolved.lane.lane_id};
  if (resolved.resolution == Resolution::kUndoLink) {
    word.kind = EntryKind::kIdentityUnlink;
    return RecordWord(t, word, now).status();
  }
  ASSIGN_OR_RETURN(const auto link, FindLink(t, word.document, word.earlier));
  ASSIGN_OR_RETURN(const auto documents, t.identities().DocumentsOf(word.document, kAsItStands));
  const bool one_person = std::find(documents.begin(), documents.end(), word.earlier) != documents.end();
  if (one_person && !(link && !link->confirmed_at)) return OkStatus();
  return RecordWord(t, word, now).status();
}

}  // namespace clearance
