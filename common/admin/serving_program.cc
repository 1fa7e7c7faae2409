#include "common/admin/serving_program.h"

#include <CLI/CLI.hpp>
#include <iterator>
#include <utility>

#include "common/admin/readiness.h"
#include "common/base/open_files.h"
#include "common/base/supervision.h"
#include "common/base/write_signals.h"

namespace clearance {
namespace {

constexpr int kExitFailure = 1;
constexpr std::string_view kExitCodes =
    "\nExit codes: 0 ended as told, or in order; 1 could not start, is not in order, or ended because its port took no "
    "callers any more; 100 and above: wrong options.";

}  // namespace

void BeginServing() {
  TellBrokenPipesAsErrors();
  TellFullFilesAsErrors();
  AllowOpenFiles();
}

void AddServingFlags(CLI::App& app, ServingFlags& flags, std::string_view examples) {
  app.add_option("--config", flags.config, "The configuration, a TOML file")->required();
  app.add_option("--set", flags.set, "Another value of a key, key=value; may be repeated")->allow_extra_args(false);
  CLI::Option* const print =
      app.add_flag("--print-config", flags.print_config, "Print every value and where it comes from, then exit");
  CLI::Option* const check = app.add_flag(
      "--check-config", flags.check_config,
      "Check the configuration, the files it names, and that those it is to write can be, then exit; writes nothing");
  CLI::Option* const health = app.add_flag(
      "--health", flags.health,
      "Ask the one that runs with this configuration (admin.listen) whether it does its work, then exit: 0 it does");
  // Each is a whole question; to answer one of two would look like an answer to both.
  print->excludes(check)->excludes(health);
  check->excludes(health);
  app.footer(std::string(examples) + std::string(kExitCodes));
}

StatusOr<std::vector<ConfigOverride>> ServingOverrides(const ServingFlags& flags, std::string_view environment,
                                                       std::vector<ConfigOverride> of_own_flags) {
  std::vector<ConfigOverride> overrides = OverridesFromEnvironment(environment);
  for (const std::string& set : flags.set) {
    ASSIGN_OR_RETURN(overrides.emplace_back(), OverrideFromSet(set));
  }
  std::move(of_own_flags.begin(), of_own_flags.end(), std::back_inserter(overrides));
  return overrides;
}

int TellFailure(std::string_view name, const Status& status) {
  std::cerr << name << ": " << MessageOf(status) << "\n";
  return kExitFailure;
}

int TellHealth(std::string_view name, const std::string& admin_listen) {
  const Status ready = AskReadiness(admin_listen, kReadinessPatience);
  if (!ready.ok()) return TellFailure(name, ready);
  std::cout << "ready\n";
  return 0;
}

int ServeUntil(const EndSignals& signals, std::vector<LifeSign::Ask> life_signs) {
  TellSupervisor("READY=1");
  LifeSign life(std::move(life_signs));
  const int signal = signals.WaitWatched([&life] { return life.Came(); });
  LogInfo("draining", {{"signal", signal}});
  TellSupervisor("STOPPING=1");
  return signal == EndSignals::kNone ? kExitFailure : 0;
}

}  // namespace clearance
