#include "common/wire/crossing_wire.h"

#include <cmath>

#include "common/wire/fields.h"
#include "common/wire/inspection_wire.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxPort = 32;

Status CheckSimilarity(double value, std::string_view field) {
  if (!std::isfinite(value) || value < -1 || value > 1) return InvalidField(field, "must be between -1 and 1");
  return OkStatus();
}

StatusOr<std::vector<Finding>> FindingsFromProto(const v1::DecideCrossingRequest& message) {
  std::vector<Finding> findings;
  for (int i = 0; i < message.findings_size(); ++i) {
    const std::string field = "findings[" + std::to_string(i) + "]";
    CONVERT_FIELD(Finding finding, FromProto(message.findings(i)), field);
    if (FindFinding(findings, finding.check) != nullptr)
      return InvalidField(field + ".check", "there is already a finding of this kind");
    findings.push_back(finding);
  }
  return findings;
}

StatusOr<Finding> BookingFindingFrom(const v1::Finding& message) {
  ASSIGN_OR_RETURN(Finding finding, FromProto(message));
  if (finding.check != CheckKind::kBooking) return InvalidField("check", "must be BOOKING");
  return finding;
}

StatusOr<ShownSeal> ShownSealFrom(const v1::ShownSeal& message) {
  ShownSeal seal;
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(seal.document, FromProto(message.document()), "document");
  RETURN_IF_ERROR(OptionalUuid(message.booking_id(), "booking_id"));
  seal.booking_id = message.booking_id();
  if (message.has_finding()) {
    CONVERT_FIELD(seal.finding, BookingFindingFrom(message.finding()), "finding");
  }
  if (seal.booking_id.empty() && !seal.finding) return InvalidField("booking_id", "is required without a finding");
  return seal;
}

}  // namespace

void ToProto(Movement movement, v1::Movement* out) {
  out->set_from(ToProtoEnum(movement.from));
  out->set_to(ToProtoEnum(movement.to));
}

StatusOr<Movement> FromProto(const v1::Movement& message) {
  ASSIGN_OR_RETURN(const Territory from, FromProtoEnum<Territory>(message.from(), "from"));
  ASSIGN_OR_RETURN(const Territory to, FromProtoEnum<Territory>(message.to(), "to"));
  if (from == to) return InvalidField("to", "must differ from `from`");
  return Movement{from, to};
}

void ToProto(const Document& document, v1::Document* out) {
  out->set_kind(ToProtoEnum(document.kind));
  out->set_issuing_state(document.issuing_state);
  out->set_number(document.number);
  out->set_nationality(document.nationality);
  ToProto(document.birth_date, out->mutable_birth_date());
  if (document.expiry_date) ToProto(*document.expiry_date, out->mutable_expiry_date());
  out->set_sex(ToProtoEnum(document.sex));
  out->set_national_number(document.national_number);
  out->set_primary_identifier(document.primary_identifier);
  out->set_secondary_identifier(document.secondary_identifier);
}

StatusOr<Document> FromProto(const v1::Document& message) {
  Document document;
  ASSIGN_OR_RETURN(document.kind, FromProtoEnum<DocumentKind>(message.kind(), "kind"));
  RETURN_IF_ERROR(RequireUpper(message.issuing_state(), kMaxStateCode, "", "issuing_state"));
  document.issuing_state = message.issuing_state();
  RETURN_IF_ERROR(RequireUpper(message.number(), kMaxDocumentNumber, "", "number"));
  document.number = message.number();
  RETURN_IF_ERROR(RequireUpper(message.nationality(), kMaxStateCode, "", "nationality"));
  document.nationality = message.nationality();
  REQUIRE_FIELD(message, birth_date);
  ASSIGN_OR_RETURN(document.birth_date, FromProto(message.birth_date(), "birth_date"));
  if (message.has_expiry_date()) {
    ASSIGN_OR_RETURN(document.expiry_date, FromProto(message.expiry_date(), "expiry_date"));
  }
  ASSIGN_OR_RETURN(document.sex, FromProtoEnum<Sex>(message.sex(), "sex"));
  if (!message.national_number().empty())
    RETURN_IF_ERROR(RequireUpper(message.national_number(), kMaxDocumentNumber, "", "national_number"));
  document.national_number = message.national_number();
  RETURN_IF_ERROR(OptionalIdentifier(message.primary_identifier(), "primary_identifier"));
  document.primary_identifier = message.primary_identifier();
  RETURN_IF_ERROR(OptionalIdentifier(message.secondary_identifier(), "secondary_identifier"));
  if (document.primary_identifier.empty() && !message.secondary_identifier().empty())
    return InvalidField("secondary_identifier", "needs a primary identifier");
  document.secondary_identifier = message.secondary_identifier();
  return document;
}

