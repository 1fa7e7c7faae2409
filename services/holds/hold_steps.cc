#include "services/holds/hold_steps.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "common/domain/two_persons.h"

namespace clearance {
namespace {

Status Denied(std::string_view message) {
  return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied, message);
}

Status WrongState(std::string_view message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kHoldState, message);
}

Status OwnHoldOnly(const Hold& hold, const AuthorityPerson& by) {
  if (hold.authority == by.authority) return OkStatus();
  return Denied("only the authority that set a hold confirms or lifts it");
}

}  // namespace

StatusOr<AuthorityPerson> AuthorityPersonOf(std::string_view caller_id) {
  const std::size_t hyphen = caller_id.rfind('-');
  if (hyphen == std::string_view::npos || hyphen == 0 || hyphen + 1 == caller_id.size())
    return Denied("the caller's name is not of the form <authority>-<person>");
  return AuthorityPerson{std::string(caller_id.substr(0, hyphen)), std::string(caller_id)};
}

StatusOr<HoldAct> PutStep(const std::optional<Hold>& known, std::string_view content, const AuthorityPerson& by) {
  if (!known) return HoldAct::kPut;
  RETURN_IF_ERROR(OwnHoldOnly(*known, by));
  if (known->state != HoldState::kProposed) return WrongState("the hold is confirmed already");
  RETURN_IF_ERROR(CheckConfirms({.content = known->content, .by = known->put_by}, content, by.id));
  return HoldAct::kConfirm;
}

StatusOr<HoldAct> LiftStep(const Hold& hold, const AuthorityPerson& by) {
  RETURN_IF_ERROR(OwnHoldOnly(hold, by));
  switch (hold.state) {
    case HoldState::kProposed:
      return HoldAct::kLift;
    case HoldState::kActive:
      return HoldAct::kProposeLift;
    case HoldState::kLiftProposed:
      // There is one way to lift a hold; each person has a ground of their own.
      RETURN_IF_ERROR(CheckConfirms({.by = hold.lift_proposed_by}, "", by.id));
      return HoldAct::kLift;
    case HoldState::kLifted:
      break;
  }
  return WrongState("the hold is lifted already");
}

bool GateFollows(const Hold& hold, std::string_view port) {
  if (hold.terms.kind == HoldKind::kSilent || hold.state == HoldState::kProposed) return false;
  const std::vector<std::string>& ports = hold.terms.scope.ports;
  return port.empty() || ports.empty() || std::find(ports.begin(), ports.end(), port) != ports.end();
}

}  // namespace clearance
