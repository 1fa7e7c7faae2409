#include "common/wire/inspection_wire.h"

#include <string>

#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

StatusOr<InspectionFinding> FindingFrom(const v1::InspectionFinding& message) {
  InspectionFinding finding;
  ASSIGN_OR_RETURN(finding.check, FromProtoEnum<InspectionCheck>(message.check(), "check"));
  ASSIGN_OR_RETURN(finding.result, FromProtoEnum<InspectionResult>(message.result(), "result"));
  if (!message.reason().empty()) {
    const auto reason = ParseInspectionReason(message.reason());
    if (!reason) return InvalidField("reason", "is not a known reason");
    finding.reason = *reason;
  }
  if (message.took_us() < 0 || message.took_us() > kMaxInspectionTime.count())
    return InvalidField("took_us", "must be between 0 and 600,000,000");
  finding.took = std::chrono::microseconds(message.took_us());
  return finding;
}

}  // namespace

void ToProto(const Inspection& inspection, v1::Inspection* out) {
  ToProto(inspection.at, out->mutable_at());
  for (const InspectionFinding& finding : inspection.findings) {
    v1::InspectionFinding* added = out->add_findings();
    added->set_check(ToProtoEnum(finding.check));
    added->set_result(ToProtoEnum(finding.result));
    if (finding.reason != InspectionReason::kNone) added->set_reason(std::string(InspectionReasonName(finding.reason)));
    added->set_took_us(finding.took.count());
  }
}

StatusOr<Inspection> FromProto(const v1::Inspection& message) {
  Inspection inspection;
  REQUIRE_FIELD(message, at);
  ASSIGN_OR_RETURN(inspection.at, FromProto(message.at(), "at"));
  if (message.findings().empty()) return InvalidField("findings", "must have one at least");
  for (int i = 0; i < message.findings_size(); ++i) {
    const std::string field = "findings[" + std::to_string(i) + "]";
    CONVERT_FIELD(const InspectionFinding finding, FindingFrom(message.findings(i)), field);
    if (!inspection.findings.empty() && finding.check <= inspection.findings.back().check)
      return InvalidField(field + ".check", "stands twice or out of order");
    inspection.findings.push_back(finding);
  }
  return inspection;
}

}  // namespace clearance