void ToProto(const LaneProfile& lane, v1::LaneProfile* out) {
  out->set_lane_id(lane.lane_id);
  out->set_port(lane.port);
  out->set_lane_group(lane.lane_group);
  out->set_authority(ToProtoEnum(lane.authority));
  ToProto(lane.movement, out->mutable_movement());
  out->set_decides_exit(lane.sides.exit);
  out->set_decides_entry(lane.sides.entry);
}

StatusOr<LaneProfile> FromProto(const v1::LaneProfile& message) {
  LaneProfile lane;
  RETURN_IF_ERROR(RequireSlug(message.lane_id(), "lane_id"));
  lane.lane_id = message.lane_id();
  RETURN_IF_ERROR(RequireUpper(message.port(), kMaxPort, "-", "port"));
  lane.port = message.port();
  RETURN_IF_ERROR(RequireSlug(message.lane_group(), "lane_group"));
  lane.lane_group = message.lane_group();
  ASSIGN_OR_RETURN(lane.authority, FromProtoEnum<Territory>(message.authority(), "authority"));
  if (lane.authority == Territory::kIcbc) return InvalidField("authority", "must be CHN or KAZ");
  REQUIRE_FIELD(message, movement);
  CONVERT_FIELD(lane.movement, FromProto(message.movement()), "movement");
  lane.sides = {.exit = message.decides_exit(), .entry = message.decides_entry()};
  if (!lane.sides.exit && !lane.sides.entry) return InvalidField("decides_exit", "a lane decides at least one side");
  return lane;
}

void ToProto(const Finding& finding, v1::Finding* out) {
  out->set_check(ToProtoEnum(finding.check));
  out->set_result(ToProtoEnum(finding.result));
  if (finding.cause != FindingCause::kNone) out->set_cause(std::string(FindingCauseName(finding.cause)));
  if (finding.score) out->set_score(*finding.score);
  if (finding.threshold) out->set_threshold(*finding.threshold);
  if (!finding.inspection.findings.empty()) ToProto(finding.inspection, out->mutable_inspection());
}

StatusOr<Finding> FromProto(const v1::Finding& message) {
  Finding finding;
  ASSIGN_OR_RETURN(finding.check, FromProtoEnum<CheckKind>(message.check(), "check"));
  ASSIGN_OR_RETURN(finding.result, FromProtoEnum<FindingResult>(message.result(), "result"));
  if (!message.cause().empty()) {
    const auto cause = ParseFindingCause(message.cause());
    if (!cause) return InvalidField("cause", "is not a known cause");
    finding.cause = *cause;
  }
  if (message.has_score()) {
    RETURN_IF_ERROR(CheckSimilarity(message.score(), "score"));
    finding.score = message.score();
  }
  if (message.has_threshold()) {
    RETURN_IF_ERROR(CheckSimilarity(message.threshold(), "threshold"));
    finding.threshold = message.threshold();
  }
  if (message.has_inspection()) {
    if (finding.check != CheckKind::kDocument) return InvalidField("inspection", "is of a document only");
    CONVERT_FIELD(finding.inspection, FromProto(message.inspection()), "inspection");
  }
  return finding;
}

void ToProto(const CrossingRequest& request, v1::DecideCrossingRequest* out) {
  out->set_request_id(request.request_id);
  ToProto(request.lane, out->mutable_lane());
  out->set_level(ToProtoEnum(request.level));
  ToProto(request.document, out->mutable_document());
  for (const Finding& finding : request.findings) ToProto(finding, out->add_findings());
  out->set_booking_id(request.booking_id);
  ToProto(request.observed_at, out->mutable_observed_at());
  if (request.purpose) out->set_purpose(ToProtoEnum(*request.purpose));
}

