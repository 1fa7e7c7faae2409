// The centre's time, asked of its health check over the mutual TLS of a gate.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

struct CentreToAsk {
  std::string address;
  std::string name;  // in its certificate, where it is not the host of the address
  std::string ca;
  std::string certificate;
  std::string private_key;
};

// Our clock minus the centre's, right within half of the call; nothing when it answers without its time.
// FILE_UNREADABLE; UNAVAILABLE when nobody answers.
StatusOr<std::optional<Duration>> AskClockOffset(const CentreToAsk& centre);

}  // namespace clearance
