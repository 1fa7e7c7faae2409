// gate-agent: one gate PC. Reads its configuration, starts its lanes, and drains on SIGTERM, SIGINT or SIGHUP.

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/admin/serving_program.h"
#include "common/base/end_process.h"
#include "common/base/log.h"
#include "common/command_line/parse_words.h"
#include "common/wire/grpc_log.h"
#include "gate-agent/agent/config.h"
#include "gate-agent/agent/gate.h"

namespace clearance {
namespace {

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

constexpr char kName[] = "gate-agent";

struct Arguments {
  ServingFlags serving;
  std::string models;
  std::string level;
};

StatusOr<AgentConfig> ReadConfig(const Arguments& arguments, std::vector<ConfigValue>& values) {
  std::vector<ConfigOverride> own;
  if (!arguments.models.empty()) own.push_back({"vision.models", arguments.models, "flag --models"});
  if (!arguments.level.empty()) own.push_back({"level", arguments.level, "flag --level"});
  ASSIGN_OR_RETURN(const auto overrides, ServingOverrides(arguments.serving, kGateEnvironment, std::move(own)));
  ASSIGN_OR_RETURN(AgentConfig config, ReadAgentConfig(arguments.serving.config, overrides, &values));
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
  TakeGrpcLog();
  std::vector<ConfigValue> values;
  const StatusOr<AgentConfig> config = ReadConfig(arguments, values);
  return RunServing<Gate>(kName, arguments.serving, config, values, [&config](const Gate& gate) {
    TellLevel(gate);
    std::cout << "listening on " << gate.devices_address() << std::endl;
    if (!gate.admin_address().empty()) std::cout << "metrics on " << gate.admin_address() << std::endl;
    LogInfo("started", {{"gate", config->gate_id}, {"devices", gate.devices_address()}});
  });
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  clearance::BeginServing();
  CLI::App app{"The agent of a gate: drives its lanes and asks the centre, over gRPC, who may cross."};
  clearance::Arguments arguments;
  clearance::AddServingFlags(app, arguments.serving, clearance::kExamples);
  app.add_option("--models", arguments.models, "The folder of the networks, instead of where the configuration says");
  app.add_option("--level", arguments.level, "The service level, instead of the configured one")
      ->option_text("TEXT:{full,no_screening,no_biometrics,document_only,manual}");
  app.set_version_flag("--version", CLEARANCE_VERSION);
  if (const auto exit_code = clearance::ParseWords(app, argc, argv)) return *exit_code;
  clearance::EndProcess(clearance::kName, clearance::Run(arguments));
}