StatusOr<CrossingRequest> FromProto(const v1::DecideCrossingRequest& message) {
  CrossingRequest request;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  request.request_id = message.request_id();
  REQUIRE_FIELD(message, lane);
  CONVERT_FIELD(request.lane, FromProto(message.lane()), "lane");
  ASSIGN_OR_RETURN(request.level, FromProtoEnum<ServiceLevel>(message.level(), "level"));
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(request.document, FromProto(message.document()), "document");
  ASSIGN_OR_RETURN(request.findings, FindingsFromProto(message));
  RETURN_IF_ERROR(OptionalUuid(message.booking_id(), "booking_id"));
  request.booking_id = message.booking_id();
  REQUIRE_FIELD(message, observed_at);
  ASSIGN_OR_RETURN(request.observed_at, FromProto(message.observed_at(), "observed_at"));
  if (message.purpose() != v1::PURPOSE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(request.purpose, FromProtoEnum<Purpose>(message.purpose(), "purpose"));
  }
  return request;
}

void ToProto(const Passage& passage, v1::ReportPassageRequest* out) {
  out->set_request_id(passage.request_id);
  out->set_decision_request_id(passage.decision_request_id);
  ToProto(passage.lane, out->mutable_lane());
  ToProto(passage.document, out->mutable_document());
  out->set_booking_id(passage.booking_id);
  ToProto(passage.passed_at, out->mutable_passed_at());
  if (passage.booking_finding) ToProto(*passage.booking_finding, out->mutable_booking_finding());
}

StatusOr<Passage> FromProto(const v1::ReportPassageRequest& message) {
  Passage passage;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  passage.request_id = message.request_id();
  RETURN_IF_ERROR(RequireUuid(message.decision_request_id(), "decision_request_id"));
  passage.decision_request_id = message.decision_request_id();
  REQUIRE_FIELD(message, lane);
  CONVERT_FIELD(passage.lane, FromProto(message.lane()), "lane");
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(passage.document, FromProto(message.document()), "document");
  RETURN_IF_ERROR(OptionalUuid(message.booking_id(), "booking_id"));
  passage.booking_id = message.booking_id();
  REQUIRE_FIELD(message, passed_at);
  ASSIGN_OR_RETURN(passage.passed_at, FromProto(message.passed_at(), "passed_at"));
  if (!message.has_booking_finding()) return passage;
  CONVERT_FIELD(passage.booking_finding, BookingFindingFrom(message.booking_finding()), "booking_finding");
  return passage;
}

void ToProto(const Abandonment& abandonment, v1::ReportAbandonmentRequest* out) {
  out->set_request_id(abandonment.request_id);
  out->set_decision_request_id(abandonment.decision_request_id);
  ToProto(abandonment.lane, out->mutable_lane());
  out->set_cause(ToProtoEnum(abandonment.cause));
  ToProto(abandonment.at, out->mutable_at());
  if (!abandonment.seal) return;
  v1::ShownSeal* seal = out->mutable_seal();
  ToProto(abandonment.seal->document, seal->mutable_document());
  seal->set_booking_id(abandonment.seal->booking_id);
  if (abandonment.seal->finding) ToProto(*abandonment.seal->finding, seal->mutable_finding());
}

StatusOr<Abandonment> FromProto(const v1::ReportAbandonmentRequest& message) {
  Abandonment abandonment;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  abandonment.request_id = message.request_id();
  RETURN_IF_ERROR(RequireUuid(message.decision_request_id(), "decision_request_id"));
  abandonment.decision_request_id = message.decision_request_id();
  REQUIRE_FIELD(message, lane);
  CONVERT_FIELD(abandonment.lane, FromProto(message.lane()), "lane");
  ASSIGN_OR_RETURN(abandonment.cause, FromProtoEnum<AbandonmentCause>(message.cause(), "cause"));
  REQUIRE_FIELD(message, at);
  ASSIGN_OR_RETURN(abandonment.at, FromProto(message.at(), "at"));
  if (message.has_seal()) {
    CONVERT_FIELD(abandonment.seal, ShownSealFrom(message.seal()), "seal");
  }
  return abandonment;
}

}  // namespace clearance
