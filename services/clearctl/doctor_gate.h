// `clearctl doctor` on a gate's machine. It reads of the gate's configuration what it looks at and no more: whether the
// whole is in order, gate-agent itself says (--check-config).
#pragma once

#include "services/clearctl/doctor_centre.h"
#include "services/clearctl/doctor_report.h"

namespace clearance {

// A clock that is further from the centre's: seals, leases and midnights are judged by it.
inline constexpr int kClockWarnSeconds = 2;
inline constexpr int kClockFailSeconds = 30;

void ExamineGate(const DoctorOptions& options, DoctorReport& report);

}  // namespace clearance
