#include "services/retention/retention_sweep.h"

#include <algorithm>

#include "services/retention/personal_erasure.h"

namespace clearance {
namespace {

ErasureOrder OrderFor(const std::string& subject) {
  return {.subject = subject, .author = kRetentionAuthor, .reason = kRetentionReason};
}

bool IsDue(const ErasurePlan& plan, const ErasureOrder& order, Instant now) {
  return plan.kept_until && !ErasureHindrance(plan, now, order);
}

}  // namespace

StatusOr<DueKeys> FindDueKeys(const Snapshot& s, const std::optional<PersonalKey>& after, const RetentionTimes& times,
                              Instant now) {
  DueKeys due;
  ASSIGN_OR_RETURN(const std::vector<PersonalKey> keys, s.personal_keys().List(after, kKeysALook));
  if (keys.size() == kKeysALook) due.last_seen = keys.back();
  for (const PersonalKey& key : keys) {
    if (std::find(due.subjects.begin(), due.subjects.end(), key.subject) != due.subjects.end()) continue;
    ASSIGN_OR_RETURN(const ErasurePlan plan, PlanErasure(s, key.subject, times, now));
    if (IsDue(plan, OrderFor(key.subject), now)) due.subjects.push_back(key.subject);
  }
  return due;
}

StatusOr<std::size_t> EraseDueKeys(Transaction& t, const DueKeys& due, const RetentionTimes& times, Instant now) {
  std::size_t erased = 0;
  for (const std::string& subject : due.subjects) {
    // Somebody may have come back since.
    ASSIGN_OR_RETURN(const ErasurePlan plan, PlanErasure(t, subject, times, now));
    const ErasureOrder order = OrderFor(subject);
    if (plan.purposes.empty() || !IsDue(plan, order, now)) continue;
    RETURN_IF_ERROR(EraseKeys(t, plan, order, now).status());
    ++erased;
  }
  return erased;
}

}  // namespace clearance
