#include "common/domain/two_persons.h"

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

Status NotYet(std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kSecondOfficerRequired, why);
}

}  // namespace

Status CheckConfirms(const Proposed& proposed, std::string_view content, std::string_view by) {
  if (proposed.by == by) return NotYet("another person must confirm what one has proposed");
  if (proposed.content != content) return NotYet("what is confirmed is not what was proposed");
  return OkStatus();
}

}  // namespace clearance
