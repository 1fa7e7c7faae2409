// Domain values with every member set, for tests that follow them through messages, bytes and tables. The people in
// them are made up.
#pragma once

#include <string>

#include "common/domain/booking.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/fleet.h"
#include "common/domain/hold.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/stay_account.h"

namespace clearance {

inline constexpr char kSampleId[] = "11111111-1111-4111-8111-111111111111";
inline constexpr char kSampleOtherId[] = "22222222-2222-4222-8222-222222222222";
inline constexpr char kSampleThirdId[] = "33333333-3333-4333-8333-333333333333";
inline constexpr Instant kSampleInstant = FromUnixMs(1'790'000'000'123);

inline LaneProfile SampleLane() {
  LaneProfile lane;
  lane.lane_id = "gate-1/a";
  lane.port = "KHORGOS";
  lane.lane_group = "icbc-kaz";
  lane.authority = Territory::kKaz;
  lane.movement = {Territory::kKaz, Territory::kIcbc};
  lane.sides = {.exit = true, .entry = true};
  return lane;
}

inline Document SampleDocument() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  document.nationality = "KAZ";
  document.birth_date = MakeDate(1990, 5, 17);
  document.expiry_date = MakeDate(2031, 2, 28);
  document.sex = Sex::kFemale;
  document.national_number = "900517400123";
  return document;
}

inline Finding SampleFinding() {
  return {CheckKind::kFace, FindingResult::kFailed, FindingCause::kFaceDiffers, 0.125, 0.36};
}

// All in order, as of a passport whose chip has been read: every check successful but those nobody performs yet.
inline Inspection SoundInspection() {
  Inspection inspection;
  inspection.at = kSampleInstant;
  for (const InspectionCheck check : kAllInspectionChecks)
    inspection.findings.push_back({check, InspectionResult::kSuccessful, InspectionReason::kNone, {}});
  const auto at = [&](InspectionCheck check) -> InspectionFinding& {
    return inspection.findings[static_cast<std::size_t>(check)];
  };
  at(InspectionCheck::kAccessProtocol).reason = InspectionReason::kAccessPace;
  at(InspectionCheck::kChipAuthenticity).reason = InspectionReason::kChipAuthentication;
  at(InspectionCheck::kOpticalChecks).reason = InspectionReason::kReaderDeclared;
  at(InspectionCheck::kLostOrStolen) = {
      InspectionCheck::kLostOrStolen, InspectionResult::kNotPerformed, InspectionReason::kNoList, {}};
  at(InspectionCheck::kSodSignature).took = std::chrono::microseconds(412);
  return inspection;
}

// SoundInspection with another result of one check.
inline Inspection InspectionBut(InspectionCheck check, InspectionResult result,
                                InspectionReason reason = InspectionReason::kNone) {
  Inspection inspection = SoundInspection();
  inspection.findings[static_cast<std::size_t>(check)] = {check, result, reason, {}};
  return inspection;
}

// The finding of a document that was read and inspected with nothing against it.
inline Finding SoundDocumentFinding() {
  Finding finding{CheckKind::kDocument, FindingResult::kPassed};
  finding.inspection = SoundInspection();
  return finding;
}

inline CrossingRequest SampleCrossing() {
  CrossingRequest request;
  request.request_id = kSampleId;
  request.lane = SampleLane();
  request.level = ServiceLevel::kNoScreening;
  request.document = SampleDocument();
  request.findings = {SampleFinding(), {CheckKind::kDocument, FindingResult::kPassed}};
  request.booking_id = kSampleOtherId;
  request.observed_at = kSampleInstant;
  request.purpose = Purpose::kTourism;
  return request;
}

inline Passage SamplePassage() {
  return {kSampleOtherId, kSampleId, SampleLane(), SampleDocument(), kSampleThirdId, kSampleInstant};
}

inline Abandonment SampleAbandonment() {
  return {.request_id = kSampleOtherId,
          .decision_request_id = kSampleId,
          .lane = SampleLane(),
          .cause = AbandonmentCause::kTimedOut,
          .at = kSampleInstant};
}

