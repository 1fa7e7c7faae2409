// Files that held what must not be found again on the disk they stood on.
#pragma once

#include <string>

#include "common/base/status.h"

namespace clearance {

// Overwrites the file with zeros, flushes it and removes it, so that nothing is left of what it said as far as the file
// system writes in place. OK when there is none.
Status WipeFile(const std::string& path);

}  // namespace clearance
