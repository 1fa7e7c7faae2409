#include "services/clearance/admission.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/crypto/hash.h"
#include "common/domain/referral.h"
#include "common/rules/stay_account.h"
#include "common/rules/stay_rules.h"
#include "common/wire/decision_wire.h"
#include "common/wire/ledger_bytes.h"
#include "db/transact_for.h"
#include "db/travel_history.h"
#include "services/clearance/booking_use.h"

namespace clearance {
namespace {

constexpr std::string_view kDecideRpc = "ClearanceService.DecideCrossing";
constexpr std::string_view kPassageRpc = "ClearanceService.ReportPassage";
constexpr std::string_view kAbandonmentRpc = "ClearanceService.ReportAbandonment";

// Another lane that has this person in hand, or nothing. The same lane asking again takes its place.
std::optional<OpenDecisionElsewhere> InProgressElsewhere(const std::vector<OpenDecision>& open, const LaneProfile& lane,
                                                         Instant now) {
  for (const OpenDecision& decision : open) {
    if (decision.valid_until > now && decision.lane.lane_id != lane.lane_id)
      return OpenDecisionElsewhere{decision.lane.lane_id, decision.valid_until};
  }
  return std::nullopt;
}

bool HasReason(const Decision& decision, ReasonCode code) {
  return std::any_of(decision.reasons.begin(), decision.reasons.end(),
                     [&](const Reason& reason) { return reason.code == code; });
}

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

Referral ReferralFor(ReferralKind kind, std::string id, const std::string& decision_request_id, const LaneProfile& lane,
                     const Document& document, const std::string& traveller, Instant now) {
  Referral referral;
  referral.referral_id = std::move(id);
  referral.kind = kind;
  referral.decision_request_id = decision_request_id;
  referral.lane = lane;
  referral.traveller = traveller;
  referral.document_kind = document.kind;
  referral.nationality = document.nationality;
  referral.opened_at = now;
  referral.changed_at = now;
  return referral;
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

// Closes what the same lane had open for this person: a new question takes the place of the old one.
Status CloseOwn(Transaction& t, const std::vector<OpenDecision>& open, const CrossingRequest& request, Instant now) {
  for (const OpenDecision& decision : open) {
    if (decision.lane.lane_id != request.lane.lane_id) continue;
    RETURN_IF_ERROR(t.open_decisions().Close(decision.request_id));
    RETURN_IF_ERROR(ReleaseBooking(t, decision.booking_id, decision.request_id));
    RETURN_IF_ERROR(WithdrawUnanswered(t, decision.request_id, request.lane, now));
  }
  return OkStatus();
}

// Ends the decision a report of `lane` names. That of another lane is not its to end.
Status CloseReported(Transaction& t, const std::string& decision_request_id, const LaneProfile& lane, Instant now) {
  ASSIGN_OR_RETURN(const auto open, t.open_decisions().FindByRequest(decision_request_id));
  if (open && open->lane.lane_id == lane.lane_id) {
    RETURN_IF_ERROR(t.open_decisions().Close(decision_request_id));
    RETURN_IF_ERROR(ReleaseBooking(t, open->booking_id, decision_request_id));
  }
  return WithdrawUnanswered(t, decision_request_id, lane, now);
}

// The decision a passage followed, and when the person was admitted: by it, or later by an officer.
struct FollowedDecision {
  std::optional<DecideAnswer> answer;
  std::optional<Instant> admitted_at;
};

// Nothing when there is no such decision, or it was about somebody else or another lane.
StatusOr<FollowedDecision> FindDecision(const Snapshot& s, const Passage& passage, const std::string& traveller) {
  FollowedDecision followed;
  const std::string& decision_request_id = passage.decision_request_id;
  ASSIGN_OR_RETURN(const auto record, s.requests().Find(decision_request_id));
  if (!record || record->rpc != kDecideRpc) return followed;
  ASSIGN_OR_RETURN(const StoredEntry decision, s.ledger().Get(record->position));
  if (decision.entry.traveller != traveller || decision.entry.lane_id != passage.lane.lane_id) return followed;
  ASSIGN_OR_RETURN(followed.answer, DecodeDecideAnswer(record->response));
  if (followed.answer->decision.verdict == Verdict::kAdmit) followed.admitted_at = followed.answer->decision.decided_at;
  ASSIGN_OR_RETURN(const auto referrals, s.referrals().FindByDecision(decision_request_id));
  for (const Referral& referral : referrals) {
    if (referral.kind == ReferralKind::kCrossing && referral.resolution == Resolution::kAdmit)
      followed.admitted_at = referral.changed_at;
  }
  return followed;
}

// True when the passage is on a civil day, of a side the lane decides, for which nobody admitted the person; or lies so
// far in the future that its gate's clock cannot be believed.
bool IsCase(const FollowedDecision& followed, const Passage& passage, const ZoneTable& zones, Instant now) {
  if (!followed.admitted_at || passage.passed_at > now + kMaxClockLead) return true;
  const Movement movement = passage.lane.movement;
  const auto another_day = [&](Territory territory) {
    const Territory civil = CivilDayOf(territory, movement);
    return zones.DateAt(civil, passage.passed_at) != zones.DateAt(civil, *followed.admitted_at);
  };
  const Sides sides = passage.lane.sides;
  return (sides.exit && another_day(movement.from)) || (sides.entry && another_day(movement.to));
}

// What an entry record keeps of the decision the passage followed.
struct BegunStay {
  StayBasis basis = StayBasis::kVisaFree;
  std::optional<Date> promised_until{};
  std::string regime{};
};

// The decision is asked by territory: a lane may have changed its direction since. Where no regime covers the person,
// they are there on a ground this service knows nothing of, a visa for example. Only those who were admitted were told
// a day.
BegunStay BegunBy(const FollowedDecision& followed, const Passage& passage) {
  const Territory entered = passage.lane.movement.to;
  if (IsOwnNational(passage.document, entered)) return {.basis = StayBasis::kOwnNational};
  if (!followed.answer) return {};
  const Decision& decision = followed.answer->decision;
  for (const Reason& reason : decision.reasons) {
    if (reason.code == ReasonCode::kNotCovered && reason.territory == entered) return {.basis = StayBasis::kOther};
  }
  const auto& stay = decision.stay;
  if (!stay || stay->territory != entered) return {};
  return {.promised_until = followed.admitted_at ? stay->must_leave_by : std::nullopt, .regime = stay->regime};
}

Status RecordStays(Transaction& t, const Passage& passage, const std::string& traveller, const ZoneTable& zones,
                   const BegunStay& begun, std::uint64_t position) {
  const Movement movement = passage.lane.movement;
  const auto day = [&](Territory territory) {
    return zones.DateAt(CivilDayOf(territory, movement), passage.passed_at);
  };
  if (passage.lane.sides.exit) {
    RETURN_IF_ERROR(t.stays().RecordExit(traveller,
                                         {.territory = movement.from,
                                          .date = day(movement.from),
                                          .at = passage.passed_at,
                                          .to = movement.to,
                                          .nationality = passage.document.nationality},
                                         position));
  }
  if (!passage.lane.sides.entry) return OkStatus();
  return t.stays().RecordEntry(traveller,
                               {.territory = movement.to,
                                .date = day(movement.to),
                                .at = passage.passed_at,
                                .from = movement.from,
                                .basis = begun.basis,
                                .nationality = passage.document.nationality,
                                .promised_until = begun.promised_until,
                                .regime = begun.regime},
                               position);
}

}  // namespace

void Admission::Decide(const CrossingRequest& request, OnDecided done) {
  std::string hash = Sha256(RequestBytes(request, parts_.pseudonyms.Fingerprint(request.document)));
  TransactFor<DecideAnswer>(
      parts_.store, [this, request, hash = std::move(hash)](Transaction& t) { return DecideIn(t, request, hash); },
      std::move(done));
}

void Admission::RecordPassage(const Passage& passage, OnRecorded done) {
  std::string hash = Sha256(RequestBytes(passage, parts_.pseudonyms.Fingerprint(passage.document)));
  TransactFor<std::uint64_t>(
      parts_.store, [this, passage, hash = std::move(hash)](Transaction& t) { return PassageIn(t, passage, hash); },
      std::move(done));
}

void Admission::RecordAbandonment(const Abandonment& abandonment, OnRecorded done) {
  std::string hash = Sha256(RequestBytes(abandonment));
  TransactFor<std::uint64_t>(
      parts_.store,
      [this, abandonment, hash = std::move(hash)](Transaction& t) { return AbandonmentIn(t, abandonment, hash); },
      std::move(done));
}

StatusOr<DecideAnswer> Admission::DecideIn(Transaction& t, const CrossingRequest& request,
                                           const std::string& body_hash) const {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), request.request_id, kDecideRpc, body_hash));
  if (replay) return DecodeDecideAnswer(replay->response);

  const Instant now = parts_.clock.Now();
  const std::string traveller = parts_.pseudonyms.Traveller(request.document);
  ASSIGN_OR_RETURN(const auto open, t.open_decisions().FindByTraveller(traveller));
  RETURN_IF_ERROR(CloseOwn(t, open, request, now));
  CrossingFacts facts;
  facts.request = request;
  facts.now = now;
  facts.in_progress = InProgressElsewhere(open, request.lane, now);
  ASSIGN_OR_RETURN(facts.exited, ReadTravelHistory(t, traveller, request.lane.movement.from, now));
  ASSIGN_OR_RETURN(facts.entered, ReadTravelHistory(t, traveller, request.lane.movement.to, now));
  ASSIGN_OR_RETURN(facts.booking, EstablishBooking(t, request, traveller, parts_.tolerance, now));
  ASSIGN_OR_RETURN(const std::uint64_t seen, t.ledger().LastPosition());

  DecideAnswer answer;
  answer.decision = clearance::Decide(facts, parts_.rule_book, parts_.zones);
  const Decision& decision = answer.decision;
  if (decision.verdict == Verdict::kRefer) answer.referral_id = NewUuid(parts_.random);
  ASSIGN_OR_RETURN(answer.position,
                   t.ledger().Append(EntryFor(request.lane, EntryKind::kDecision, request.observed_at, now, traveller,
                                              request.request_id, DecisionBody(request, answer, seen))));
  RETURN_IF_ERROR(OpenReferrals(t, request, answer, traveller, now));
  // A booking that serves this crossing is held for it as long as the decision is.
  const bool reserves = facts.booking == BookingUse::kValid;
  if (reserves) RETURN_IF_ERROR(ReserveBooking(t, request.booking_id, request.request_id, decision.valid_until));
  RETURN_IF_ERROR(t.open_decisions().Put({.request_id = request.request_id,
                                          .traveller = traveller,
                                          .lane = request.lane,
                                          .booking_id = reserves ? request.booking_id : "",
                                          .verdict = decision.verdict,
                                          .decided_at = now,
                                          .valid_until = decision.valid_until,
                                          .position = answer.position}));
  RETURN_IF_ERROR(t.requests().Put({.request_id = request.request_id,
                                    .rpc = std::string(kDecideRpc),
                                    .body_hash = body_hash,
                                    .response = EncodeDecideAnswer(answer),
                                    .position = answer.position}));
  return answer;
}

