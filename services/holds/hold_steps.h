// Holds as a state machine: who may put, confirm and lift one. PURE: a hold comes in, the step to take goes out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/hold.h"

namespace clearance {

// A person of an authority.
struct AuthorityPerson {
  std::string authority{};  // "kaz-police"
  std::string id{};         // as their certificate names them: "kaz-police-17"
};

// The authority is what stands before the last hyphen of a name. PERMISSION_DENIED for a name of another form: nobody
// could be the second person of it.
StatusOr<AuthorityPerson> AuthorityPersonOf(std::string_view caller_id);

// What a call to put a hold comes to: kPut when `known` is absent, else kConfirm. `content`: what the call asks for.
//  - PERMISSION_DENIED: another authority's hold;
//  - FAILED_PRECONDITION HOLD_STATE: it is confirmed already;
//  - FAILED_PRECONDITION SECOND_OFFICER_REQUIRED: the person who put it, or the call asks for something else than was
//    put.
StatusOr<HoldAct> PutStep(const std::optional<Hold>& known, std::string_view content, const AuthorityPerson& by);

// What a call to lift a hold comes to: kProposeLift, or kLift by the second person. One that nobody has confirmed is
// lifted by one. PERMISSION_DENIED and SECOND_OFFICER_REQUIRED as above; HOLD_STATE when it is lifted already.
StatusOr<HoldAct> LiftStep(const Hold& hold, const AuthorityPerson& by);

// Whether a gate at `port` (empty: any) follows the hold: a silent one shows nothing in any lane, so that no lane needs
// it, and one that nobody has confirmed binds nobody. One that is over is told, so that the gate forgets it.
bool GateFollows(const Hold& hold, std::string_view port);

}  // namespace clearance