inline Reason SampleReason() {
  Reason reason;
  reason.code = ReasonCode::kStayExhausted;
  reason.side = Side::kEntry;
  reason.territory = Territory::kChn;
  reason.days = 90;
  reason.date = MakeDate(2026, 12, 1);
  reason.limit = "CHN-KAZ/rolling-90-180";
  reason.detail = "ORDINARY_PASSPORT";
  return reason;
}

inline StayAnswer SampleStayAnswer() {
  StayAnswer stay;
  stay.territory = Territory::kChn;
  stay.regime = "CHN-KAZ";
  stay.days_used = 90;
  stay.longest_stay_days = 7;
  stay.must_leave_by = MakeDate(2026, 11, 30);
  stay.binding_limit = "CHN-KAZ/per-stay-30";
  stay.earliest_entry = MakeDate(2026, 12, 1);
  stay.unlawful_days = 2;
  return stay;
}

inline StayQuery SampleStayQuery() {
  return {
      .document = SampleDocument(),
      .territory = Territory::kChn,
      .on = MakeDate(2026, 11, 22),
      .planned = {{MakeDate(2026, 12, 1), MakeDate(2026, 12, 24)}, {MakeDate(2026, 12, 30), MakeDate(2026, 12, 30)}},
      .days = 30,
      .purpose = Purpose::kTransit};
}

inline StayAccount SampleStayAccount() {
  StayAccount account;
  account.inside = true;
  account.on = MakeDate(2026, 11, 22);
  account.answer = SampleStayAnswer();
  account.days_left = 3;
  account.window_excess = 1;
  account.limits = {{"CHN-KAZ/per-stay-30", 27, 3}};
  account.readings = {{"allowance=rolling", 3, MakeDate(2026, 11, 24), "CHN-KAZ/per-stay-30", 1, 2, "short"}, {}};
  account.days_back = {{MakeDate(2026, 12, 1), MakeDate(2026, 12, 4)}};
  account.earliest_entry = MakeDate(2026, 12, 5);
  account.planned = {{{MakeDate(2026, 12, 1), MakeDate(2026, 12, 24)},
                      false,
                      MakeDate(2026, 12, 20),
                      MakeDate(2026, 12, 19),
                      "CHN-KAZ/gap-9"}};
  account.strip = {MakeDate(2026, 11, 20), MakeDate(2026, 11, 22), {DayMark::kFree, DayMark::kUsed, DayMark::kUsed}};
  account.reasons = {SampleReason()};
  return account;
}

inline PlanQuery SamplePlanQuery() {
  return {SampleDocument(), Territory::kIcbc, {MakeDate(2026, 12, 1), MakeDate(2026, 12, 24)}, Purpose::kBusiness};
}

inline DecideAnswer SampleAnswer() {
  DecideAnswer answer;
  answer.decision.verdict = Verdict::kRefer;
  answer.decision.reasons = {SampleReason(), {.code = ReasonCode::kWalkIn}};
  answer.decision.stay = SampleStayAnswer();
  answer.decision.stay_side = Side::kEntry;
  answer.decision.completeness = HistoryCompleteness::kThisPortOnly;
  answer.decision.rule_book_version = "khorgos-2026-11-22";
  answer.decision.decided_at = kSampleInstant;
  answer.decision.valid_until = kSampleInstant + std::chrono::seconds(120);
  answer.referral_id = kSampleThirdId;
  answer.position = 41;
  return answer;
}

inline Stay SampleStay() {
  Stay stay;
  stay.territory = Territory::kChn;
  stay.entry = MakeDate(2026, 10, 1);
  stay.exit = MakeDate(2026, 10, 9);
  stay.exit_unknown = false;
  stay.basis = StayBasis::kVisaFree;
  stay.entered_from = Territory::kKaz;
  stay.left_to = Territory::kIcbc;
  stay.nationality = "KAZ";
  return stay;
}