Status Admission::OpenReferrals(Transaction& t, const CrossingRequest& request, const DecideAnswer& answer,
                                const std::string& traveller, Instant now) const {
  const Decision& decision = answer.decision;
  const auto open = [&](ReferralKind kind, std::string id) {
    Referral referral =
        ReferralFor(kind, std::move(id), request.request_id, request.lane, request.document, traveller, now);
    referral.reasons = decision.reasons;
    referral.stay = decision.stay;
    if (const Inspection* inspection = FindInspection(request.findings)) referral.inspection = *inspection;
    return t.referrals().Insert(referral).status();
  };
  if (!answer.referral_id.empty()) RETURN_IF_ERROR(open(ReferralKind::kCrossing, answer.referral_id));
  if (HasReason(decision, ReasonCode::kBookingAbuse))
    RETURN_IF_ERROR(open(ReferralKind::kBookingAbuse, NewUuid(parts_.random)));
  return OkStatus();
}

StatusOr<std::uint64_t> Admission::PassageIn(Transaction& t, const Passage& passage,
                                             const std::string& body_hash) const {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), passage.request_id, kPassageRpc, body_hash));
  if (replay) return replay->position;

  const Instant now = parts_.clock.Now();
  const std::string traveller = parts_.pseudonyms.Traveller(passage.document);
  ASSIGN_OR_RETURN(const FollowedDecision followed, FindDecision(t, passage, traveller));
  ASSIGN_OR_RETURN(const bool redeemed, RedeemBooking(t, passage, traveller));
  std::vector<Referral> cases;
  if (IsCase(followed, passage, parts_.zones, now))
    cases.push_back(ReferralFor(ReferralKind::kPassage, NewUuid(parts_.random), passage.decision_request_id,
                                passage.lane, passage.document, traveller, now));
  // A decision that noted the abuse has opened its case.
  const bool noted = followed.answer && HasReason(followed.answer->decision, ReasonCode::kBookingAbuse);
  if (!redeemed && !noted)
    cases.push_back(ReferralFor(ReferralKind::kBookingAbuse, NewUuid(parts_.random), passage.decision_request_id,
                                passage.lane, passage.document, traveller, now));
  const std::string referral_id = cases.empty() ? "" : cases.front().referral_id;
  ASSIGN_OR_RETURN(const std::uint64_t position,
                   t.ledger().Append(EntryFor(passage.lane, EntryKind::kPassage, passage.passed_at, now, traveller,
                                              passage.request_id, PassageBody(passage, referral_id))));
  for (Referral& referral : cases) {
    if (followed.answer) referral.reasons = followed.answer->decision.reasons;
    RETURN_IF_ERROR(t.referrals().Insert(referral).status());
  }
  RETURN_IF_ERROR(RecordStays(t, passage, traveller, parts_.zones, BegunBy(followed, passage), position));
  RETURN_IF_ERROR(CloseReported(t, passage.decision_request_id, passage.lane, now));
  RETURN_IF_ERROR(t.requests().Put({.request_id = passage.request_id,
                                    .rpc = std::string(kPassageRpc),
                                    .body_hash = body_hash,
                                    .response = "",
                                    .position = position}));
  return position;
}

