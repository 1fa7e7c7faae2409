#include "services/clearance/admission.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/crypto/hash.h"
#include "common/rules/stay_account.h"
#include "common/rules/stay_rules.h"
#include "common/wire/ledger_bytes.h"
#include "db/transact_for.h"
#include "db/travel_history.h"
#include "services/clearance/booking_use.h"
#include "services/clearance/crossing_sight.h"
#include "services/clearance/hold_use.h"
#include "services/clearance/identity_use.h"
#include "services/clearance/passage_effects.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/entry_records.h"
#include "services/derivation/record_look.h"
#include "services/derivation/shared_number.h"

namespace clearance {
namespace {

constexpr std::string_view kDecideRpc = "ClearanceService.DecideCrossing";
constexpr std::string_view kAbandonmentRpc = "ClearanceService.ReportAbandonment";

LedgerEntry EntryFor(const LaneProfile& lane, EntryKind kind, Instant event_time, Instant now,
                     const std::string& traveller, const std::string& request_id, std::string body) {
  return {.log = lane.port,
          .kind = kind,
          .event_time = event_time,
          .record_time = now,
          .traveller = traveller,
          .request_id = request_id,
          .lane_id = lane.lane_id,
          .body = std::move(body)};
}

// What a decision says is wrong with the booking; empty where it says nothing.
std::string_view BookingCauseOf(const Decision& decision) {
  for (const Reason& reason : decision.reasons) {
    if (reason.code == ReasonCode::kBookingAbuse || reason.code == ReasonCode::kWalkIn) return reason.detail;
  }
  return "";
}

// Whether the crossing has told of its seal already, with the same outcome. A lane asks anew after each repeated
// capture; the seal was shown once.
bool HasToldOfSeal(const Replaced& replaced, const CrossingRequest& request, const Decision& decision) {
  return std::any_of(replaced.records.begin(), replaced.records.end(), [&](const DecisionRecord& record) {
    return record.request.booking_id == request.booking_id &&
           BookingCauseOf(record.answer.decision) == BookingCauseOf(decision);
  });
}

// Gives back what the decision that a report of `lane` names had reserved. That of another lane is not its to end.
Status ReleaseHeld(Transaction& t, const std::optional<OpenDecision>& open, const LaneProfile& lane) {
  if (!open || open->lane.lane_id != lane.lane_id) return OkStatus();
  return ReleaseBooking(t, open->booking_id, open->request_id);
}

// Records an entry and that its call has been answered: by its position, and whatever else the entry says.
// The id of a passage is never forgotten.
StatusOr<std::uint64_t> Record(Transaction& t, const LedgerEntry& entry, std::string_view rpc,
                               const std::string& body_hash) {
  std::optional<Date> forget_on;
  if (entry.kind != EntryKind::kPassage) forget_on = ForgetOn(entry.record_time);
  ASSIGN_OR_RETURN(const std::uint64_t position, RecordEntry(t, entry));
  RETURN_IF_ERROR(t.requests().Put({.request_id = entry.request_id,
                                    .rpc = std::string(rpc),
                                    .body_hash = body_hash,
                                    .response = "",
                                    .position = position,
                                    .forget_on = forget_on}));
  return position;
}

// What a call was answered the first time: as its entry says.
StatusOr<DecideAnswer> FirstAnswer(const Snapshot& s, const RequestRecord& record) {
  ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(record.position));
  ASSIGN_OR_RETURN(const DecisionRecord decision, DecisionOf(stored));
  return decision.answer;
}

}  // namespace

void Admission::Decide(const CrossingRequest& request, OnDecided done) {
  Prepared prepared{Sha256(RequestBytes(request, parts_.pseudonyms.Fingerprint(request.document))),
                    parts_.pseudonyms.NamesOf(request.document)};
  // What cannot be prepared is refused within the transaction, where it is needed.
  auto shown = PrepareShown(parts_.personal_fields, prepared.names, request.document);
  if (shown.ok()) prepared.shown = *std::move(shown);
  TransactFor<DecideAnswer>(
      parts_.store,
      [this, request, prepared = std::move(prepared)](Transaction& t) { return DecideIn(t, request, prepared); },
      std::move(done));
}

void Admission::RecordPassage(const Passage& passage, OnRecorded done) {
  Prepared prepared{Sha256(RequestBytes(passage, parts_.pseudonyms.Fingerprint(passage.document))),
                    parts_.pseudonyms.NamesOf(passage.document)};
  TransactFor<std::uint64_t>(
      parts_.store,
      [this, passage, prepared = std::move(prepared)](Transaction& t) { return PassageIn(t, passage, prepared); },
      std::move(done));
}

void Admission::RecordAbandonment(const Abandonment& abandonment, OnRecorded done) {
  Prepared prepared;
  std::string fingerprint;
  if (abandonment.seal) {
    fingerprint = parts_.pseudonyms.Fingerprint(abandonment.seal->document);
    prepared.names.traveller = parts_.pseudonyms.Traveller(abandonment.seal->document);
  }
  prepared.body_hash = Sha256(RequestBytes(abandonment, fingerprint));
  TransactFor<std::uint64_t>(
      parts_.store,
      [this, abandonment, prepared = std::move(prepared)](Transaction& t) {
        return AbandonmentIn(t, abandonment, prepared);
      },
      std::move(done));
}

