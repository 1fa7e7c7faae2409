#include "db/row_codec.h"

#include <limits>

#include "common/base/cbor.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

Status CorruptRow(std::string_view what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a stored row: " + std::string(what));
}

// Writes the fields of a record one after the other.
class RowWriter {
 public:
  void Text(std::string_view text) { cbor_.Bytes(text); }
  void Int(std::int64_t number) { cbor_.Int(number); }
  void Bool(bool yes) { cbor_.Bool(yes); }
  void At(Instant instant) { cbor_.Int(ToUnixMs(instant)); }
  void Day(Date date) { cbor_.Int(date.time_since_epoch().count()); }
  template <typename Value, typename Write>
  void Optional(const std::optional<Value>& value, Write write) {
    if (value) {
      write(*value);
    } else {
      cbor_.Null();
    }
  }
  template <typename Value, typename Write>
  void Each(const std::vector<Value>& values, Write write) {
    cbor_.Array(values.size());
    for (const Value& value : values) write(value);
  }
  std::string Take() { return cbor_.Take(); }

 private:
  CborWriter cbor_;
};

// Reads them back. After the first error everything reads as empty, and Finish tells it.
class RowReader {
 public:
  explicit RowReader(std::string_view row) : cbor_(row) {}

  std::string Text() { return Take(cbor_.Bytes()); }
  std::int64_t Int() { return Take(cbor_.Int()); }
  bool Bool() { return Take(cbor_.Bool()); }
  Instant At() { return FromUnixMs(Int()); }
  Date Day() { return Date(Days(static_cast<int>(Int()))); }

  int SmallInt() {
    const std::int64_t number = Int();
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
      Fail("a number too large");
    return status_.ok() ? static_cast<int>(number) : 0;
  }

  std::uint64_t Unsigned() {
    const std::int64_t number = Int();
    if (number < 0) Fail("a number below zero");
    return status_.ok() ? static_cast<std::uint64_t>(number) : 0;
  }

  // A value of an enumeration by its name.
  template <typename Enum>
  Enum Named(std::optional<Enum> (*parse)(std::string_view)) {
    const std::optional<Enum> value = parse(Text());
    if (!value) Fail("an unknown name");
    return value.value_or(Enum{});
  }

  template <typename Read>
  auto Optional(Read read) -> std::optional<decltype(read())> {
    if (!status_.ok() || cbor_.NullNext()) return std::nullopt;
    return read();
  }

  template <typename Read>
  auto Each(Read read) -> std::vector<decltype(read())> {
    std::vector<decltype(read())> values;
    const std::uint64_t count = Take(cbor_.Array());
    for (std::uint64_t i = 0; i < count && status_.ok(); ++i) values.push_back(read());
    return values;
  }

  // True when something is left to read.
  bool More() const { return status_.ok() && !cbor_.Finish().ok(); }

  Status Finish() {
    if (status_.ok() && !cbor_.Finish().ok()) Fail("bytes are left");
    return status_;
  }

 private:
  void Fail(std::string_view what) {
    if (status_.ok()) status_ = CorruptRow(what);
  }

  template <typename Value>
  Value Take(StatusOr<Value> read) {
    if (!status_.ok()) return Value{};
    if (read.ok()) return *std::move(read);
    Fail("not of its form");
    return Value{};
  }

  CborReader cbor_;
  Status status_;
};

void WriteTerritory(RowWriter& out, Territory territory) { out.Text(TerritoryName(territory)); }
Territory ReadTerritory(RowReader& in) { return in.Named(&ParseTerritory); }

void WriteLane(RowWriter& out, const LaneProfile& lane) {
  out.Text(lane.lane_id);
  out.Text(lane.port);
  out.Text(lane.lane_group);
  WriteTerritory(out, lane.authority);
  WriteTerritory(out, lane.movement.from);
  WriteTerritory(out, lane.movement.to);
  out.Bool(lane.sides.exit);
  out.Bool(lane.sides.entry);
}

LaneProfile ReadLane(RowReader& in) {
  LaneProfile lane;
  lane.lane_id = in.Text();
  lane.port = in.Text();
  lane.lane_group = in.Text();
  lane.authority = ReadTerritory(in);
  lane.movement.from = ReadTerritory(in);
  lane.movement.to = ReadTerritory(in);
  lane.sides.exit = in.Bool();
  lane.sides.entry = in.Bool();
  return lane;
}

void WriteReason(RowWriter& out, const Reason& reason) {
  out.Text(ReasonCodeName(reason.code));
  out.Optional(reason.side, [&](Side side) { out.Bool(side == Side::kEntry); });
  out.Optional(reason.territory, [&](Territory territory) { WriteTerritory(out, territory); });
  out.Optional(reason.days, [&](int days) { out.Int(days); });
  out.Optional(reason.date, [&](Date date) { out.Day(date); });
  out.Text(reason.limit);
  out.Text(reason.detail);
}

