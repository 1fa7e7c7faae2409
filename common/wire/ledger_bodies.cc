#include "common/wire/ledger_bodies.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/base/cbor.h"

namespace clearance {
namespace {

constexpr std::int64_t kBodyVersion = 1;
constexpr std::int64_t kDecisionBodyVersion = 2;
constexpr std::int64_t kDecisionWithInspectionVersion = 3;
constexpr std::uint64_t kDecisionItems = 18;
constexpr std::uint64_t kOlderDecisionItems = 16;  // without a purpose and the side of the stay
constexpr std::uint64_t kFindingItems = 5;
constexpr std::uint64_t kInspectedFindingItems = 6;
constexpr std::uint64_t kCompletenessItems = 3;
constexpr std::uint64_t kKeyErasedItems = 5;
constexpr std::int64_t kMillionths = 1'000'000;
constexpr Date kFirstDay = MakeDate(1900, 1, 1);
constexpr Date kLastDay = MakeDate(2199, 12, 31);

Status Malformed(std::string_view problem) { return InvalidField("body", problem); }

Status ExpectArray(CborReader& in, std::uint64_t items) {
  ASSIGN_OR_RETURN(const std::uint64_t found, in.Array());
  return found == items ? OkStatus() : Malformed("an array has another number of items");
}

Status ExpectVersion(CborReader& in, std::int64_t expected) {
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  return version == expected ? OkStatus() : Malformed("is of another version");
}

StatusOr<int> ReadInt(CborReader& in) {
  ASSIGN_OR_RETURN(const std::int64_t number, in.Int());
  if (!std::in_range<int>(number)) return Malformed("a number is out of range");
  return static_cast<int>(number);
}

StatusOr<std::optional<int>> ReadOptionalInt(CborReader& in) {
  if (in.NullNext()) return std::optional<int>();
  ASSIGN_OR_RETURN(const int number, ReadInt(in));
  return std::optional<int>(number);
}

StatusOr<Date> ReadDate(CborReader& in) {
  ASSIGN_OR_RETURN(const int day, ReadInt(in));
  const Date date{Days(day)};
  if (date < kFirstDay || date > kLastDay) return Malformed("a day is out of range");
  return date;
}

StatusOr<std::optional<Date>> ReadOptionalDate(CborReader& in) {
  if (in.NullNext()) return std::optional<Date>();
  ASSIGN_OR_RETURN(const Date date, ReadDate(in));
  return std::optional<Date>(date);
}

StatusOr<Instant> ReadInstant(CborReader& in) {
  ASSIGN_OR_RETURN(const std::int64_t unix_ms, in.Int());
  return FromUnixMs(unix_ms);
}

// A similarity in millionths.
StatusOr<std::optional<double>> ReadSimilarity(CborReader& in) {
  if (in.NullNext()) return std::optional<double>();
  ASSIGN_OR_RETURN(const std::int64_t millionths, in.Int());
  if (millionths < -kMillionths || millionths > kMillionths) return Malformed("a similarity is out of range");
  return std::optional<double>(static_cast<double>(millionths) / static_cast<double>(kMillionths));
}

template <typename Enum>
StatusOr<Enum> ReadName(CborReader& in, std::optional<Enum> (*parse)(std::string_view)) {
  ASSIGN_OR_RETURN(const std::string name, in.Text());
  const std::optional<Enum> value = parse(name);
  if (!value) return Malformed("a name is none of its list");
  return *value;
}

// A name, or "" for none.
template <typename Enum>
StatusOr<std::optional<Enum>> ReadOptionalName(CborReader& in, std::optional<Enum> (*parse)(std::string_view)) {
  ASSIGN_OR_RETURN(const std::string name, in.Text());
  if (name.empty()) return std::optional<Enum>();
  const std::optional<Enum> value = parse(name);
  if (!value) return Malformed("a name is none of its list");
  return value;
}

std::optional<Side> ParseSide(std::string_view name) {
  if (name == "EXIT") return Side::kExit;
  return name == "ENTRY" ? std::optional(Side::kEntry) : std::nullopt;
}

StatusOr<LaneProfile> ReadLane(CborReader& in) {
  LaneProfile lane;
  RETURN_IF_ERROR(ExpectArray(in, 7));
  ASSIGN_OR_RETURN(lane.lane_id, in.Text());
  ASSIGN_OR_RETURN(lane.port, in.Text());
  ASSIGN_OR_RETURN(lane.lane_group, in.Text());
  ASSIGN_OR_RETURN(lane.authority, ReadName(in, ParseTerritory));
  RETURN_IF_ERROR(ExpectArray(in, 2));
  ASSIGN_OR_RETURN(lane.movement.from, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(lane.movement.to, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(lane.sides.exit, in.Bool());
  ASSIGN_OR_RETURN(lane.sides.entry, in.Bool());
  return lane;
}

template <typename Value>
StatusOr<std::vector<Value>> ReadList(CborReader& in, StatusOr<Value> (*read)(CborReader&)) {
  std::vector<Value> values;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  for (std::uint64_t i = 0; i < items; ++i) {
    ASSIGN_OR_RETURN(Value value, read(in));
    values.push_back(std::move(value));
  }
  return values;
}

StatusOr<InspectionFinding> ReadInspectionFinding(CborReader& in) {
  InspectionFinding finding;
  RETURN_IF_ERROR(ExpectArray(in, 4));
  ASSIGN_OR_RETURN(finding.check, ReadName(in, ParseInspectionCheck));
  ASSIGN_OR_RETURN(finding.result, ReadName(in, ParseInspectionResult));
  ASSIGN_OR_RETURN(finding.reason, ReadName(in, ParseInspectionReason));
  ASSIGN_OR_RETURN(const std::int64_t took, in.Int());
  if (took < 0 || took > kMaxInspectionTime.count()) return Malformed("a time is out of range");
  finding.took = std::chrono::microseconds(took);
  return finding;
}

StatusOr<Inspection> ReadInspection(CborReader& in) {
  Inspection inspection;
  RETURN_IF_ERROR(ExpectArray(in, 2));
  ASSIGN_OR_RETURN(inspection.at, ReadInstant(in));
  ASSIGN_OR_RETURN(inspection.findings, ReadList(in, ReadInspectionFinding));
  if (inspection.findings.empty()) return Malformed("an inspection without a check");
  for (std::size_t i = 1; i < inspection.findings.size(); ++i) {
    if (inspection.findings[i].check <= inspection.findings[i - 1].check)
      return Malformed("the checks of an inspection are not in order");
  }
  return inspection;
}

StatusOr<Finding> ReadFinding(CborReader& in) {
  Finding finding;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  if (items != kFindingItems && items != kInspectedFindingItems)
    return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(finding.check, ReadName(in, ParseCheckKind));
  ASSIGN_OR_RETURN(finding.result, ReadName(in, ParseFindingResult));
  ASSIGN_OR_RETURN(finding.cause, ReadName(in, ParseFindingCause));
  ASSIGN_OR_RETURN(finding.score, ReadSimilarity(in));
  ASSIGN_OR_RETURN(finding.threshold, ReadSimilarity(in));
  if (items == kInspectedFindingItems) {
    if (finding.check != CheckKind::kDocument) return Malformed("only a document is inspected");
    ASSIGN_OR_RETURN(finding.inspection, ReadInspection(in));
  }
  return finding;
}

StatusOr<Reason> ReadReason(CborReader& in) {
  Reason reason;
  RETURN_IF_ERROR(ExpectArray(in, 7));
  ASSIGN_OR_RETURN(reason.code, ReadName(in, ParseReasonCode));
  ASSIGN_OR_RETURN(reason.side, ReadOptionalName(in, ParseSide));
  ASSIGN_OR_RETURN(reason.territory, ReadOptionalName(in, ParseTerritory));
  ASSIGN_OR_RETURN(reason.days, ReadOptionalInt(in));
  ASSIGN_OR_RETURN(reason.date, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(reason.limit, in.Text());
  ASSIGN_OR_RETURN(reason.detail, in.Text());
  return reason;
}

StatusOr<std::optional<StayAnswer>> ReadStay(CborReader& in) {
  if (in.NullNext()) return std::optional<StayAnswer>();
  StayAnswer stay;
  RETURN_IF_ERROR(ExpectArray(in, 8));
  ASSIGN_OR_RETURN(stay.territory, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(stay.regime, in.Text());
  ASSIGN_OR_RETURN(stay.days_used, ReadInt(in));
  ASSIGN_OR_RETURN(stay.longest_stay_days, ReadOptionalInt(in));
  ASSIGN_OR_RETURN(stay.must_leave_by, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(stay.binding_limit, in.Text());
  ASSIGN_OR_RETURN(stay.earliest_entry, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(stay.unlawful_days, ReadInt(in));
  return std::optional<StayAnswer>(std::move(stay));
}

StatusOr<DataPurpose> ReadDataPurpose(CborReader& in) { return ReadName(in, ParseDataPurpose); }

Status ReadRequest(CborReader& in, bool older_form, CrossingRequest& request) {
  ASSIGN_OR_RETURN(request.lane, ReadLane(in));
  ASSIGN_OR_RETURN(request.level, ReadName(in, ParseServiceLevel));
  ASSIGN_OR_RETURN(request.document.kind, ReadName(in, ParseDocumentKind));
  ASSIGN_OR_RETURN(request.document.nationality, in.Text());
  ASSIGN_OR_RETURN(request.findings, ReadList(in, ReadFinding));
  ASSIGN_OR_RETURN(request.booking_id, in.Text());
  ASSIGN_OR_RETURN(request.observed_at, ReadInstant(in));
  if (!older_form) {
    ASSIGN_OR_RETURN(request.purpose, ReadOptionalName(in, ParsePurpose));
  }
  return OkStatus();
}

Status ReadAnswer(CborReader& in, bool older_form, DecideAnswer& answer) {
  Decision& decision = answer.decision;
  ASSIGN_OR_RETURN(decision.verdict, ReadName(in, ParseVerdict));
  ASSIGN_OR_RETURN(decision.reasons, ReadList(in, ReadReason));
  ASSIGN_OR_RETURN(decision.stay, ReadStay(in));
  if (!older_form) {
    ASSIGN_OR_RETURN(decision.stay_side, ReadOptionalName(in, ParseSide));
  }
  ASSIGN_OR_RETURN(decision.completeness, ReadName(in, ParseHistoryCompleteness));
  ASSIGN_OR_RETURN(decision.rule_book_version, in.Text());
  ASSIGN_OR_RETURN(decision.valid_until, ReadInstant(in));
  ASSIGN_OR_RETURN(answer.referral_id, in.Text());
  return OkStatus();
}

}  // namespace

StatusOr<DecisionRecord> ReadDecisionBody(std::string_view body) {
  CborReader in(body);
  DecisionRecord record;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  const bool older_form = items == kOlderDecisionItems;
  if (!older_form && items != kDecisionItems) return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  const bool inspected = !older_form && version == kDecisionWithInspectionVersion;
  if (!inspected && version != (older_form ? kBodyVersion : kDecisionBodyVersion))
    return Malformed("is of another version");
  RETURN_IF_ERROR(ReadRequest(in, older_form, record.request));
  if ((FindInspection(record.request.findings) != nullptr) != inspected) return Malformed("is of another version");
  ASSIGN_OR_RETURN(const std::int64_t seen, in.Int());
  if (seen < 0) return Malformed("a position is negative");
  record.seen_position = static_cast<std::uint64_t>(seen);
  RETURN_IF_ERROR(ReadAnswer(in, older_form, record.answer));
  RETURN_IF_ERROR(in.Finish());
  return record;
}

StatusOr<std::optional<CompletenessRecord>> ReadCompletenessBody(std::string_view body) {
  CborReader in(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  if (items != kCompletenessItems) return std::optional<CompletenessRecord>();
  CompletenessRecord record;
  RETURN_IF_ERROR(ExpectVersion(in, kBodyVersion));
  ASSIGN_OR_RETURN(record.territory, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(record.from, ReadDate(in));
  RETURN_IF_ERROR(in.Finish());
  return std::optional<CompletenessRecord>(record);
}

StatusOr<KeyErasure> ReadKeyErasedBody(std::string_view body) {
  CborReader in(body);
  KeyErasure erasure;
  RETURN_IF_ERROR(ExpectArray(in, kKeyErasedItems));
  RETURN_IF_ERROR(ExpectVersion(in, kBodyVersion));
  ASSIGN_OR_RETURN(erasure.subject, in.Bytes());
  ASSIGN_OR_RETURN(erasure.purposes, ReadList(in, ReadDataPurpose));
  ASSIGN_OR_RETURN(erasure.author, in.Text());
  ASSIGN_OR_RETURN(erasure.reason, in.Text());
  RETURN_IF_ERROR(in.Finish());
  RETURN_IF_ERROR(ValidateKeyErasure(erasure));
  return erasure;
}

}  // namespace clearance