inline Referral SampleReferral() {
  Referral referral;
  referral.referral_id = kSampleThirdId;
  referral.kind = ReferralKind::kPassage;
  referral.decision_request_id = kSampleId;
  referral.lane = SampleLane();
  referral.traveller = std::string(32, 't');
  referral.document_kind = DocumentKind::kOrdinaryPassport;
  referral.nationality = "KAZ";
  referral.reasons = {SampleReason()};
  referral.stay = SampleStayAnswer();
  referral.inspection = SoundInspection();
  referral.booking_id = kSampleOtherId;
  referral.booking_uses = {{41, "gate-1/a", kSampleInstant}, {42, "gate-2/a", kSampleInstant + std::chrono::hours(1)}};
  referral.state = ReferralState::kResolved;
  referral.claimed_by = "officer-1";
  referral.proposed = Resolution::kAdmit;
  referral.proposed_by = "officer-1";
  referral.resolution = Resolution::kSecondLine;
  referral.resolved_by = "supervisor-1";
  referral.ground = "compared by eye";
  referral.opened_at = kSampleInstant;
  referral.changed_at = kSampleInstant + std::chrono::seconds(9);
  return referral;
}

inline Booking SampleBooking() {
  Booking booking;
  booking.booking_id = kSampleOtherId;
  booking.reference = "ABCD2345";
  booking.slot = {"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, FromUnixMs(1'790'000'100'000)};
  booking.traveller = std::string(32, 't');
  booking.birth_date_hash = std::string(32, 'b');
  booking.state = BookingState::kReserved;
  booking.reserved_by = kSampleId;
  booking.created_at = kSampleInstant;
  booking.member = 1;
  booking.minor = true;
  booking.guardian = 0;
  booking.quota = Quota::kFamily;
  booking.language = Language::kRu;
  booking.contact_hash = std::string(32, 'c');
  return booking;
}

inline SlotHold SampleSlotHold() {
  return {.hold_id = kSampleThirdId,
          .slot = SampleBooking().slot,
          .places = 2,
          .quota = Quota::kAssisted,
          .held_by = "booking/booking-1",
          .expires_at = kSampleInstant + kSlotHoldTime};
}

// A hold as it was asked for: nothing yet of who did what.
inline Hold SampleHold() {
  Hold hold;
  hold.authority = "kaz-police";
  hold.terms.kind = HoldKind::kExitBan;
  hold.terms.scope = {
      .territories = {Territory::kKaz, Territory::kIcbc}, .sides = {.exit = true}, .ports = {"KHORGOS"}};
  hold.terms.from = kSampleInstant;
  hold.terms.to = kSampleInstant + std::chrono::hours(24 * 365);
  hold.terms.visibility = HoldVisibility::kSupervisor;
  hold.ground = "court order";
  hold.keys = {.document = std::string(32, 'd'), .person = std::string(32, 'p'), .name = std::string(32, 'n')};
  hold.sealed_text = std::string("\0sealed", 7);
  hold.content = std::string(32, 'c');
  return hold;
}

inline HoldChange SampleHoldChange() {
  return {.act = HoldAct::kPut, .hold_id = kSampleThirdId, .author = "kaz-police-1", .put = SampleHold()};
}

inline HoldHit SampleHoldHit() {
  return {.hold_id = kSampleThirdId,
          .match = HoldMatch::kPossible,
          .moment = HoldMoment::kPassage,
          .at = kSampleInstant,
          .port = "KHORGOS",
          .lane_id = "gate-1/a",
          .decision_request_id = kSampleId,
          .position = 41};
}

inline LaneReport SampleReport() {
  LaneReport report;
  report.lane = SampleLane();
  report.phase = "DECIDING";
  report.level = ServiceLevel::kNoBiometrics;
  report.faults = {{"BOTH_DOORS_OPEN", kSampleInstant}};
  report.reported_at = kSampleInstant;
  report.outbox_waiting = 3;
  return report;
}

inline GateCommand SampleCommand() {
  GateCommand command;
  command.sequence = 12;
  command.gate_id = "gate-1";
  command.lane_id = "gate-1/a";
  command.referral_id = kSampleThirdId;
  command.decision_request_id = kSampleId;
  command.resolution = Resolution::kSecondLine;
  command.issued_at = kSampleInstant;
  command.expires_at = kSampleInstant + std::chrono::minutes(2);
  return command;
}

inline GateCommand SampleLevelCommand() {
  GateCommand command;
  command.sequence = 13;
  command.gate_id = "gate-1";
  command.lane_id = "gate-1/a";
  command.level = ServiceLevel::kDocumentOnly;
  command.issued_at = kSampleInstant;
  command.expires_at = kSampleInstant + std::chrono::minutes(2);
  return command;
}

}  // namespace clearance
