// What the programs that serve, the centre's and a gate's, have in common on the command line and over their life: the
// same flags, the same order of what a value may come from, the same way from READY=1 to drained.
#pragma once

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/config_overrides.h"
#include "common/base/end_signals.h"
#include "common/base/life_sign.h"
#include "common/base/log.h"
#include "common/base/places_apart.h"
#include "common/base/status.h"

namespace CLI {
class App;
}

namespace clearance {

struct ServingFlags {
  std::string config;
  std::vector<std::string> set;
  bool check_config = false;
  bool print_config = false;
  bool health = false;
};

// For the first line of main: what would kill the process without a word is an error to be told from now on (a full
// file, a standard error that nobody reads any more), and it may have as many files open as it may give itself.
void BeginServing();

// --config, --set, --print-config, --check-config and --health, which `flags` has after the parsing, and outlives it.
// The help ends with `examples` and the exit codes; mistakes are told as every program of ours tells them.
void AddServingFlags(CLI::App& app, ServingFlags& flags, std::string_view examples);

// What stands over the file, the strongest last: the environment of `environment` ("CLEARANCE_GATE"), --set, and what
// the program's own flags say. INVALID_ARGUMENT (CONFIG_INVALID) for a --set that is none.
StatusOr<std::vector<ConfigOverride>> ServingOverrides(const ServingFlags& flags, std::string_view environment,
                                                       std::vector<ConfigOverride> of_own_flags);

// "NAME: message" to stderr; the exit code of a failure.
int TellFailure(std::string_view name, const Status& status);

// --health: asks the one that listens at `admin_listen`, and tells. The exit code.
int TellHealth(std::string_view name, const std::string& admin_listen);

// Tells the service manager that the process is ready, and while it is alive; returns when a signal tells it to end, or
// when it ends of itself, because it cannot go on. The exit code.
int ServeUntil(const EndSignals& signals, std::vector<LifeSign::Ask> life_signs);

// Does what the flags ask and returns the exit code. Without --print-config, --health and --check-config `Process`
// serves until EndSignals are done waiting, then drains. A Process has Check(config), Start(config), LifeSigns() and
// Drain(); a Config admin_listen, log_level and log_file, and a PlacesOf(config); `values` is where each of its values
// comes from.
// `started` tells users that it serves.
template <typename Process, typename Config>
int RunServing(std::string_view name, const ServingFlags& flags, const StatusOr<Config>& config,
               const std::vector<ConfigValue>& values, const std::function<void(const Process&)>& started) {
  if (!config.ok()) return TellFailure(name, config.status());
  if (flags.print_config) {
    std::cout << ConfigText(values);
    return 0;
  }
  if (flags.health) return TellHealth(name, config->admin_listen);
  if (flags.check_config) {
    if (const Status checked = Process::Check(*config); !checked.ok()) return TellFailure(name, checked);
    std::cout << flags.config << ": in order\n";
    return 0;
  }
  // Before the log is opened, which may be the file that another setting names.
  if (const Status apart = CheckApart(PlacesOf(*config)); !apart.ok()) return TellFailure(name, apart);
  StartLog(name, config->log_level, config->log_file);
  const EndSignals signals;
  StatusOr<std::unique_ptr<Process>> process = Process::Start(*config);
  if (!process.ok()) return TellFailure(name, process.status());
  started(**process);
  const int exit_code = ServeUntil(signals, (*process)->LifeSigns());
  (*process)->Drain();
  process->reset();
  LogInfo("stopped");
  return exit_code;
}

}  // namespace clearance
