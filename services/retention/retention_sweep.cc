#include "services/retention/retention_sweep.h"

#include "services/retention/personal_erasure.h"

namespace clearance {
namespace {

ErasureOrder OrderFor(const std::string& subject) {
  return {.subject = subject, .author = kRetentionAuthor, .reason = kRetentionReason};
}

bool IsDue(const ErasurePlan& plan, const ErasureOrder& order, Instant now) {
  return plan.kept_until && !ErasureHindrance(plan, now, order);
}

// What stands of one person, not whether the store can be read at all.
bool IsOfThePerson(const Status& status) {
  return status.code() != StatusCode::kUnavailable && status.code() != StatusCode::kResourceExhausted;
}

}  // namespace

StatusOr<DueKeys> FindDueKeys(const Snapshot& s, const std::string& after, const RetentionTimes& times, Instant now) {
  ASSIGN_OR_RETURN(const KeyedSubjects page, s.personal_keys().ListSubjects(after, kSubjectsALook));
  DueKeys due{.subjects = {}, .next = page.next, .unreadable = page.nameless, .why = ""};
  if (page.nameless != 0) due.why = "a personal key of nobody who is known";
  for (const std::string& subject : page.subjects) {
    const auto plan = PlanErasure(s, subject, times, now);
    if (!plan.ok()) {
      if (!IsOfThePerson(plan.status())) return plan.status();
      if (due.unreadable++ == 0) due.why = MessageOf(plan.status());
    } else if (IsDue(*plan, OrderFor(subject), now)) {
      due.subjects.push_back(subject);
    }
  }
  return due;
}

StatusOr<std::size_t> EraseDueKeys(Transaction& t, const DueKeys& due, const RetentionTimes& times, Instant now) {
  std::size_t erased = 0;
  for (const std::string& subject : due.subjects) {
    // Somebody may have come back since.
    const auto plan = PlanErasure(t, subject, times, now);
    if (!plan.ok() && IsOfThePerson(plan.status())) continue;
    RETURN_IF_ERROR(plan.status());
    const ErasureOrder order = OrderFor(subject);
    if (plan->purposes.empty() || !IsDue(*plan, order, now)) continue;
    RETURN_IF_ERROR(EraseKeys(t, *plan, order, now).status());
    ++erased;
  }
  return erased;
}

}  // namespace clearance
