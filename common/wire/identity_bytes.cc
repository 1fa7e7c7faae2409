#include "common/wire/identity_bytes.h"

#include "common/base/cbor.h"
#include "common/base/ids.h"

namespace clearance {
namespace {

constexpr std::int64_t kBodyVersion = 1;
constexpr std::uint64_t kLinkItems = 8;
constexpr std::uint64_t kUnlinkItems = 5;
constexpr std::uint64_t kCaseItems = 6;
constexpr std::uint64_t kLaneItems = 7;
constexpr std::size_t kDocumentBytes = 32;

Status Malformed(std::string_view problem) { return InvalidField("body", problem); }

void Put(CborWriter& out, const LaneProfile& lane) {
  out.Array(kLaneItems).Text(lane.lane_id).Text(lane.port).Text(lane.lane_group).Text(TerritoryName(lane.authority));
  out.Array(2).Text(TerritoryName(lane.movement.from)).Text(TerritoryName(lane.movement.to));
  out.Bool(lane.sides.exit).Bool(lane.sides.entry);
}

void Put(CborWriter& out, const std::optional<IdentityCase>& question) {
  if (!question) {
    out.Null();
    return;
  }
  out.Array(kCaseItems).Text(question->referral_id).Text(question->decision_request_id);
  Put(out, question->lane);
  out.Text(DocumentKindName(question->document_kind)).Text(question->nationality);
  out.Text(ReasonCodeName(question->reason));
}

Status ExpectArray(CborReader& in, std::uint64_t items) {
  ASSIGN_OR_RETURN(const std::uint64_t found, in.Array());
  return found == items ? OkStatus() : Malformed("an array has another number of items");
}

Status ExpectForm(CborReader& in, std::uint64_t items) {
  RETURN_IF_ERROR(ExpectArray(in, items));
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  return version == kBodyVersion ? OkStatus() : Malformed("is of another version");
}

template <typename Enum>
StatusOr<Enum> ReadName(CborReader& in, std::optional<Enum> (*parse)(std::string_view)) {
  ASSIGN_OR_RETURN(const std::string name, in.Text());
  const std::optional<Enum> value = parse(name);
  if (!value) return Malformed("a name is none of its list");
  return *value;
}

StatusOr<std::string> ReadDocument(CborReader& in) {
  ASSIGN_OR_RETURN(std::string document, in.Bytes());
  if (document.size() != kDocumentBytes) return Malformed("a document has another length");
  return document;
}

StatusOr<std::string> ReadUuid(CborReader& in) {
  ASSIGN_OR_RETURN(std::string id, in.Text());
  if (!IsUuid(id)) return Malformed("an id is no UUID");
  return id;
}

StatusOr<LaneProfile> ReadLane(CborReader& in) {
  LaneProfile lane;
  RETURN_IF_ERROR(ExpectArray(in, kLaneItems));
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

StatusOr<std::optional<IdentityCase>> ReadCase(CborReader& in) {
  if (in.NullNext()) return std::optional<IdentityCase>();
  IdentityCase question;
  RETURN_IF_ERROR(ExpectArray(in, kCaseItems));
  ASSIGN_OR_RETURN(question.referral_id, ReadUuid(in));
  ASSIGN_OR_RETURN(question.decision_request_id, ReadUuid(in));
  ASSIGN_OR_RETURN(question.lane, ReadLane(in));
  ASSIGN_OR_RETURN(question.document_kind, ReadName(in, ParseDocumentKind));
  ASSIGN_OR_RETURN(question.nationality, in.Text());
  ASSIGN_OR_RETURN(question.reason, ReadName(in, ParseReasonCode));
  return std::optional<IdentityCase>(std::move(question));
}

StatusOr<std::vector<LinkGround>> ReadGrounds(CborReader& in) {
  std::vector<LinkGround> grounds;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  if (items == 0) return Malformed("a link without a ground");
  for (std::uint64_t i = 0; i < items; ++i) {
    ASSIGN_OR_RETURN(const LinkGround ground, ReadName(in, ParseLinkGround));
    if (!grounds.empty() && ground <= grounds.back()) return Malformed("the grounds are not in order");
    grounds.push_back(ground);
  }
  return grounds;
}

}  // namespace

std::string IdentityLinkBody(const LinkRecord& record) {
  CborWriter out;
  out.Array(kLinkItems).Int(kBodyVersion).Bytes(record.document).Bytes(record.earlier);
  out.Text(LinkStateName(record.state)).Array(record.grounds.size());
  for (const LinkGround ground : record.grounds) out.Text(LinkGroundName(ground));
  out.Text(record.author).Text(record.reason);
  Put(out, record.question);
  return out.Take();
}

std::string IdentityUnlinkBody(const UnlinkRecord& record) {
  CborWriter out;
  out.Array(kUnlinkItems).Int(kBodyVersion).Bytes(record.document).Bytes(record.earlier);
  out.Text(record.author).Text(record.reason);
  return out.Take();
}

StatusOr<LinkRecord> ReadIdentityLinkBody(std::string_view body) {
  CborReader in(body);
  LinkRecord record;
  RETURN_IF_ERROR(ExpectForm(in, kLinkItems));
  ASSIGN_OR_RETURN(record.document, ReadDocument(in));
  ASSIGN_OR_RETURN(record.earlier, ReadDocument(in));
  ASSIGN_OR_RETURN(record.state, ReadName(in, ParseLinkState));
  ASSIGN_OR_RETURN(record.grounds, ReadGrounds(in));
  ASSIGN_OR_RETURN(record.author, in.Text());
  ASSIGN_OR_RETURN(record.reason, in.Text());
  ASSIGN_OR_RETURN(record.question, ReadCase(in));
  RETURN_IF_ERROR(in.Finish());
  return record;
}

StatusOr<UnlinkRecord> ReadIdentityUnlinkBody(std::string_view body) {
  CborReader in(body);
  UnlinkRecord record;
  RETURN_IF_ERROR(ExpectForm(in, kUnlinkItems));
  ASSIGN_OR_RETURN(record.document, ReadDocument(in));
  ASSIGN_OR_RETURN(record.earlier, ReadDocument(in));
  ASSIGN_OR_RETURN(record.author, in.Text());
  ASSIGN_OR_RETURN(record.reason, in.Text());
  RETURN_IF_ERROR(in.Finish());
  return record;
}

}  // namespace clearance
