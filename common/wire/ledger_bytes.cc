#include "common/wire/ledger_bytes.h"

#include <cmath>

#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/uuid_bytes.h"
#include "common/wire/ledger_numbers.h"

namespace clearance {
namespace {

constexpr int kBodyVersion = 1;
constexpr int kDecisionBodyVersion = 4;
constexpr int kDecisionOfSecondUseVersion = 5;
constexpr int kDecisionOfNumberNotReadVersion = 6;
constexpr int kPassageBodyVersion = 2;
constexpr int kPassageOfSecondUseVersion = 3;
constexpr int kImportWithProvenanceVersion = 2;
constexpr int kHeldImportVersion = 3;
constexpr int kConfirmedActVersion = 2;
constexpr double kMillionths = 1'000'000;

int VersionOf(const DecisionEffects& effects) {
  if (effects.number_not_read) return kDecisionOfNumberNotReadVersion;
  return effects.used_before ? kDecisionOfSecondUseVersion : kDecisionBodyVersion;
}

void Put(CborWriter& out, Instant instant) { out.Int(ToUnixMs(instant)); }

// Days since 1970-01-01, or null.
void Put(CborWriter& out, const std::optional<Date>& date) {
  if (date) {
    out.Int(date->time_since_epoch().count());
  } else {
    out.Null();
  }
}

void Put(CborWriter& out, const std::optional<int>& number) {
  if (number) {
    out.Int(*number);
  } else {
    out.Null();
  }
}

void Put(CborWriter& out, const std::optional<Purpose>& purpose) { out.Text(purpose ? PurposeName(*purpose) : ""); }

// Similarities in millionths: no floats in canonical bytes.
void Put(CborWriter& out, const std::optional<double>& similarity) {
  if (similarity) {
    out.Int(std::llround(*similarity * kMillionths));
  } else {
    out.Null();
  }
}

void Put(CborWriter& out, Movement movement) {
  out.Array(2).Text(TerritoryName(movement.from)).Text(TerritoryName(movement.to));
}

void Put(CborWriter& out, const LaneProfile& lane) { PutLane(out, lane); }

void Put(CborWriter& out, const Inspection& inspection) {
  out.Array(2);
  Put(out, inspection.at);
  out.Array(inspection.findings.size());
  for (const InspectionFinding& finding : inspection.findings) {
    out.Array(4).Text(InspectionCheckName(finding.check)).Text(InspectionResultName(finding.result));
    out.Text(InspectionReasonName(finding.reason)).Int(finding.took.count());
  }
}

// A finding without an inspection has the form it had before there were any.
void Put(CborWriter& out, const std::vector<Finding>& findings) {
  out.Array(findings.size());
  for (const Finding& finding : findings) {
    const bool inspected = finding.check == CheckKind::kDocument && !finding.inspection.findings.empty();
    out.Array(inspected ? 6 : 5).Text(CheckKindName(finding.check)).Text(FindingResultName(finding.result));
    out.Text(FindingCauseName(finding.cause));
    Put(out, finding.score);
    Put(out, finding.threshold);
    if (inspected) Put(out, finding.inspection);
  }
}

// The eight that an import has had from the first.
void PutMembers(CborWriter& out, const Stay& stay) {
  out.Text(TerritoryName(stay.territory));
  Put(out, stay.entry);
  Put(out, stay.exit);
  out.Bool(stay.exit_unknown).Text(StayBasisName(stay.basis)).Text(TerritoryName(stay.entered_from));
  out.Text(stay.left_to ? TerritoryName(*stay.left_to) : "").Text(stay.nationality);
}

// Since lists stand as numbers, and what the entry itself says is not said again:

template <typename Enum>
std::int64_t NumberOf(const std::optional<Enum>& value) {
  return value ? LedgerNumber(*value) : 0;
}

// Without the lane's id and port.
void PutShort(CborWriter& out, const LaneProfile& lane) {
  out.Array(6).Text(lane.lane_group).Int(LedgerNumber(lane.authority));
  out.Int(LedgerNumber(lane.movement.from)).Int(LedgerNumber(lane.movement.to));
  out.Bool(lane.sides.exit).Bool(lane.sides.entry);
}

// Its moment, then four for each check.
void PutShort(CborWriter& out, const Inspection& inspection) {
  out.Array(1 + 4 * inspection.findings.size());
  Put(out, inspection.at);
  for (const InspectionFinding& finding : inspection.findings) {
    out.Int(LedgerNumber(finding.check)).Int(LedgerNumber(finding.result));
    out.Int(LedgerNumber(finding.reason)).Int(finding.took.count());
  }
}

// Three items; five with what was measured, six with an inspection.
void PutShort(CborWriter& out, const std::vector<Finding>& findings) {
  out.Array(findings.size());
  for (const Finding& finding : findings) {
    const bool inspected = finding.check == CheckKind::kDocument && !finding.inspection.findings.empty();
    const bool measured = inspected || finding.score || finding.threshold;
    out.Array(inspected ? 6 : measured ? 5 : 3).Int(LedgerNumber(finding.check)).Int(LedgerNumber(finding.result));
    out.Int(LedgerNumber(finding.cause));
    if (measured) Put(out, finding.score);
    if (measured) Put(out, finding.threshold);
    if (inspected) PutShort(out, finding.inspection);
  }
}

void PutShort(CborWriter& out, const std::vector<Reason>& reasons) {
  out.Array(reasons.size());
  for (const Reason& reason : reasons) {
    out.Array(7).Int(LedgerNumber(reason.code)).Int(NumberOf(reason.side)).Int(NumberOf(reason.territory));
    Put(out, reason.days);
    Put(out, reason.date);
    out.Text(reason.limit).Text(reason.detail);
  }
}

void PutShort(CborWriter& out, const std::optional<StayAnswer>& stay) {
  if (!stay) {
    out.Null();
    return;
  }
  out.Array(8).Int(LedgerNumber(stay->territory)).Text(stay->regime).Int(stay->days_used);
  Put(out, stay->longest_stay_days);
  Put(out, stay->must_leave_by);
  out.Text(stay->binding_limit);
  Put(out, stay->earliest_entry);
  out.Int(stay->unlawful_days);
}

void Put(CborWriter& out, const std::optional<ShownDocument>& shown) {
  if (shown) {
    out.Array(3).Bytes(shown->national_key).Bytes(shown->facts_key).Bytes(shown->sealed_fields);
  } else {
    out.Null();
  }
}

void Put(CborWriter& out, const BookingUseRecord& used) {
  out.Array(3).Int(static_cast<std::int64_t>(used.position)).Text(used.lane_id);
  Put(out, used.at);
}

void Put(CborWriter& out, const std::optional<BegunStay>& begins) {
  if (!begins) {
    out.Null();
    return;
  }
  out.Array(4);
  Put(out, std::optional<Date>(begins->day));
  out.Int(LedgerNumber(begins->basis));
  Put(out, begins->promised_until);
  out.Text(begins->regime);
}

bool IsConfirmed(const RecordAct& act) { return !act.confirmed_by.empty(); }

// Begins a body whose last items are `act`, and which has `items` where nobody confirmed it.
void BeginWithAct(CborWriter& out, std::uint64_t items, const RecordAct& act) {
  out.Array(items + (IsConfirmed(act) ? 1 : 0)).Int(IsConfirmed(act) ? kConfirmedActVersion : kBodyVersion);
}

void Put(CborWriter& out, const RecordAct& act) {
  out.Text(act.source).Text(act.source_row).Text(act.author).Text(act.reason);
  if (IsConfirmed(act)) out.Text(act.confirmed_by);
}

}  // namespace

void PutLane(CborWriter& out, const LaneProfile& lane) {
  out.Array(7).Text(lane.lane_id).Text(lane.port).Text(lane.lane_group).Text(TerritoryName(lane.authority));
  Put(out, lane.movement);
  out.Bool(lane.sides.exit).Bool(lane.sides.entry);
}

void PutId(CborWriter& out, const std::string& id) {
  if (id.empty()) {
    out.Null();
    return;
  }
  const auto bytes = UuidToBytes(id);
  CHECK(bytes.has_value());
  out.Bytes(*bytes);
}

std::string DecisionBody(const CrossingRequest& request, const DecideAnswer& answer, std::uint64_t seen_position,
                         const DecisionEffects& effects) {
  const Decision& decision = answer.decision;
  const int version = VersionOf(effects);
  CborWriter out;
  out.Array(version == kDecisionBodyVersion ? 21 : 22).Int(version);
  PutShort(out, request.lane);
  out.Int(LedgerNumber(request.level)).Int(LedgerNumber(request.document.kind)).Text(request.document.nationality);
  PutShort(out, request.findings);
  PutId(out, request.booking_id);
  out.Int(NumberOf(request.purpose)).Int(static_cast<std::int64_t>(seen_position));
  out.Int(LedgerNumber(decision.verdict));
  PutShort(out, decision.reasons);
  PutShort(out, decision.stay);
  out.Int(NumberOf(decision.stay_side)).Int(LedgerNumber(decision.completeness)).Text(decision.rule_book_version);
  Put(out, decision.valid_until);
  PutId(out, answer.referral_id);
  out.Bool(effects.reserves_booking);
  PutId(out, effects.abuse_referral_id);
  out.Array(effects.replaces.size());
  for (const std::string& replaced : effects.replaces) PutId(out, replaced);
  Put(out, effects.shown);
  if (effects.used_before) {
    Put(out, *effects.used_before);
  } else if (version != kDecisionBodyVersion) {
    out.Null();
  }
  return out.Take();
}

std::string PassageBody(const Passage& passage, const PassageEffects& effects) {
  const auto& used = effects.used_before;
  CborWriter out;
  out.Array(used ? 14 : 13).Int(used ? kPassageOfSecondUseVersion : kPassageBodyVersion);
  PutShort(out, passage.lane);
  PutId(out, passage.decision_request_id);
  out.Int(LedgerNumber(passage.document.kind)).Text(passage.document.nationality);
  PutId(out, passage.booking_id);
  out.Int(static_cast<std::int64_t>(effects.decision_position)).Array(effects.cases.size());
  for (const PassageCase& opened : effects.cases) {
    out.Array(2).Int(LedgerNumber(opened.kind));
    PutId(out, opened.referral_id);
  }
  PutShort(out, effects.case_reasons);
  Put(out, effects.exit_day);
  Put(out, effects.begins);
  out.Bool(effects.redeems_booking);
  Put(out, effects.shown);
  if (used) Put(out, *used);
  return out.Take();
}

std::string AbandonmentBody(const Abandonment& abandonment) {
  CborWriter out;
  out.Array(4).Int(kBodyVersion);
  Put(out, abandonment.lane);
  out.Text(abandonment.decision_request_id).Text(AbandonmentCauseName(abandonment.cause));
  return out.Take();
}

std::string ImportBody(const Stay& stay, std::string_view source, std::string_view source_row) {
  const bool with_provenance = stay.provenance != Provenance::kElectronicRecord;
  CborWriter out;
  out.Array(with_provenance ? 12 : 11).Int(with_provenance ? kImportWithProvenanceVersion : kBodyVersion);
  PutMembers(out, stay);
  out.Text(source).Text(source_row);
  if (with_provenance) out.Text(ProvenanceName(stay.provenance));
  return out.Take();
}

std::string CorrectionBody(const Stay& stay, std::uint64_t concerns, const RecordAct& act) {
  CborWriter out;
  BeginWithAct(out, 16, act);
  out.Text("CORRECTS").Int(static_cast<std::int64_t>(concerns));
  PutMembers(out, stay);
  out.Text(ProvenanceName(stay.provenance));
  Put(out, act);
  return out.Take();
}

std::string AnnulmentBody(AnnulmentCause cause, Territory territory, std::uint64_t concerns, const RecordAct& act) {
  CborWriter out;
  BeginWithAct(out, 9, act);
  out.Text("ANNULS")
      .Int(static_cast<std::int64_t>(concerns))
      .Text(TerritoryName(territory))
      .Text(AnnulmentCauseName(cause));
  Put(out, act);
  return out.Take();
}

std::string BasisChangeBody(const Stay& change, const RecordAct& act) {
  CborWriter out;
  BeginWithAct(out, 12, act);
  out.Text("BASIS_CHANGE").Text(TerritoryName(change.territory));
  Put(out, change.entry);
  out.Text(StayBasisName(change.basis)).Text(TerritoryName(change.entered_from)).Text(change.nationality);
  out.Text(ProvenanceName(change.provenance));
  Put(out, act);
  return out.Take();
}

std::string CompletenessBody(Territory territory, Date from) {
  CborWriter out;
  out.Array(3).Int(kBodyVersion).Text(TerritoryName(territory));
  Put(out, std::optional<Date>(from));
  return out.Take();
}

std::string HeldImportBody(const NamedHolder& holder, std::string_view body) {
  CborWriter out;
  out.Array(4).Int(kHeldImportVersion).Text(holder.nationality).Bytes(holder.facts_key).Bytes(body);
  return out.Take();
}

std::string ReviewBody(const ReviewRecord& record) {
  CborWriter out;
  out.Array(8).Int(kBodyVersion).Text(record.act).Text(record.referral_id).Text(record.decision_request_id);
  out.Text(ReferralStateName(record.state)).Text(record.officer);
  out.Text(record.answer ? ResolutionName(*record.answer) : "").Text(record.ground);
  return out.Take();
}

std::string RequestBytes(const CrossingRequest& request, std::string_view fingerprint) {
  CborWriter out;
  // Without a purpose as before there was one: a retry over an upgrade has the hash it had.
  out.Array(request.purpose ? 8 : 7).Text(request.request_id);
  Put(out, request.lane);
  out.Text(ServiceLevelName(request.level)).Bytes(fingerprint);
  Put(out, request.findings);
  out.Text(request.booking_id);
  Put(out, request.observed_at);
  if (request.purpose) Put(out, request.purpose);
  return out.Take();
}

std::string RequestBytes(const Passage& passage, std::string_view fingerprint) {
  CborWriter out;
  // Without a finding as before there was one.
  const auto& finding = passage.booking_finding;
  out.Array(finding ? 7 : 6).Text(passage.request_id).Text(passage.decision_request_id);
  Put(out, passage.lane);
  out.Bytes(fingerprint).Text(passage.booking_id);
  Put(out, passage.passed_at);
  if (finding) Put(out, std::vector<Finding>{*finding});
  return out.Take();
}

std::string RequestBytes(const Abandonment& abandonment, std::string_view seal_fingerprint) {
  CborWriter out;
  // Without a seal as before there was one.
  const auto& seal = abandonment.seal;
  out.Array(seal ? 8 : 5).Text(abandonment.request_id).Text(abandonment.decision_request_id);
  Put(out, abandonment.lane);
  out.Text(AbandonmentCauseName(abandonment.cause));
  Put(out, abandonment.at);
  if (!seal) return out.Take();
  out.Bytes(seal_fingerprint).Text(seal->booking_id);
  Put(out, seal->finding ? std::vector<Finding>{*seal->finding} : std::vector<Finding>());
  return out.Take();
}

}  // namespace clearance
