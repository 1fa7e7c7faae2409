#include "common/wire/identity_bytes.h"

#include "common/base/cbor.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::int64_t kBodyVersion = 1;
constexpr std::uint64_t kLinkItems = 8;
constexpr std::uint64_t kUnlinkItems = 5;
constexpr std::uint64_t kCaseItems = 6;
constexpr std::size_t kDocumentBytes = 32;

void Put(CborWriter& out, const std::optional<IdentityCase>& question) {
  if (!question) {
    out.Null();
    return;
  }
  out.Array(kCaseItems);
  PutId(out, question->referral_id);
  PutId(out, question->decision_request_id);
  PutLane(out, question->lane);
  out.Text(DocumentKindName(question->document_kind)).Text(question->nationality);
  out.Text(ReasonCodeName(question->reason));
}

Status ExpectForm(CborReader& in, std::uint64_t items) {
  RETURN_IF_ERROR(ExpectArray(in, items));
  return ExpectVersion(in, kBodyVersion);
}

StatusOr<std::string> ReadDocument(CborReader& in) {
  ASSIGN_OR_RETURN(std::string document, in.Bytes());
  if (document.size() != kDocumentBytes) return Malformed("a document has another length");
  return document;
}

StatusOr<std::optional<IdentityCase>> ReadCase(CborReader& in) {
  if (in.NullNext()) return std::optional<IdentityCase>();
  IdentityCase question;
  RETURN_IF_ERROR(ExpectArray(in, kCaseItems));
  ASSIGN_OR_RETURN(question.referral_id, ReadId(in));
  ASSIGN_OR_RETURN(question.decision_request_id, ReadId(in));
  ASSIGN_OR_RETURN(question.lane, ReadLane(in, ListForm::kNames));
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
