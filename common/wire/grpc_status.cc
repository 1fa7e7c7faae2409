#include "common/wire/grpc_status.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "common/base/retry.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/util/time_util.h"
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
  for (const auto& [name, value] : FactsOf(status)) (*info.mutable_metadata())[name] = value;
  return info;
}

// What stands behind "field: " in the words of InvalidField.
std::string ProblemIn(const std::string& message, const std::string& field) {
  const std::string before = field + ": ";
  return message.starts_with(before) ? message.substr(before.size()) : message;
}

google::rpc::BadRequest BadRequestOf(const std::string& field, const std::string& problem) {
  google::rpc::BadRequest bad;
  google::rpc::BadRequest::FieldViolation* violation = bad.add_field_violations();
  violation->set_field(field);
  violation->set_description(problem);
  return bad;
}

google::rpc::RetryInfo RetryInfoOf(Duration retry_after) {
  google::rpc::RetryInfo info;
  *info.mutable_retry_delay() = google::protobuf::util::TimeUtil::MillisecondsToDuration(retry_after.count());
  return info;
}

// The first ErrorInfo of ours among the details, or an empty one.
google::rpc::ErrorInfo InfoIn(const google::rpc::Status& details) {
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : details.details()) {
    if (detail.UnpackTo(&info) && info.domain() == kDomain) return info;
  }
  return google::rpc::ErrorInfo();
}

// The wait of the first RetryInfo among the details, or 0.
Duration RetryAfterIn(const google::rpc::Status& details) {
  google::rpc::RetryInfo info;
  for (const google::protobuf::Any& detail : details.details()) {
    if (!detail.UnpackTo(&info)) continue;
    const std::chrono::seconds seconds(std::clamp<std::int64_t>(info.retry_delay().seconds(), 0, 1'000'000));
    const Duration rest(info.retry_delay().nanos() / 1'000'000);
    return std::clamp<Duration>(seconds + rest, Duration(0), kMostRetryAfter);
  }
  return Duration(0);
}

}  // namespace

grpc::Status ToGrpcStatus(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(MessageOf(status));
  const google::rpc::ErrorInfo info = InfoOf(status);
  details.add_details()->PackFrom(info);
  if (const auto field = info.metadata().find(kFieldKey); field != info.metadata().end())
    details.add_details()->PackFrom(BadRequestOf(field->second, ProblemIn(MessageOf(status), field->second)));
  const Duration retry_after = RetryAfterOf(status);
  if (retry_after > Duration(0)) details.add_details()->PackFrom(RetryInfoOf(retry_after));
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), MessageOf(status), details.SerializeAsString());
}

Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return OkStatus();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  const google::rpc::ErrorInfo info = InfoIn(details);
  const auto field = info.metadata().find(kFieldKey);
  const std::string& message = status.error_message();
  const bool of_field = info.reason() == error_reason::kInvalidField && field != info.metadata().end();
  if (of_field && message.starts_with(field->second + ": "))
    return InvalidField(field->second, ProblemIn(message, field->second));
  Status error = Error(static_cast<StatusCode>(status.error_code()), info.reason(), message);
  for (const auto& [name, value] : info.metadata()) error = WithFact(error, name, value);
  const Duration retry_after = RetryAfterIn(details);
  return retry_after > Duration(0) ? WithRetryAfter(error, retry_after) : error;
}

}  // namespace clearance
