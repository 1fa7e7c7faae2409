// What decisions, passages and abandonments mean: which decisions are open, which questions wait for an officer, who
// stayed where.
#include <optional>
#include <utility>

#include "common/domain/referral.h"
#include "services/derivation/derivations.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

Referral ReferralFor(ReferralKind kind, const std::string& id, const std::string& decision_request_id,
                     const LaneProfile& lane, const Document& document, const LedgerEntry& entry) {
  Referral referral;
  referral.referral_id = id;
  referral.kind = kind;
  referral.decision_request_id = decision_request_id;
  referral.lane = lane;
  referral.traveller = entry.traveller;
  referral.document_kind = document.kind;
  referral.nationality = document.nationality;
  referral.opened_at = entry.record_time;
  referral.changed_at = entry.record_time;
  return referral;
}

// What a case of booking abuse is about, and where the booking was used before both records.
void NameBooking(Referral& referral, const std::string& booking_id, const std::optional<BookingUseRecord>& used_before,
                 const StoredEntry& stored) {
  if (referral.kind != ReferralKind::kBookingAbuse) return;
  referral.booking_id = booking_id;
  if (!used_before) return;
  referral.booking_uses = {*used_before, {stored.position, stored.entry.lane_id, stored.entry.event_time}};
  // A gate that was cut off tells late of what was first.
  if (used_before->at > stored.entry.event_time) std::swap(referral.booking_uses[0], referral.booking_uses[1]);
}

// Takes back the question a decision of this lane put before an officer, when it is not answered yet.
Status WithdrawUnanswered(Transaction& t, const std::string& decision_request_id, const LaneProfile& lane,
                          Instant now) {
  ASSIGN_OR_RETURN(const auto referrals, t.referrals().FindByDecision(decision_request_id));
  for (const Referral& referral : referrals) {
    if (referral.kind != ReferralKind::kCrossing || IsFinal(referral.state)) continue;
    if (referral.lane.lane_id != lane.lane_id) continue;
    RETURN_IF_ERROR(t.referrals().Update(Withdraw(referral, now)).status());
  }
  return OkStatus();
}

// Ends the decision that a report of `lane` names, or a new question of it replaces. That of another lane is not its to
// end. That it may have run out already, and then is not there any more, changes nothing else.
Status CloseOwn(Transaction& t, const std::string& decision_request_id, const LaneProfile& lane, Instant now) {
  ASSIGN_OR_RETURN(const auto open, t.open_decisions().FindByRequest(decision_request_id));
  if (open && open->lane.lane_id == lane.lane_id) RETURN_IF_ERROR(t.open_decisions().Close(decision_request_id));
  return WithdrawUnanswered(t, decision_request_id, lane, now);
}

Status OpenReferral(Transaction& t, ReferralKind kind, const std::string& id, const DecisionRecord& record,
                    const StoredEntry& stored) {
  const CrossingRequest& request = record.request;
  Referral referral = ReferralFor(kind, id, request.request_id, request.lane, request.document, stored.entry);
  NameBooking(referral, request.booking_id, record.effects->used_before, stored);
  referral.reasons = record.answer.decision.reasons;
  referral.stay = record.answer.decision.stay;
  if (const Inspection* inspection = FindInspection(request.findings)) referral.inspection = *inspection;
  return t.referrals().Insert(referral).status();
}

Status RecordStays(Transaction& t, const PassageRecord& record, const StoredEntry& stored) {
  const LedgerEntry& entry = stored.entry;
  const Movement movement = record.passage.lane.movement;
  const std::string& nationality = record.passage.document.nationality;
  if (record.effects.exit_day) {
    RETURN_IF_ERROR(t.stays().RecordExit(entry.traveller,
                                         {.territory = movement.from,
                                          .date = *record.effects.exit_day,
                                          .at = entry.event_time,
                                          .to = movement.to,
                                          .nationality = nationality},
                                         stored.position));
  }
  const auto& begins = record.effects.begins;
  if (!begins) return OkStatus();
  return t.stays().RecordEntry(entry.traveller,
                               {.territory = movement.to,
                                .date = begins->day,
                                .at = entry.event_time,
                                .from = movement.from,
                                .basis = begins->basis,
                                .nationality = nationality,
                                .promised_until = begins->promised_until,
                                .regime = begins->regime},
                               stored.position);
}

}  // namespace

Status DeriveDecision(Transaction& t, const StoredEntry& stored) {
  ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(stored));
  if (!record.effects)
    return UnreadableBody(stored, InvalidField("body", "a DECISION of a form that does not say what follows from it"));
  const LedgerEntry& entry = stored.entry;
  const DecisionEffects& effects = *record.effects;
  const CrossingRequest& request = record.request;
  for (const std::string& replaced : effects.replaces)
    RETURN_IF_ERROR(CloseOwn(t, replaced, request.lane, entry.record_time));
  if (!record.answer.referral_id.empty())
    RETURN_IF_ERROR(OpenReferral(t, ReferralKind::kCrossing, record.answer.referral_id, record, stored));
  if (!effects.abuse_referral_id.empty())
    RETURN_IF_ERROR(OpenReferral(t, ReferralKind::kBookingAbuse, effects.abuse_referral_id, record, stored));
  if (effects.shown) RETURN_IF_ERROR(DeriveShownDocument(t, stored, *effects.shown, request.document.nationality));
  return t.open_decisions().Put({.request_id = request.request_id,
                                 .traveller = entry.traveller,
                                 .lane = request.lane,
                                 .booking_id = effects.reserves_booking ? request.booking_id : "",
                                 .verdict = record.answer.decision.verdict,
                                 .decided_at = entry.record_time,
                                 .valid_until = record.answer.decision.valid_until,
                                 .position = stored.position});
}

Status DerivePassage(Transaction& t, const StoredEntry& stored) {
  ASSIGN_OR_RETURN(const PassageRecord record, PassageOf(stored));
  const Passage& passage = record.passage;
  for (const PassageCase& opened : record.effects.cases) {
    Referral referral = ReferralFor(opened.kind, opened.referral_id, passage.decision_request_id, passage.lane,
                                    passage.document, stored.entry);
    referral.reasons = record.effects.case_reasons;
    NameBooking(referral, passage.booking_id, record.effects.used_before, stored);
    RETURN_IF_ERROR(t.referrals().Insert(referral).status());
  }
  if (record.effects.shown)
    RETURN_IF_ERROR(DeriveShownDocument(t, stored, *record.effects.shown, passage.document.nationality));
  RETURN_IF_ERROR(RecordStays(t, record, stored));
  return CloseOwn(t, passage.decision_request_id, passage.lane, stored.entry.record_time);
}

Status DeriveAbandonment(Transaction& t, const StoredEntry& stored) {
  ASSIGN_OR_RETURN(const Abandonment abandonment, AbandonmentOf(stored));
  return CloseOwn(t, abandonment.decision_request_id, abandonment.lane, stored.entry.record_time);
}

}  // namespace clearance