StatusOr<DecideAnswer> Admission::DecideIn(Transaction& t, const CrossingRequest& request,
                                           const Prepared& prepared) const {
  const std::string& body_hash = prepared.body_hash;
  const DocumentNames& names = prepared.names;
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), request.request_id, kDecideRpc, body_hash));
  if (replay) return FirstAnswer(t, *replay);

  const Instant now = parts_.clock.Now();
  ASSIGN_OR_RETURN(IdentityUse who, EstablishIdentity(t, parts_.pseudonyms, request, names));
  RETURN_IF_ERROR(RecordLink(t, request, parts_.random, now, who));
  const std::string& traveller = who.named.traveller;
  DecisionEffects effects;
  ASSIGN_OR_RETURN(effects.shown, SealShown(t, parts_.personal_fields, who.named, request.document,
                                            prepared.shown ? &*prepared.shown : nullptr));
  ASSIGN_OR_RETURN(CrossingSight sight, SeeCrossing(t, request, who, names, parts_.tolerance, now));
  CrossingFacts& facts = sight.facts;
  effects.number_not_read = who.named.number_not_read;
  effects.replaces = std::move(sight.replaced.request_ids);
  effects.used_before = sight.booking.used_before;
  ASSIGN_OR_RETURN(const std::uint64_t seen, t.ledger().LastPosition());

  DecideAnswer answer;
  ASSIGN_OR_RETURN(answer.decision, Judge(t, who, {parts_.rule_book, parts_.zones}, facts));
  const Decision& decision = answer.decision;
  if (decision.verdict == Verdict::kRefer) answer.referral_id = NewUuid(parts_.random);
  if (!HasToldOfSeal(sight.replaced, request, decision)) {
    if (HasReason(decision, ReasonCode::kBookingAbuse)) effects.abuse_referral_id = NewUuid(parts_.random);
    RETURN_IF_ERROR(KeepUse(t, request, who.named.document, sight.booking, now));
  }
  // A booking that serves this crossing is held for it as long as the decision is.
  effects.reserves_booking = facts.booking == BookingUse::kValid;
  if (effects.reserves_booking)
    RETURN_IF_ERROR(ReserveBooking(t, request.booking_id, request.request_id, decision.valid_until));
  const LedgerEntry entry = EntryFor(request.lane, EntryKind::kDecision, request.observed_at, now, traveller,
                                     request.request_id, DecisionBody(request, answer, seen, effects));
  ASSIGN_OR_RETURN(answer.position, Record(t, entry, kDecideRpc, body_hash));
  RETURN_IF_ERROR(RecordHits(t, facts.holds,
                             {.moment = HoldMoment::kDecision,
                              .lane = request.lane,
                              .traveller = traveller,
                              .request_id = request.request_id,
                              .decision_request_id = request.request_id,
                              .at = now,
                              .now = now}));
  return answer;
}

