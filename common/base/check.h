// CHECK: stops the process on a bug, in every build. A bug is what no input and no peer can cause; everything
// else is a Status, a fault or an outcome.
#pragma once

namespace clearance {

// Prints where and what to standard error and aborts. Never returns.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace clearance

#define CHECK(condition) ((condition) ? static_cast<void>(0) : ::clearance::CheckFailed(__FILE__, __LINE__, #condition))
