// Why a centre does not answer, found out step by step. gRPC tells its causes apart by words alone, which are not the
// same every time: the reset of a connection overtakes what was said on it.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "services/clearctl/grpc_centre.h"

namespace clearance {

struct LinkFault {
  std::string what;  // of the address, in a clause
  std::string todo;
};

// Nothing when a connection stands and the centre takes it. Waits for `patience` at most, and for the system's own to
// resolve a name.
std::optional<LinkFault> FindLinkFault(const CentreToAsk& centre, Duration patience);

}  // namespace clearance