Reason ReadReason(RowReader& in) {
  Reason reason;
  reason.code = in.Named(&ParseReasonCode);
  reason.side = in.Optional([&] { return in.Bool() ? Side::kEntry : Side::kExit; });
  reason.territory = in.Optional([&] { return ReadTerritory(in); });
  reason.days = in.Optional([&] { return in.SmallInt(); });
  reason.date = in.Optional([&] { return in.Day(); });
  reason.limit = in.Text();
  reason.detail = in.Text();
  return reason;
}

void WriteStayAnswer(RowWriter& out, const StayAnswer& stay) {
  WriteTerritory(out, stay.territory);
  out.Text(stay.regime);
  out.Int(stay.days_used);
  out.Optional(stay.longest_stay_days, [&](int days) { out.Int(days); });
  out.Optional(stay.must_leave_by, [&](Date date) { out.Day(date); });
  out.Text(stay.binding_limit);
  out.Optional(stay.earliest_entry, [&](Date date) { out.Day(date); });
  out.Int(stay.unlawful_days);
}

StayAnswer ReadStayAnswer(RowReader& in) {
  StayAnswer stay;
  stay.territory = ReadTerritory(in);
  stay.regime = in.Text();
  stay.days_used = in.SmallInt();
  stay.longest_stay_days = in.Optional([&] { return in.SmallInt(); });
  stay.must_leave_by = in.Optional([&] { return in.Day(); });
  stay.binding_limit = in.Text();
  stay.earliest_entry = in.Optional([&] { return in.Day(); });
  stay.unlawful_days = in.SmallInt();
  return stay;
}

void WriteInspection(RowWriter& out, const Inspection& inspection) {
  out.At(inspection.at);
  out.Each(inspection.findings, [&](const InspectionFinding& finding) {
    out.Text(InspectionCheckName(finding.check));
    out.Text(InspectionResultName(finding.result));
    out.Text(InspectionReasonName(finding.reason));
    out.Int(finding.took.count());
  });
}

Inspection ReadInspection(RowReader& in) {
  Inspection inspection;
  inspection.at = in.At();
  inspection.findings = in.Each([&] {
    InspectionFinding finding;
    finding.check = in.Named(&ParseInspectionCheck);
    finding.result = in.Named(&ParseInspectionResult);
    finding.reason = in.Named(&ParseInspectionReason);
    finding.took = std::chrono::microseconds(in.Int());
    return finding;
  });
  return inspection;
}

void WriteUse(RowWriter& out, const BookingUseRecord& use) {
  out.Int(static_cast<std::int64_t>(use.position));
  out.Text(use.lane_id);
  out.At(use.at);
}

BookingUseRecord ReadUse(RowReader& in) {
  BookingUseRecord use;
  use.position = in.Unsigned();
  use.lane_id = in.Text();
  use.at = in.At();
  return use;
}

void WriteResolution(RowWriter& out, Resolution resolution) { out.Text(ResolutionName(resolution)); }
Resolution ReadResolution(RowReader& in) { return in.Named(&ParseResolution); }

template <typename Record>
StatusOr<Record> Finished(RowReader& in, Record record) {
  RETURN_IF_ERROR(in.Finish());
  return record;
}

}  // namespace

std::string EncodeReferral(const Referral& referral) {
  RowWriter out;
  out.Text(referral.referral_id);
  out.Text(ReferralKindName(referral.kind));
  out.Text(referral.decision_request_id);
  WriteLane(out, referral.lane);
  out.Text(referral.traveller);
  out.Text(DocumentKindName(referral.document_kind));
  out.Text(referral.nationality);
  out.Each(referral.reasons, [&](const Reason& reason) { WriteReason(out, reason); });
  out.Optional(referral.stay, [&](const StayAnswer& stay) { WriteStayAnswer(out, stay); });
  out.Text(ReferralStateName(referral.state));
  out.Text(referral.claimed_by);
  out.Optional(referral.proposed, [&](Resolution resolution) { WriteResolution(out, resolution); });
  out.Text(referral.proposed_by);
  out.Optional(referral.resolution, [&](Resolution resolution) { WriteResolution(out, resolution); });
  out.Text(referral.resolved_by);
  out.Text(referral.ground);
  out.At(referral.opened_at);
  out.At(referral.changed_at);
  // What came later stands at the end, and only where there is something: older rows end before.
  const bool names_booking = !referral.booking_id.empty();
  const bool names_documents = names_booking || !referral.earlier_document.empty();
  if (names_documents || !referral.inspection.findings.empty()) WriteInspection(out, referral.inspection);
  if (names_documents) out.Text(referral.earlier_document);
  if (!names_booking) return out.Take();
  out.Text(referral.booking_id);
  out.Each(referral.booking_uses, [&](const BookingUseRecord& use) { WriteUse(out, use); });
  return out.Take();
}

