// Calls that take two persons: what the first asks for is only proposed, and done when another asks for the same. For
// acts that are nothing by themselves while they wait; a hold and a referral are, and keep their proposals themselves.
// A proposal is the first answer to its call, kept as long as calls are, and no entry: nothing has happened yet.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

struct TwoPersonCall {
  std::string rpc{};  // as it stands in `requests`
  std::string request_id{};
  std::string proposal_request_id{};  // of the call that proposed the same, to confirm it; empty for a new one
  std::string content{};              // SHA-256 over all that is asked for
  std::string by{};
};

// What the call is about, as it stands now.
struct Standing {
  std::string state{};  // bytes that are others as soon as a proposal would not mean the same any more
  bool takes_two = true;
};

// Who stands for an act. `confirmed_by` is empty where one did it alone.
struct Persons {
  std::string author{};
  std::string confirmed_by{};
};

// The call's body as `requests` keeps it: another person, content or proposal makes another call.
std::string BodyHashOf(const TwoPersonCall& call);

// Of a call that is no replay: who stands for the act, which is to be done now; or nothing, when it is a proposal now,
// which has been kept.
//  - NOT_FOUND: what is confirmed was not proposed by that call of this rpc, or is forgotten;
//  - FAILED_PRECONDITION SECOND_OFFICER_REQUIRED: as CheckConfirms of two_persons.h;
//  - FAILED_PRECONDITION PROPOSAL_OVERTAKEN: `standing.state` is not what it was when it was proposed.
StatusOr<std::optional<Persons>> PersonsFor(Transaction& t, const TwoPersonCall& call, const Standing& standing,
                                            Instant now);

}  // namespace clearance
