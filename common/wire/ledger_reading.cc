#include "common/wire/ledger_reading.h"

#include "common/base/uuid_bytes.h"

namespace clearance {
namespace {

constexpr std::uint64_t kUnmeasuredFindingItems = 3;
constexpr std::uint64_t kFindingItems = 5;
constexpr std::uint64_t kInspectedFindingItems = 6;
constexpr std::uint64_t kInspectionFindingItems = 4;
constexpr std::int64_t kMillionths = 1'000'000;
constexpr Date kFirstDay = MakeDate(1900, 1, 1);
constexpr Date kLastDay = MakeDate(2199, 12, 31);

// A similarity in millionths.
StatusOr<std::optional<double>> ReadSimilarity(CborReader& in) {
  if (in.NullNext()) return std::optional<double>();
  ASSIGN_OR_RETURN(const std::int64_t millionths, in.Int());
  if (millionths < -kMillionths || millionths > kMillionths) return Malformed("a similarity is out of range");
  return std::optional<double>(static_cast<double>(millionths) / static_cast<double>(kMillionths));
}

StatusOr<InspectionFinding> ReadInspectionFinding(CborReader& in, ListForm form) {
  InspectionFinding finding;
  if (form == ListForm::kNames) RETURN_IF_ERROR(ExpectArray(in, kInspectionFindingItems));
  ASSIGN_OR_RETURN(finding.check, ReadListed(in, form, ParseInspectionCheck));
  ASSIGN_OR_RETURN(finding.result, ReadListed(in, form, ParseInspectionResult));
  ASSIGN_OR_RETURN(finding.reason, ReadListed(in, form, ParseInspectionReason));
  ASSIGN_OR_RETURN(const std::int64_t took, in.Int());
  if (took < 0 || took > kMaxInspectionTime.count()) return Malformed("a time is out of range");
  finding.took = std::chrono::microseconds(took);
  return finding;
}

// The moment, then the checks: each, or all together, in an array.
StatusOr<Inspection> ReadInspection(CborReader& in, ListForm form) {
  Inspection inspection;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(inspection.at, ReadInstant(in));
  std::uint64_t checks = items / kInspectionFindingItems;
  if (form == ListForm::kNames) {
    if (items != 2) return Malformed("an array has another number of items");
    ASSIGN_OR_RETURN(checks, in.Array());
  } else if (items % kInspectionFindingItems != 1) {
    return Malformed("an array has another number of items");
  }
  for (std::uint64_t i = 0; i < checks; ++i) {
    ASSIGN_OR_RETURN(const InspectionFinding finding, ReadInspectionFinding(in, form));
    if (i > 0 && finding.check <= inspection.findings.back().check)
      return Malformed("the checks of an inspection are not in order");
    inspection.findings.push_back(finding);
  }
  if (checks == 0) return Malformed("an inspection without a check");
  return inspection;
}

StatusOr<Finding> ReadFinding(CborReader& in, ListForm form) {
  Finding finding;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  const bool unmeasured = form == ListForm::kNumbers && items == kUnmeasuredFindingItems;
  if (!unmeasured && items != kFindingItems && items != kInspectedFindingItems)
    return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(finding.check, ReadListed(in, form, ParseCheckKind));
  ASSIGN_OR_RETURN(finding.result, ReadListed(in, form, ParseFindingResult));
  ASSIGN_OR_RETURN(finding.cause, ReadListed(in, form, ParseFindingCause));
  if (unmeasured) return finding;
  ASSIGN_OR_RETURN(finding.score, ReadSimilarity(in));
  ASSIGN_OR_RETURN(finding.threshold, ReadSimilarity(in));
  if (items == kInspectedFindingItems) {
    if (finding.check != CheckKind::kDocument) return Malformed("only a document is inspected");
    ASSIGN_OR_RETURN(finding.inspection, ReadInspection(in, form));
  } else if (form == ListForm::kNumbers && !finding.score && !finding.threshold) {
    return Malformed("nothing was measured");
  }
  return finding;
}

StatusOr<Reason> ReadReason(CborReader& in, ListForm form) {
  Reason reason;
  RETURN_IF_ERROR(ExpectArray(in, 7));
  ASSIGN_OR_RETURN(reason.code, ReadListed(in, form, ParseReasonCode));
  ASSIGN_OR_RETURN(reason.side, ReadOptionalListed(in, form, ParseSide));
  ASSIGN_OR_RETURN(reason.territory, ReadOptionalListed(in, form, ParseTerritory));
  ASSIGN_OR_RETURN(reason.days, ReadOptionalInt(in));
  ASSIGN_OR_RETURN(reason.date, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(reason.limit, in.Text());
  ASSIGN_OR_RETURN(reason.detail, in.Text());
  return reason;
}

}  // namespace

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

StatusOr<std::uint64_t> ReadPosition(CborReader& in) {
  ASSIGN_OR_RETURN(const std::int64_t position, in.Int());
  if (position < 0) return Malformed("a position is negative");
  return static_cast<std::uint64_t>(position);
}

StatusOr<std::string> ReadId(CborReader& in) {
  ASSIGN_OR_RETURN(const std::string bytes, in.Bytes());
  std::optional<std::string> id = UuidFromBytes(bytes);
  if (!id) return Malformed("an id has not 16 bytes");
  return *std::move(id);
}

StatusOr<std::string> ReadOptionalId(CborReader& in) {
  if (in.NullNext()) return std::string();
  return ReadId(in);
}

StatusOr<Instant> ReadInstant(CborReader& in) {
  ASSIGN_OR_RETURN(const std::int64_t unix_ms, in.Int());
  return FromUnixMs(unix_ms);
}

std::optional<Side> ParseSide(std::string_view name) {
  if (name == "EXIT") return Side::kExit;
  return name == "ENTRY" ? std::optional(Side::kEntry) : std::nullopt;
}

StatusOr<LaneProfile> ReadLane(CborReader& in, ListForm form) {
  const bool in_full = form == ListForm::kNames;
  LaneProfile lane;
  RETURN_IF_ERROR(ExpectArray(in, in_full ? 7 : 6));
  if (in_full) {
    ASSIGN_OR_RETURN(lane.lane_id, in.Text());
    ASSIGN_OR_RETURN(lane.port, in.Text());
  }
  ASSIGN_OR_RETURN(lane.lane_group, in.Text());
  ASSIGN_OR_RETURN(lane.authority, ReadListed(in, form, ParseTerritory));
  if (in_full) RETURN_IF_ERROR(ExpectArray(in, 2));
  ASSIGN_OR_RETURN(lane.movement.from, ReadListed(in, form, ParseTerritory));
  ASSIGN_OR_RETURN(lane.movement.to, ReadListed(in, form, ParseTerritory));
  ASSIGN_OR_RETURN(lane.sides.exit, in.Bool());
  ASSIGN_OR_RETURN(lane.sides.entry, in.Bool());
  return lane;
}

StatusOr<std::vector<Finding>> ReadFindings(CborReader& in, ListForm form) {
  return ReadList(in, [form](CborReader& item) { return ReadFinding(item, form); });
}

StatusOr<std::vector<Reason>> ReadReasons(CborReader& in, ListForm form) {
  return ReadList(in, [form](CborReader& item) { return ReadReason(item, form); });
}

StatusOr<std::optional<StayAnswer>> ReadStayAnswer(CborReader& in, ListForm form) {
  if (in.NullNext()) return std::optional<StayAnswer>();
  StayAnswer stay;
  RETURN_IF_ERROR(ExpectArray(in, 8));
  ASSIGN_OR_RETURN(stay.territory, ReadListed(in, form, ParseTerritory));
  ASSIGN_OR_RETURN(stay.regime, in.Text());
  ASSIGN_OR_RETURN(stay.days_used, ReadInt(in));
  ASSIGN_OR_RETURN(stay.longest_stay_days, ReadOptionalInt(in));
  ASSIGN_OR_RETURN(stay.must_leave_by, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(stay.binding_limit, in.Text());
  ASSIGN_OR_RETURN(stay.earliest_entry, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(stay.unlawful_days, ReadInt(in));
  return std::optional<StayAnswer>(std::move(stay));
}

StatusOr<std::optional<ShownDocument>> ReadShown(CborReader& in) {
  if (in.NullNext()) return std::optional<ShownDocument>();
  ShownDocument shown;
  RETURN_IF_ERROR(ExpectArray(in, 3));
  ASSIGN_OR_RETURN(shown.national_key, in.Bytes());
  ASSIGN_OR_RETURN(shown.facts_key, in.Bytes());
  ASSIGN_OR_RETURN(shown.sealed_fields, in.Bytes());
  return std::optional<ShownDocument>(std::move(shown));
}

}  // namespace clearance
