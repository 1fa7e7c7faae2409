// See grpc_calls.h.
#include "gate-agent/link/grpc_calls.h"

#include "common/base/error_reasons.h"
#include "common/wire/grpc_status.h"

namespace clearance {

bool CallsInFlight::Enter(grpc::ClientContext& call) {
  const std::lock_guard lock(mutex_);
  if (closing_) return false;
  calls_.insert(&call);
  ++under_way_;
  return true;
}

void CallsInFlight::Forget(grpc::ClientContext& call) {
  const std::lock_guard lock(mutex_);
  calls_.erase(&call);
}

void CallsInFlight::Left() {
  const std::lock_guard lock(mutex_);
  --under_way_;
  // Under the lock: CancelAndWait's caller destroys this object as soon as it sees that all have left.
  left_.notify_all();
}

bool CallsInFlight::Closing() const {
  const std::lock_guard lock(mutex_);
  return closing_;
}

void CallsInFlight::CancelAndWait() {
  std::unique_lock lock(mutex_);
  closing_ = true;
  for (grpc::ClientContext* call : calls_) call->TryCancel();
  left_.wait(lock, [this] { return under_way_ == 0; });
}

Status CallStatus(const grpc::Status& status) {
  const Status ours = FromGrpcStatus(status);
  // A centre that is told to end cancels what reaches it in that moment, unseen: to repeat it is right.
  const bool cancelled = ours.code() == StatusCode::kCancelled;
  const bool unanswered =
      cancelled || ours.code() == StatusCode::kUnavailable || ours.code() == StatusCode::kDeadlineExceeded;
  if (!unanswered || !ReasonOf(ours).empty()) return ours;
  return Error(cancelled ? StatusCode::kUnavailable : ours.code(), error_reason::kCentreUnreachable, MessageOf(ours));
}

}  // namespace clearance
