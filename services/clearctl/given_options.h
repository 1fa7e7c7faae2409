// Which options of a command go together, where CLI11's needs and excludes cannot say it: for a command's
// final_callback, so that it is told like any other wrong option, with an exit code of 100 and above.
#pragma once

#include <initializer_list>

namespace CLI {
class Option;
}

namespace clearance {

// Throws CLI::RequiredError, which names them all, unless exactly one of them is given.
void RequireOneGiven(std::initializer_list<const CLI::Option*> options);

// The same unless at least one is.
void RequireAnyGiven(std::initializer_list<const CLI::Option*> options);

}  // namespace clearance