StatusOr<std::uint64_t> Admission::AbandonmentIn(Transaction& t, const Abandonment& abandonment,
                                                 const std::string& body_hash) const {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), abandonment.request_id, kAbandonmentRpc, body_hash));
  if (replay) return replay->position;

  const Instant now = parts_.clock.Now();
  ASSIGN_OR_RETURN(const auto open, t.open_decisions().FindByRequest(abandonment.decision_request_id));
  const bool own = open && open->lane.lane_id == abandonment.lane.lane_id;
  const std::string traveller = own ? open->traveller : "";
  ASSIGN_OR_RETURN(const std::uint64_t position,
                   t.ledger().Append(EntryFor(abandonment.lane, EntryKind::kAbandonment, abandonment.at, now, traveller,
                                              abandonment.request_id, AbandonmentBody(abandonment))));
  RETURN_IF_ERROR(CloseReported(t, abandonment.decision_request_id, abandonment.lane, now));
  RETURN_IF_ERROR(t.requests().Put({.request_id = abandonment.request_id,
                                    .rpc = std::string(kAbandonmentRpc),
                                    .body_hash = body_hash,
                                    .response = "",
                                    .position = position}));
  return position;
}

StatusOr<StayReport> Admission::GetStay(const StayQuery& query) {
  const Instant now = parts_.clock.Now();
  const Date day =
      query.on ? *query.on : parts_.zones.DateAt(CivilDayFor(query.territory, query.document.nationality), now);
  StayReport report;
  TravelHistory zone;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    const std::string traveller = parts_.pseudonyms.Traveller(query.document);
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
