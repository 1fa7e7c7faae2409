#include "common/wire/review_wire.h"

#include "common/base/ids.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/inspection_wire.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr int kDefaultReferralPage = 100;

// Any fact asks for all of them.
NamedBy ByOf(const v1::DocumentName& message) {
  const bool facts = !message.nationality().empty() || message.has_birth_date() || message.sex() != v1::SEX_UNSPECIFIED;
  return facts ? NamedBy::kFacts : NamedBy::kNumber;
}

StatusOr<Document> DocumentFrom(const v1::DocumentName& message) {
  Document document;
  RETURN_IF_ERROR(RequireUpper(message.issuing_state(), kMaxStateCode, "", "issuing_state"));
  document.issuing_state = message.issuing_state();
  RETURN_IF_ERROR(RequireUpper(message.number(), kMaxDocumentNumber, "", "number"));
  document.number = message.number();
  if (ByOf(message) == NamedBy::kNumber) return document;
  RETURN_IF_ERROR(RequireUpper(message.nationality(), kMaxStateCode, "", "nationality"));
  document.nationality = message.nationality();
  REQUIRE_FIELD(message, birth_date);
  ASSIGN_OR_RETURN(document.birth_date, FromProto(message.birth_date(), "birth_date"));
  if (message.sex() != v1::SEX_UNSPECIFIED) {
    ASSIGN_OR_RETURN(document.sex, FromProtoEnum<Sex>(message.sex(), "sex"));
  }
  return document;
}

template <typename Message>
StatusOr<LinkChange> LinkChangeFrom(const Message& message) {
  LinkChange change;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  change.request_id = message.request_id();
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(change.document, DocumentFrom(message.document()), "document");
  REQUIRE_FIELD(message, earlier_document);
  CONVERT_FIELD(change.earlier, DocumentFrom(message.earlier_document()), "earlier_document");
  change.document_by = ByOf(message.document());
  change.earlier_by = ByOf(message.earlier_document());
  // Two people of one number are told apart by the facts of both.
  const bool by_facts = change.document_by == NamedBy::kFacts && change.earlier_by == NamedBy::kFacts;
  if (DocumentKey(change.document) == DocumentKey(change.earlier) && (!by_facts || change.document == change.earlier))
    return InvalidField("earlier_document", "must be another document");
  RETURN_IF_ERROR(RequireGround(message.ground(), "ground"));
  change.ground = message.ground();
  return change;
}

StatusOr<RecordActKind> ActFrom(v1::RecordAct act) {
  switch (act) {
    case v1::RECORD_ACT_CORRECTION:
      return RecordActKind::kCorrection;
    case v1::RECORD_ACT_RETURNED:
      return RecordActKind::kReturned;
    case v1::RECORD_ACT_ANNULMENT:
      return RecordActKind::kAnnulment;
    default:
      return InvalidField("act", "is required");
  }
}

// `territory` is the record's own.
Status ReadRecord(const v1::CorrectedRecord& message, Stay& stay) {
  if (message.has_entry()) {
    ASSIGN_OR_RETURN(stay.entry, FromProto(message.entry(), "entry"));
  }
  if (message.has_exit()) {
    ASSIGN_OR_RETURN(stay.exit, FromProto(message.exit(), "exit"));
  }
  if (!stay.entry && !stay.exit) return InvalidField("entry", "an entry or an exit is required");
  if (stay.entry && stay.exit && *stay.exit < *stay.entry) return InvalidField("exit", "is before the entry");
  ASSIGN_OR_RETURN(stay.basis, FromProtoEnum<StayBasis>(message.basis(), "basis"));
  ASSIGN_OR_RETURN(stay.entered_from, FromProtoEnum<Territory>(message.entered_from(), "entered_from"));
  if (stay.entered_from == stay.territory) return InvalidField("entered_from", "must differ from `territory`");
  if (message.left_to() != v1::TERRITORY_UNSPECIFIED) {
    ASSIGN_OR_RETURN(stay.left_to, FromProtoEnum<Territory>(message.left_to(), "left_to"));
    if (stay.left_to == stay.territory) return InvalidField("left_to", "must differ from `territory`");
  }
  RETURN_IF_ERROR(RequireUpper(message.nationality(), kMaxStateCode, "", "nationality"));
  stay.nationality = message.nationality();
  ASSIGN_OR_RETURN(stay.provenance, FromProtoEnum<Provenance>(message.provenance(), "provenance"));
  return OkStatus();
}

}  // namespace

