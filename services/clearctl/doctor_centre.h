// `clearctl doctor` on a centre's machine.
#pragma once

#include <string>

#include "services/clearctl/doctor_report.h"

namespace clearance {

struct DoctorOptions {
  std::string config;
  bool skip_database = false;
};

void ExamineCentre(const DoctorOptions& options, DoctorReport& report);

}  // namespace clearance
