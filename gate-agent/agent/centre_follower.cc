#include "gate-agent/agent/centre_follower.h"

#include "common/base/log.h"

namespace clearance {

CentreFollower::CentreFollower(Parts parts) : parts_(std::move(parts)), strand_(parts_.executor) {
  strand_.Post([this] {
    known_ = parts_.known_at_first();
    Ask();
  });
}

CentreFollower::~CentreFollower() { strand_.End(); }

void CentreFollower::Ask() {
  // By value: the answer may come when this object has ended.
  parts_.ask(known_, [this, strand = strand_](Answer answer) mutable {
    // Shared: what is sent is too large to be copied with every task.
    auto shared = std::make_shared<const Answer>(std::move(answer));
    strand.Post([this, shared] { Answered(*shared); });
  });
}

void CentreFollower::Answered(const Answer& answer) {
  const bool away = IsRetryable(answer.status());
  if (away) {
    if (++failures_ == 1) LogWarning(parts_.name + "_not_fetched", {{"reason", ReasonOf(answer.status())}});
  } else {
    failures_ = 0;
    const Status status = Heed(answer);
    if (!status.ok())
      LogWarning(parts_.name + "_not_replaced", {{"reason", ReasonOf(status)}, {"why", MessageOf(status)}});
  }
  parts_.answered();
  const Duration wait = away ? RetryDelay(kFollowBackoff, failures_, answer.status(), parts_.random) : parts_.interval;
  strand_.PostAfter(wait, [this] { Ask(); });
}

Status CentreFollower::Heed(const Answer& answer) {
  if (answer.status().code() == StatusCode::kNotFound) {
    LogInfo(parts_.name + "_not_given_out");  // the gate's own is all there is
    return OkStatus();
  }
  if (!answer.ok()) return answer.status();
  if (!*answer) return OkStatus();
  ASSIGN_OR_RETURN(known_, parts_.take(**answer));
  return OkStatus();
}

}  // namespace clearance
