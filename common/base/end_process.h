// How a program ends: what it answered was written, and no library's thread is left without what it uses.
#pragma once

#include <string_view>

namespace clearance {

// The exit code of `program`, whose answer stands on standard output: `code`; or 1, told on standard error, where the
// answer could not be written, on a full disk for example. It is then none: a "no" neither.
int AnswerWritten(std::string_view program, int code);

// Ends the process with AnswerWritten(program, code). For the last line of main, when everything of the program's own
// has ended, where libraries have threads that go on until the process does.
//
// At once: destructors of static objects and what libraries registered for exit are not run. gRPC's threads (timers,
// pollers, resolvers) are still at work when main returns, and those would take from under them what they use: a gate
// that had drained in order ended with "double free or corruption" once, while the machine was busy.
[[noreturn]] void EndProcess(std::string_view program, int code);

}  // namespace clearance
