// What the integration tests of the gate share: keys and certificates made once, and a gate's configuration in a folder
// of its own.
#pragma once

#include <string>

namespace clearance {

// Development keys and certificates (tests/support/dev_pki.sh), made once for the process and removed at its end.
const std::string& PkiFolder();

// A whole configuration of gate-1 with two lanes, "gate-1/a" reversible; simulated devices on a free port. `more` is
// put before the lanes: further tables, e.g. limits.
std::string GateConfigText(const std::string& centre_address, const std::string& more);

}  // namespace clearance
