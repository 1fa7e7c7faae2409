// `clearctl doctor` on a centre's machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/config_overrides.h"
#include "services/clearctl/doctor_report.h"

namespace clearance {

struct DoctorOptions {
  std::string config;
  std::vector<ConfigOverride> flags{};  // over the file and the environment, as the service takes them
  bool skip_database = false;
};

// What stands over the file for the program whose keys the environment gives as "PROGRAM__KEY".
std::vector<ConfigOverride> OverridesFor(std::string_view program, const DoctorOptions& options);
// "FILE", or with what stands over it: "FILE, environment CLEARANCE_SERVER__LISTEN".
std::string SettingsText(const DoctorOptions& options, const std::vector<ConfigOverride>& overrides);

void ExamineCentre(const DoctorOptions& options, DoctorReport& report);

}  // namespace clearance
