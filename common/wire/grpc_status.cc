#include "common/wire/grpc_status.h"

#include "google/protobuf/any.pb.h"
#include "google/rpc/status.pb.h"

namespace clearance {
namespace {

constexpr char kDomain[] = "clearance";
constexpr char kFieldKey[] = "field";

google::rpc::ErrorInfo InfoOf(const Status& status) {
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonOf(status));
  info.set_domain(kDomain);
  const std::string field = FieldOf(status);
  if (!field.empty()) (*info.mutable_metadata())[kFieldKey] = field;
  return info;
}

// The first ErrorInfo of ours among the details, or an empty one.
google::rpc::ErrorInfo InfoIn(const std::string& details) {
  google::rpc::Status message;
  google::rpc::ErrorInfo info;
  if (!message.ParseFromString(details)) return info;
  for (const google::protobuf::Any& detail : message.details()) {
    if (detail.UnpackTo(&info) && info.domain() == kDomain) return info;
  }
  return google::rpc::ErrorInfo();
}

}  // namespace

grpc::Status ToGrpcStatus(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(MessageOf(status));
  details.add_details()->PackFrom(InfoOf(status));
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), MessageOf(status), details.SerializeAsString());
}

Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return OkStatus();
  const google::rpc::ErrorInfo info = InfoIn(status.error_details());
  const auto field = info.metadata().find(kFieldKey);
  const std::string& message = status.error_message();
  if (field != info.metadata().end() && message.rfind(field->second + ": ", 0) == 0)
    return InvalidField(field->second, message.substr(field->second.size() + 2));
  return Error(static_cast<StatusCode>(status.error_code()), info.reason(), message);
}

}  // namespace clearance