StatusOr<ReferralQuery> FromProto(const v1::ListReferralsRequest& message) {
  ReferralQuery query;
  if (message.state() != v1::REFERRAL_STATE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(query.state, FromProtoEnum<ReferralState>(message.state(), "state"));
  }
  if (!message.lane_id().empty()) RETURN_IF_ERROR(RequireSlug(message.lane_id(), "lane_id"));
  query.lane_id = message.lane_id();
  ASSIGN_OR_RETURN(query.page_size, PageSize(message.page_size(), kDefaultReferralPage, "page_size"));
  if (!IsUuid(message.page_token()) && !message.page_token().empty())
    return InvalidPageToken("was not made by this service");
  query.after = message.page_token();
  return query;
}

Status FromProto(const v1::ClaimReferralRequest& message) {
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  return RequireUuid(message.referral_id(), "referral_id");
}

StatusOr<ReferralAnswer> FromProto(const v1::ResolveReferralRequest& message) {
  ReferralAnswer answer;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  answer.request_id = message.request_id();
  RETURN_IF_ERROR(RequireUuid(message.referral_id(), "referral_id"));
  answer.referral_id = message.referral_id();
  ASSIGN_OR_RETURN(answer.resolution, FromProtoEnum<Resolution>(message.resolution(), "resolution"));
  RETURN_IF_ERROR(RequireGround(message.ground(), "ground"));
  answer.ground = message.ground();
  return answer;
}

StatusOr<LinkChange> FromProto(const v1::LinkDocumentsRequest& message) { return LinkChangeFrom(message); }
StatusOr<LinkChange> FromProto(const v1::UnlinkDocumentsRequest& message) { return LinkChangeFrom(message); }

StatusOr<RecordCorrection> FromProto(const v1::CorrectRecordRequest& message) {
  RecordCorrection correction;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  correction.request_id = message.request_id();
  RETURN_IF_ERROR(OptionalUuid(message.proposal_request_id(), "proposal_request_id"));
  correction.proposal_request_id = message.proposal_request_id();
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(correction.document, DocumentFrom(message.document()), "document");
  correction.named_by = ByOf(message.document());
  ASSIGN_OR_RETURN(correction.stay.territory, FromProtoEnum<Territory>(message.territory(), "territory"));
  if (message.concerns_position() == 0) return InvalidField("concerns_position", "is required");
  correction.concerns = message.concerns_position();
  ASSIGN_OR_RETURN(correction.act, ActFrom(message.act()));
  const bool has_record = correction.act == RecordActKind::kCorrection;
  if (message.has_record() != has_record)
    return InvalidField("record", has_record ? "is required" : "belongs to a CORRECTION");
  if (has_record) RETURN_IF_ERROR(WithFieldPrefix(ReadRecord(message.record(), correction.stay), "record"));
  RETURN_IF_ERROR(RequireGround(message.ground(), "ground"));
  correction.ground = message.ground();
  return correction;
}

void ToProto(const Referral& referral, v1::Referral* out) {
  out->set_referral_id(referral.referral_id);
  out->set_kind(ToProtoEnum(referral.kind));
  out->set_decision_request_id(referral.decision_request_id);
  ToProto(referral.lane, out->mutable_lane());
  out->set_document_kind(ToProtoEnum(referral.document_kind));
  out->set_nationality(referral.nationality);
  for (const Reason& reason : referral.reasons) ToProto(reason, out->add_reasons());
  if (referral.stay) ToProto(*referral.stay, out->mutable_stay());
  out->set_state(ToProtoEnum(referral.state));
  out->set_claimed_by(referral.claimed_by);
  const auto& answer = referral.resolution ? referral.resolution : referral.proposed;
  if (answer) out->set_resolution(ToProtoEnum(*answer));
  out->set_resolved_by(referral.resolution ? referral.resolved_by : referral.proposed_by);
  ToProto(referral.opened_at, out->mutable_opened_at());
  ToProto(referral.changed_at, out->mutable_changed_at());
  if (!referral.inspection.findings.empty()) ToProto(referral.inspection, out->mutable_inspection());
  out->set_booking_id(referral.booking_id);
  for (const BookingUseRecord& use : referral.booking_uses) {
    v1::BookingUseRecord* record = out->add_booking_uses();
    record->set_position(use.position);
    record->set_lane_id(use.lane_id);
    ToProto(use.at, record->mutable_at());
  }
}

}  // namespace clearance
