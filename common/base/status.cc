#include "common/base/status.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "common/base/retry.h"

namespace clearance {
namespace {

constexpr char kReasonUrl[] = "clearance/reason";
constexpr char kFieldUrl[] = "clearance/field";
constexpr std::string_view kFactUrl = "clearance/fact/";

absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

std::string PayloadOf(const Status& status, const char* url) {
  const auto payload = status.GetPayload(url);
  return payload ? std::string(*payload) : std::string();
}

}  // namespace

Status Error(StatusCode code, std::string_view reason, std::string_view message) {
  Status status(code, ToAbsl(message));
  status.SetPayload(kReasonUrl, absl::Cord(ToAbsl(reason)));
  return status;
}

Status InvalidField(std::string_view field, std::string_view problem) {
  std::string message(field);
  message.append(": ").append(problem);
  Status status = Error(StatusCode::kInvalidArgument, error_reason::kInvalidField, message);
  status.SetPayload(kFieldUrl, absl::Cord(ToAbsl(field)));
  return status;
}

std::string ReasonOf(const Status& status) { return PayloadOf(status, kReasonUrl); }

std::string FieldOf(const Status& status) { return PayloadOf(status, kFieldUrl); }

Status WithFieldPrefix(const Status& status, std::string_view prefix) {
  const std::string field = FieldOf(status);
  if (field.empty()) return status;
  const std::string message = MessageOf(status);
  std::string full(prefix);
  full.append(".").append(field);
  return InvalidField(full, message.substr(field.size() + 2));
}

Status WithFact(Status status, std::string_view name, std::string_view value) {
  status.SetPayload(ToAbsl(std::string(kFactUrl).append(name)), absl::Cord(ToAbsl(value)));
  return status;
}

std::vector<std::pair<std::string, std::string>> FactsOf(const Status& status) {
  std::vector<std::pair<std::string, std::string>> facts;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    const std::string_view name(url.data(), url.size());
    if (name.substr(0, kFactUrl.size()) == kFactUrl)
      facts.emplace_back(name.substr(kFactUrl.size()), std::string(value));
  });
  std::sort(facts.begin(), facts.end());
  return facts;
}

bool IsRetryable(const Status& status) {
  if (RetryAfterOf(status).count() > 0) return true;
  return status.code() == StatusCode::kUnavailable || status.code() == StatusCode::kDeadlineExceeded ||
         status.code() == StatusCode::kAborted;
}

std::string MessageOf(const Status& status) { return std::string(status.message().data(), status.message().size()); }

}  // namespace clearance
