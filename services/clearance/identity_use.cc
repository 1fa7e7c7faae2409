#include "services/clearance/identity_use.h"

#include <algorithm>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/log.h"
#include "common/wire/document_fields.h"
#include "common/wire/identity_bytes.h"
#include "db/travel_history.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/shared_number.h"

namespace clearance {
namespace {

using Documents = std::vector<std::string>;

bool Contains(const Documents& documents, const std::string& document) {
  return std::find(documents.begin(), documents.end(), document) != documents.end();
}

StatusOr<bool> IsInside(const Snapshot& s, const Documents& documents, Territory territory) {
  ASSIGN_OR_RETURN(const TravelHistory history, ReadTravelHistory(s, documents, territory, Instant{}));
  return OpenStay(history) != nullptr;
}

// The person of `document`, with what there ever was between them and the person who has `own`.
StatusOr<OtherPerson> PersonWith(const Snapshot& s, const KnownDocument& document, const Documents& own,
                                 Territory left) {
  ASSIGN_OR_RETURN(const Documents theirs, s.identities().DocumentsOf(document.document, kAsItStands));
  OtherPerson other{.document = document.document, .nationality = document.facts.nationality};
  ASSIGN_OR_RETURN(other.inside, IsInside(s, theirs, left));
  other.has_room = own.size() + theirs.size() <= kMaxDocumentsPerPerson;
  for (const std::string& one : own) {
    ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, s.identities().LinksOf(one));
    other.has_room = other.has_room && HasRoomForAQuestion(links.size());
    for (const DocumentLink& link : links) {
      if (!Contains(theirs, link.document == one ? link.earlier : link.document)) continue;
      ASSIGN_OR_RETURN(const bool asked, WasAsked(s, link));
      other.asked_before = other.asked_before || asked;
      other.parted = other.parted || link.unlinked_at.has_value();
    }
  }
  ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, s.identities().LinksOf(document.document));
  other.has_room = other.has_room && HasRoomForAQuestion(links.size());
  return other;
}

StatusOr<std::vector<OtherPerson>> OthersWith(const Snapshot& s, const std::string& national_key, const Documents& own,
                                              Territory left) {
  std::vector<OtherPerson> others;
  Documents seen = own;
  ASSIGN_OR_RETURN(const std::vector<KnownDocument> documents, s.identities().FindByNationalKey(national_key));
  for (const KnownDocument& document : documents) {
    if (Contains(seen, document.document)) continue;
    ASSIGN_OR_RETURN(const OtherPerson other, PersonWith(s, document, own, left));
    others.push_back(other);
    ASSIGN_OR_RETURN(const Documents theirs, s.identities().DocumentsOf(document.document, kAsItStands));
    seen.insert(seen.end(), theirs.begin(), theirs.end());
  }
  return others;
}

StatusOr<Documents> DocumentsOfAll(const Snapshot& s, const std::vector<OtherPerson>& others) {
  Documents documents;
  for (const OtherPerson& other : others) {
    if (other.parted) continue;
    ASSIGN_OR_RETURN(const Documents theirs, s.identities().DocumentsOf(other.document, kAsItStands));
    documents.insert(documents.end(), theirs.begin(), theirs.end());
  }
  return documents;
}

PersonalFieldName FieldsOf(const std::string& traveller) {
  return {traveller, DataPurpose::kBorder, kDocumentFieldsContext};
}

// Whether anything of theirs can be open: not after an erasure, until they come again.
StatusOr<bool> HasKey(const Snapshot& s, const std::string& traveller) {
  const auto key = s.personal_keys().Find(traveller, DataPurpose::kBorder);
  // One that is damaged is there, and as little to be replaced as one that does not open.
  if (!key.ok() && IsOfOneField(key.status())) return true;
  if (!key.ok()) return key.status();
  return key->has_value();
}

ReasonCode ReasonFor(IdentityMatch match) {
  switch (match) {
    case IdentityMatch::kCollision:
      return ReasonCode::kIdentityCollision;
    case IdentityMatch::kRenewalNotProven:
      return ReasonCode::kRenewalNotProven;
    case IdentityMatch::kLinkedProvisionally:
      return ReasonCode::kDocumentRenewed;
    case IdentityMatch::kOtherDocumentKnown:
    case IdentityMatch::kNew:
    case IdentityMatch::kSame:
      break;
  }
  return ReasonCode::kOtherDocumentKnown;
}

}  // namespace

StatusOr<NamedDocument> NameDocument(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const Document& document,
                                     const DocumentNames& names) {
  NamedDocument named;
  named.document = names.traveller;
  const ShownDocument shown{.national_key = names.national_key, .facts_key = names.facts_key};
  ASSIGN_OR_RETURN(DocumentOwner owner, OwnerByFacts(snapshot, pseudonyms, document, names));
  named.traveller = std::move(owner.traveller);
  const std::optional<KnownDocument>& known = owner.known;
  named.shown_before = known.has_value();
  named.number_not_read = known && !known->facts.national_key.empty() && names.national_key.empty();
  // A number that could not be read this time is no other number.
  const bool other_number = known && !shown.national_key.empty() && known->facts.national_key != shown.national_key;
  ASSIGN_OR_RETURN(const bool has_key, HasKey(snapshot, named.traveller));
  if (!known || other_number || !has_key) named.shown = shown;
  // Nor does it take away the one that is known.
  if (named.shown && known && shown.national_key.empty()) named.shown->national_key = known->facts.national_key;
  return named;
}

