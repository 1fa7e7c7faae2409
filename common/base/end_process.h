// How a program ends whose libraries have threads that go on until the process does.
#pragma once

namespace clearance {

// Ends the process with `code`, or with 1 instead of 0 where what was said on standard output could not be written. For
// the last line of main, when everything of the program's own has ended.
//
// At once: destructors of static objects and what libraries registered for exit are not run. gRPC's threads (timers,
// pollers, resolvers) are still at work when main returns, and those would take from under them what they use: a gate
// that had drained in order ended with "double free or corruption" once, while the machine was busy.
[[noreturn]] void EndProcess(int code);

}  // namespace clearance
