// What entries say of identities, in the views: documents shown, links, links taken back and the questions they put
// before officers.
#include "common/domain/referral.h"
#include "common/wire/identity_bytes.h"
#include "services/derivation/derivations.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

Referral ReferralFor(const IdentityCase& question, const LinkRecord& record, Instant opened_at) {
  Referral referral;
  referral.referral_id = question.referral_id;
  referral.kind = ReferralKind::kIdentity;
  referral.decision_request_id = question.decision_request_id;
  referral.lane = question.lane;
  referral.traveller = record.document;
  referral.earlier_document = record.earlier;
  referral.document_kind = question.document_kind;
  referral.nationality = question.nationality;
  referral.reasons = {{.code = question.reason}};
  referral.opened_at = opened_at;
  referral.changed_at = opened_at;
  return referral;
}

}  // namespace

Status DeriveShownDocument(Transaction& t, const StoredEntry& stored, const ShownDocument& shown,
                           std::string_view nationality) {
  return t.identities().RecordShown(
      stored.entry.traveller,
      {.national_key = shown.national_key, .facts_key = shown.facts_key, .nationality = std::string(nationality)},
      stored.position);
}

Status DeriveIdentityLink(Transaction& t, const StoredEntry& stored) {
  const StatusOr<LinkRecord> record = ReadIdentityLinkBody(stored.entry.body);
  if (!record.ok()) return UnreadableBody(stored, record.status());
  RETURN_IF_ERROR(t.identities().Link(record->document, record->earlier, record->state, stored.position));
  if (!record->question) return OkStatus();
  return t.referrals().Insert(ReferralFor(*record->question, *record, stored.entry.record_time)).status();
}

Status DeriveIdentityUnlink(Transaction& t, const StoredEntry& stored) {
  const StatusOr<UnlinkRecord> record = ReadIdentityUnlinkBody(stored.entry.body);
  if (!record.ok()) return UnreadableBody(stored, record.status());
  return t.identities().Unlink(record->document, record->earlier, stored.position);
}

}  // namespace clearance
