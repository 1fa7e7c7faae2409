// gate-agent: one gate PC. Reads its configuration, starts its lanes, and drains on SIGTERM or SIGINT.

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/admin/readiness.h"
#include "common/base/end_signals.h"
#include "common/base/file_size_signal.h"
#include "common/base/life_sign.h"
#include "common/base/log.h"
#include "common/base/supervision.h"
#include "gate-agent/agent/config.h"
#include "gate-agent/agent/gate.h"

namespace clearance {
namespace {

constexpr int kExitFailure = 1;
constexpr char kExamples[] = R"(Examples:
  gate-agent --config /etc/clearance/gate.toml
  gate-agent --config gate.toml --check-config
  gate-agent --config gate.toml --health
  gate-agent --config gate.toml --models /opt/clearance/models
  gate-agent --config gate.toml --level no_biometrics
  gate-agent --config gate.toml --set log.level=debug --print-config
  CLEARANCE_GATE__CENTRE__ADDRESS=centre:7443 gate-agent --config gate.toml
Every key of the configuration may stand in the environment too, as CLEARANCE_GATE__TLS__PRIVATE_KEY does for
tls.private_key; a flag counts more than the environment, and that more than the file.)";

struct Arguments {
  std::string config;
  std::string models;
  std::string level;
  std::vector<std::string> set;
  bool check_config = false;
  bool print_config = false;
  bool health = false;
};

int Fail(const Status& status) {
  std::cerr << "gate-agent: " << MessageOf(status) << "\n";
  return kExitFailure;
}

StatusOr<AgentConfig> ReadConfig(const Arguments& arguments, std::vector<ConfigValue>& values) {
  std::vector<ConfigOverride> overrides = OverridesFromEnvironment(kGateEnvironment);
  for (const std::string& set : arguments.set) {
    ASSIGN_OR_RETURN(overrides.emplace_back(), OverrideFromSet(set));
  }
  if (!arguments.models.empty()) overrides.push_back({"vision.models", arguments.models, "flag --models"});
  if (!arguments.level.empty()) overrides.push_back({"level", arguments.level, "flag --level"});
  ASSIGN_OR_RETURN(AgentConfig config, ReadAgentConfig(arguments.config, overrides, &values));
  config.version = CLEARANCE_VERSION;
  return config;
}

// Said once, where nobody can miss it: an officer has to compare every face.
void TellLevel(const Gate& gate) {
  const std::string_view level = ServiceLevelName(gate.level());
  LogInfo("level", {{"level", level}});
  if (gate.why_no_biometrics().empty()) return;
  LogError("no_biometrics", {{"level", level}, {"why", gate.why_no_biometrics()}});
  std::cout << "NO BIOMETRICS: " << gate.why_no_biometrics() << "; every lane works at " << level
            << ", an officer compares every face" << std::endl;
}

int Run(const Arguments& arguments) {
  std::vector<ConfigValue> values;
  const StatusOr<AgentConfig> config = ReadConfig(arguments, values);
  if (!config.ok()) return Fail(config.status());
  if (arguments.print_config) {
    std::cout << ConfigText(values);
    return 0;
  }
  if (arguments.health) {
    const Status ready = AskReadiness(config->admin_listen, kReadinessPatience);
    if (!ready.ok()) return Fail(ready);
    std::cout << "ready\n";
    return 0;
  }
  if (arguments.check_config) {
    const Status checked = Gate::Check(*config);
    if (!checked.ok()) return Fail(checked);
    std::cout << arguments.config << ": in order\n";
    return 0;
  }
  TellFullFilesAsErrors();
  StartLog("gate-agent", config->log_level, config->log_file);
  const EndSignals signals;
  const StatusOr<std::unique_ptr<Gate>> gate = Gate::Start(*config);
  if (!gate.ok()) return Fail(gate.status());
  TellLevel(**gate);
  std::cout << "listening on " << (*gate)->devices_address() << std::endl;
  if (!(*gate)->admin_address().empty()) std::cout << "metrics on " << (*gate)->admin_address() << std::endl;
  LogInfo("started", {{"gate", config->gate_id}, {"devices", (*gate)->devices_address()}});
  TellSupervisor("READY=1");
  LifeSign life((*gate)->LifeSigns());
  LogInfo("draining", {{"signal", signals.WaitWatched([&life] { return life.Came(); })}});
  TellSupervisor("STOPPING=1");
  (*gate)->Drain();
  LogInfo("stopped");
  return 0;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  CLI::App app{"The agent of a gate: drives its lanes and asks the centre, over gRPC, who may cross."};
  clearance::Arguments arguments;
  app.add_option("--config", arguments.config, "The configuration, a TOML file")->required();
  app.add_option("--models", arguments.models, "The folder of the networks, instead of where the configuration says");
  app.add_option("--level", arguments.level,
                 "full, no_screening, no_biometrics, document_only or manual, instead of the configured level");
  app.add_option("--set", arguments.set, "Another value of a key, key=value; may be repeated")->allow_extra_args(false);
  app.add_flag("--print-config", arguments.print_config, "Print every value and where it comes from, then exit");
  app.add_flag("--check-config", arguments.check_config, "Check the configuration and the files it names, then exit");
  app.add_flag(
      "--health", arguments.health,
      "Ask the one that runs with this configuration (admin.listen) whether it does its work, then exit: 0 it does");
  app.set_version_flag("--version", CLEARANCE_VERSION);
  app.footer(clearance::kExamples);
  CLI11_PARSE(app, argc, argv);
  return clearance::Run(arguments);
}
