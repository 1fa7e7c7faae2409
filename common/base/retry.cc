#include "common/base/retry.h"

#include <charconv>
#include <string>

#include "common/base/check.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr char kRetryAfterUrl[] = "clearance/retry_after_ms";

}  // namespace

Status Overloaded(std::string_view message) {
  return WithRetryAfter(Error(StatusCode::kResourceExhausted, error_reason::kOverloaded, message),
                        kOverloadedRetryAfter);
}

Status WithRetryAfter(Status status, std::chrono::milliseconds delay) {
  CHECK(!status.ok() && delay.count() > 0);
  status.SetPayload(kRetryAfterUrl, absl::Cord(std::to_string(delay.count())));
  return status;
}

std::chrono::milliseconds RetryAfterOf(const Status& status) {
  const auto payload = status.GetPayload(kRetryAfterUrl);
  if (!payload) return std::chrono::milliseconds(0);
  const std::string digits(*payload);
  std::chrono::milliseconds::rep count = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return std::chrono::milliseconds(count);
}

}  // namespace clearance