StatusOr<Referral> DecodeReferral(std::string_view row) {
  RowReader in(row);
  Referral referral;
  referral.referral_id = in.Text();
  referral.kind = in.Named(&ParseReferralKind);
  referral.decision_request_id = in.Text();
  referral.lane = ReadLane(in);
  referral.traveller = in.Text();
  referral.document_kind = in.Named(&ParseDocumentKind);
  referral.nationality = in.Text();
  referral.reasons = in.Each([&] { return ReadReason(in); });
  referral.stay = in.Optional([&] { return ReadStayAnswer(in); });
  referral.state = in.Named(&ParseReferralState);
  referral.claimed_by = in.Text();
  referral.proposed = in.Optional([&] { return ReadResolution(in); });
  referral.proposed_by = in.Text();
  referral.resolution = in.Optional([&] { return ReadResolution(in); });
  referral.resolved_by = in.Text();
  referral.ground = in.Text();
  referral.opened_at = in.At();
  referral.changed_at = in.At();
  // Rows from before there were inspections end here, as those of documents that were not inspected.
  if (in.More()) referral.inspection = ReadInspection(in);
  if (in.More()) referral.earlier_document = in.Text();
  if (in.More()) {
    referral.booking_id = in.Text();
    referral.booking_uses = in.Each([&] { return ReadUse(in); });
  }
  return Finished(in, std::move(referral));
}

std::string EncodeOpenDecision(const OpenDecision& decision) {
  RowWriter out;
  out.Text(decision.request_id);
  out.Text(decision.traveller);
  WriteLane(out, decision.lane);
  out.Text(decision.booking_id);
  out.Text(VerdictName(decision.verdict));
  out.At(decision.decided_at);
  out.At(decision.valid_until);
  out.Int(static_cast<std::int64_t>(decision.position));
  return out.Take();
}

StatusOr<OpenDecision> DecodeOpenDecision(std::string_view row) {
  RowReader in(row);
  OpenDecision decision;
  decision.request_id = in.Text();
  decision.traveller = in.Text();
  decision.lane = ReadLane(in);
  decision.booking_id = in.Text();
  decision.verdict = in.Named(&ParseVerdict);
  decision.decided_at = in.At();
  decision.valid_until = in.At();
  decision.position = in.Unsigned();
  return Finished(in, std::move(decision));
}

std::string EncodeGateCommand(const GateCommand& command) {
  RowWriter out;
  out.Int(static_cast<std::int64_t>(command.sequence));
  out.Text(command.gate_id);
  out.Text(command.lane_id);
  out.Text(command.referral_id);
  out.Text(command.decision_request_id);
  WriteResolution(out, command.resolution);
  out.At(command.issued_at);
  out.At(command.expires_at);
  if (command.level) out.Text(ServiceLevelName(*command.level));
  return out.Take();
}

StatusOr<GateCommand> DecodeGateCommand(std::string_view row) {
  RowReader in(row);
  GateCommand command;
  command.sequence = in.Unsigned();
  command.gate_id = in.Text();
  command.lane_id = in.Text();
  command.referral_id = in.Text();
  command.decision_request_id = in.Text();
  command.resolution = ReadResolution(in);
  command.issued_at = in.At();
  command.expires_at = in.At();
  if (in.More()) command.level = in.Named(&ParseServiceLevel);
  return Finished(in, std::move(command));
}

std::string EncodeLaneStatus(const LaneStatus& status) {
  RowWriter out;
  out.Text(status.gate_id);
  WriteLane(out, status.report.lane);
  out.Text(status.report.phase);
  out.Text(ServiceLevelName(status.report.level));
  out.Each(status.report.faults, [&](const ReportedFault& fault) {
    out.Text(fault.code);
    out.At(fault.since);
  });
  out.At(status.report.reported_at);
  out.Int(status.report.outbox_waiting);
  out.At(status.received_at);
  if (status.ordered_level) out.Text(ServiceLevelName(*status.ordered_level));
  return out.Take();
}

StatusOr<LaneStatus> DecodeLaneStatus(std::string_view row) {
  RowReader in(row);
  LaneStatus status;
  status.gate_id = in.Text();
  status.report.lane = ReadLane(in);
  status.report.phase = in.Text();
  status.report.level = in.Named(&ParseServiceLevel);
  status.report.faults = in.Each([&] {
    ReportedFault fault;
    fault.code = in.Text();
    fault.since = in.At();
    return fault;
  });
  status.report.reported_at = in.At();
  status.report.outbox_waiting = in.SmallInt();
  status.received_at = in.At();
  if (in.More()) status.ordered_level = in.Named(&ParseServiceLevel);
  return Finished(in, std::move(status));
}

}  // namespace clearance
