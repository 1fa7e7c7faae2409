// What takes two persons: one proposes it, and it has effect when another asks for the very same. The one rule of
// holds, of officers' answers, of corrections and of service levels; where a proposal is kept is each one's own matter.
#pragma once

#include <string_view>

#include "common/base/status.h"

namespace clearance {

// Who has proposed what. `content`: all that was asked for, in any form that two of the same have alike.
struct Proposed {
  std::string_view content{};
  std::string_view by{};
};

// OK when `by`, asking for `content`, confirms. FAILED_PRECONDITION (SECOND_OFFICER_REQUIRED) for the person who
// proposed it, and for anything else than was proposed.
Status CheckConfirms(const Proposed& proposed, std::string_view content, std::string_view by);

}  // namespace clearance
