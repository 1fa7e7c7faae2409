// clearctl as a function, for the two programs that differ by what they link alone.
#pragma once

#include "services/clearctl/pictures.h"

namespace clearance {

// Does what the command line asks. The process's exit code; the program's --help lists them.
int RunClearctl(int argc, char** argv, const char* version, const Pictures& pictures);

}  // namespace clearance