StatusOr<std::optional<ShownDocument>> SealShown(Transaction& t, const PersonalFields& fields,
                                                 const NamedDocument& named, const Document& document,
                                                 const PreparedField* prepared) {
  if (!named.shown) return std::optional<ShownDocument>();
  ShownDocument shown = *named.shown;
  // It was prepared for whoever has this number, not for a second person of the same one.
  if (named.traveller != named.document) prepared = nullptr;
  StatusOr<std::string> sealed = fields.Seal(t, FieldsOf(named.traveller), DocumentFieldBytes(document), prepared);
  if (!sealed.ok() && !IsOfOneField(sealed.status())) return sealed.status();
  // A passage is a fact, and a decision due, whatever has become of one person's key.
  if (!sealed.ok()) LogError("fields_not_sealed", {{"reason", ReasonOf(sealed.status())}});
  if (sealed.ok()) shown.sealed_fields = *std::move(sealed);
  return std::optional<ShownDocument>(std::move(shown));
}

StatusOr<PreparedField> PrepareShown(const PersonalFields& fields, const DocumentNames& names,
                                     const Document& document) {
  return fields.Prepare(FieldsOf(names.traveller), DocumentFieldBytes(document));
}

StatusOr<IdentityUse> EstablishIdentity(const Snapshot& snapshot, const Pseudonyms& pseudonyms,
                                        const CrossingRequest& request, const DocumentNames& names) {
  ASSIGN_OR_RETURN(NamedDocument named, NameDocument(snapshot, pseudonyms, request.document, names));
  return IdentityOf(snapshot, std::move(named), names.national_key, request);
}

StatusOr<IdentityUse> IdentityOf(const Snapshot& snapshot, NamedDocument named, const std::string& national_key,
                                 const CrossingRequest& request) {
  IdentityUse use;
  use.named = std::move(named);
  const Territory left = request.lane.movement.from;
  KnownOfDocument known{.shown_before = use.named.shown_before};
  ASSIGN_OR_RETURN(use.documents, snapshot.identities().DocumentsOf(use.named.traveller, kAsItStands));
  const Documents& own = use.documents;
  if (use.named.traveller != use.named.document && !Contains(own, use.named.document)) {
    ASSIGN_OR_RETURN(const auto first, snapshot.identities().FindDocument(use.named.document));
    if (!first) {
      return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
                   "a colliding document whose number nobody has shown");
    }
    ASSIGN_OR_RETURN(known.collides_with, PersonWith(snapshot, *first, own, left));
  }
  ASSIGN_OR_RETURN(known.others, OthersWith(snapshot, national_key, own, left));
  if (!known.others.empty()) {
    ASSIGN_OR_RETURN(known.inside, IsInside(snapshot, own, left));
  }
  ASSIGN_OR_RETURN(use.perhaps, DocumentsOfAll(snapshot, known.others));
  use.outcome = MatchIdentity(request, known);
  return use;
}

StatusOr<std::vector<std::string>> DocumentsPerhapsOf(const Snapshot& snapshot, const std::string& national_key,
                                                      const std::vector<std::string>& own, Territory left) {
  ASSIGN_OR_RETURN(const std::vector<OtherPerson> others, OthersWith(snapshot, national_key, own, left));
  return DocumentsOfAll(snapshot, others);
}

Status RecordLink(Transaction& t, const CrossingRequest& request, Random& random, Instant now, IdentityUse& use) {
  const IdentityOutcome& outcome = use.outcome;
  if (!outcome.records) return OkStatus();
  const LinkRecord link{.document = use.named.traveller,
                        .earlier = outcome.other,
                        .state = *outcome.records,
                        .grounds = outcome.grounds,
                        .question = IdentityCase{.referral_id = NewUuid(random),
                                                 .decision_request_id = request.request_id,
                                                 .lane = request.lane,
                                                 .document_kind = request.document.kind,
                                                 .nationality = request.document.nationality,
                                                 .reason = ReasonFor(outcome.match)}};
  RETURN_IF_ERROR(RecordEntry(t, {.log = std::string(kCentreLog),
                                  .kind = EntryKind::kIdentityLink,
                                  .event_time = request.observed_at,
                                  .record_time = now,
                                  .traveller = use.named.traveller,
                                  .request_id = request.request_id,
                                  .lane_id = request.lane.lane_id,
                                  .body = IdentityLinkBody(link)})
                      .status());
  return SeeLink(t, use);
}

Status SeeLink(const Snapshot& snapshot, IdentityUse& use) {
  ASSIGN_OR_RETURN(use.documents, snapshot.identities().DocumentsOf(use.named.traveller, kAsItStands));
  std::erase_if(use.perhaps, [&](const std::string& document) { return Contains(use.documents, document); });
  return OkStatus();
}

StatusOr<std::vector<OpenDecision>> OpenDecisionsOf(const Snapshot& snapshot, const IdentityUse& use) {
  Documents documents = use.documents;
  if (!Contains(documents, use.named.document)) documents.push_back(use.named.document);
  ASSIGN_OR_RETURN(const Documents twins, OthersOfNumber(snapshot, use.named.document));
  for (const Documents& more : {twins, use.perhaps}) {
    for (const std::string& document : more) {
      if (!Contains(documents, document)) documents.push_back(document);
    }
  }
  std::vector<OpenDecision> open;
  for (const std::string& document : documents) {
    ASSIGN_OR_RETURN(const std::vector<OpenDecision> found, snapshot.open_decisions().FindByTraveller(document));
    open.insert(open.end(), found.begin(), found.end());
  }
  return open;
}

}  // namespace clearance