StatusOr<std::uint64_t> Admission::PassageIn(Transaction& t, const Passage& passage, const Prepared& prepared) const {
  const std::string& body_hash = prepared.body_hash;
  const DocumentNames& names = prepared.names;
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), passage.request_id, kReportPassageRpc, body_hash));
  if (replay) return replay->position;

  const Instant now = parts_.clock.Now();
  ASSIGN_OR_RETURN(const NamedDocument named, NameDocument(t, parts_.pseudonyms, passage.document, names));
  const std::string& traveller = named.traveller;
  ASSIGN_OR_RETURN(const auto open, t.open_decisions().FindByRequest(passage.decision_request_id));
  ASSIGN_OR_RETURN(const FollowedDecision followed, FindDecision(t, passage, traveller, open));
  PassageEffects effects = EffectsOf(followed, passage, parts_.zones);
  ASSIGN_OR_RETURN(effects.shown, SealShown(t, parts_.personal_fields, named, passage.document));
  ASSIGN_OR_RETURN(const RedeemedBooking redeemed, RedeemBooking(t, passage, named.document, followed));
  effects.redeems_booking = redeemed.redemption == BookingRedemption::kRedeemed;
  effects.used_before = redeemed.used_before;
  RETURN_IF_ERROR(KeepUse(t, passage, named.document, followed, redeemed));
  ASSIGN_OR_RETURN(const auto documents, t.identities().DocumentsOf(traveller, kAsItStands));
  ASSIGN_OR_RETURN(const auto perhaps,
                   DocumentsPerhapsOf(t, names.national_key, documents, passage.lane.movement.from));
  ASSIGN_OR_RETURN(const auto holds, FindHolds(t, names, documents, perhaps, std::min(now, passage.passed_at)));
  DecidedUnder decided;
  if (followed.answer) {
    ASSIGN_OR_RETURN(decided, DecidedUnderOf(t, passage.decision_request_id, followed.answer->decision));
  }
  const std::vector<Reason> held = HoldReasonsOfPassage(holds, passage, decided, now);
  ASSIGN_OR_RETURN(const auto elsewhere, PassedElsewhere(t, passage, followed, documents));
  if (IsCase(followed, passage, parts_.zones, now) || elsewhere || !held.empty())
    effects.cases.push_back({ReferralKind::kPassage, NewUuid(parts_.random)});
  if (redeemed.abuse) {
    effects.cases.push_back({ReferralKind::kBookingAbuse, NewUuid(parts_.random)});
    decided.reasons.push_back(
        {.code = ReasonCode::kBookingAbuse, .detail = std::string(FindingCauseName(*redeemed.abuse))});
  }
  if (elsewhere)
    decided.reasons.push_back({.code = ReasonCode::kInProgressElsewhere, .detail = elsewhere->lane.lane_id});
  if (!effects.cases.empty()) effects.case_reasons = WithHoldReasons(decided.reasons, held);
  RETURN_IF_ERROR(ReleaseHeld(t, open, passage.lane));
  const LedgerEntry entry = EntryFor(passage.lane, EntryKind::kPassage, passage.passed_at, now, traveller,
                                     passage.request_id, PassageBody(passage, effects));
  ASSIGN_OR_RETURN(const std::uint64_t position, Record(t, entry, kReportPassageRpc, body_hash));
  RETURN_IF_ERROR(NoteSharedNumber(t, traveller, named.document, now));
  RETURN_IF_ERROR(RecordHits(t, holds,
                             {.moment = HoldMoment::kPassage,
                              .lane = passage.lane,
                              .traveller = traveller,
                              .request_id = passage.request_id,
                              .decision_request_id = passage.decision_request_id,
                              .at = passage.passed_at,
                              .now = now}));
  return position;
}

StatusOr<std::uint64_t> Admission::AbandonmentIn(Transaction& t, const Abandonment& abandonment,
                                                 const Prepared& prepared) const {
  const std::string& body_hash = prepared.body_hash;
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), abandonment.request_id, kAbandonmentRpc, body_hash));
  if (replay) return replay->position;

  const Instant now = parts_.clock.Now();
  ASSIGN_OR_RETURN(const std::string traveller, TravellerOf(t, abandonment));
  ASSIGN_OR_RETURN(const auto open, t.open_decisions().FindByRequest(abandonment.decision_request_id));
  RETURN_IF_ERROR(ReleaseHeld(t, open, abandonment.lane));
  // A decision that is known has kept it.
  if (traveller.empty()) RETURN_IF_ERROR(KeepUse(t, abandonment, prepared.names.traveller));
  return Record(t,
                EntryFor(abandonment.lane, EntryKind::kAbandonment, abandonment.at, now, traveller,
                         abandonment.request_id, AbandonmentBody(abandonment)),
                kAbandonmentRpc, body_hash);
}

void Admission::RecordStayLook(const StayQuery& query, const StayLook& look, std::function<void(Status)> done) {
  parts_.store.Transact(
      [this, query, look](Transaction& t) -> Status {
        ASSIGN_OR_RETURN(const std::string traveller,
                         TravellerNamed(t, parts_.pseudonyms, query.document, NamedBy::kFacts));
        std::string scope = "territory=" + std::string(TerritoryName(query.territory));
        if (query.on) scope += " on=" + FormatDate(*query.on);
        const RecordViewed viewed{.act = "GET_STAY", .viewer = look.viewer, .reason = look.reason, .scope = scope};
        return RecordLook(t, viewed, traveller, parts_.clock.Now());
      },
      std::move(done));
}

StatusOr<StayReport> Admission::GetStay(const StayQuery& query) {
  const Instant now = parts_.clock.Now();
  const Date day =
      query.on ? *query.on : parts_.zones.DateAt(CivilDayFor(query.territory, query.document.nationality), now);
  StayReport report;
  TravelHistory zone;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const std::string traveller,
                     TravellerNamed(s, parts_.pseudonyms, query.document, NamedBy::kFacts));
    ASSIGN_OR_RETURN(report.history, ReadTravelHistory(s, traveller, query.territory, now));
    ASSIGN_OR_RETURN(zone, ReadTravelHistory(s, traveller, Territory::kIcbc, now));
    if (!report.history.covers_all_ports) {
      ASSIGN_OR_RETURN(report.history.covers_ports, PortsOf(s));
    }
    return OkStatus();
  }));
  report.inside = StayOn(report.history, day) != nullptr;
  report.account = AccountOf(parts_.rule_book, report.history, query.document, query.territory,
                             {.on = day,
                              .days = query.days,
                              .planned = query.planned,
                              .route = RouteInto(query.territory, zone),
                              .purpose = query.purpose});
  report.completeness = report.account ? report.account->completeness : CompletenessSince(report.history, day);
  report.rule_book_version = parts_.rule_book.version;
  return report;
}

}  // namespace clearance
