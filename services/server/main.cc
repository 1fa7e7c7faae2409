// clearance-server: the centre. Reads its configuration, starts, and drains on SIGTERM or SIGINT.

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/admin/readiness.h"
#include "common/base/end_signals.h"
#include "common/base/file_size_signal.h"
#include "common/base/life_sign.h"
#include "common/base/log.h"
#include "common/base/supervision.h"
#include "services/server/config.h"
#include "services/server/wiring.h"

namespace clearance {
namespace {

constexpr int kExitFailure = 1;
constexpr char kExamples[] = R"(Examples:
  clearance-server --config /etc/clearance/centre.toml
  clearance-server --config centre.toml --check-config
  clearance-server --config centre.toml --health
  clearance-server --config centre.toml --listen 127.0.0.1:0
  clearance-server --config centre.toml --set log.level=debug --print-config
  CLEARANCE_SERVER__LOG__LEVEL=debug clearance-server --config centre.toml
Every key of the configuration may stand in the environment too, as CLEARANCE_SERVER__TLS__PRIVATE_KEY does for
tls.private_key; a flag counts more than the environment, and that more than the file.)";

struct Arguments {
  std::string config;
  std::string listen;
  std::vector<std::string> set;
  bool check_config = false;
  bool print_config = false;
  bool health = false;
};

int Fail(const Status& status) {
  std::cerr << "clearance-server: " << MessageOf(status) << "\n";
  return kExitFailure;
}

StatusOr<ServerConfig> ReadConfig(const Arguments& arguments, std::vector<ConfigValue>& values) {
  std::vector<ConfigOverride> overrides = OverridesFromEnvironment(kServerEnvironment);
  for (const std::string& set : arguments.set) {
    ASSIGN_OR_RETURN(overrides.emplace_back(), OverrideFromSet(set));
  }
  if (!arguments.listen.empty()) overrides.push_back({"listen", arguments.listen, "flag --listen"});
  ASSIGN_OR_RETURN(ServerConfig config, ReadServerConfig(arguments.config, overrides, &values));
  config.version = CLEARANCE_VERSION;
  return config;
}

int Run(const Arguments& arguments) {
  std::vector<ConfigValue> values;
  const auto config = ReadConfig(arguments, values);
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
    const Status checked = Centre::Check(*config);
    if (!checked.ok()) return Fail(checked);
    std::cout << arguments.config << ": in order\n";
    return 0;
  }
  TellFullFilesAsErrors();
  StartLog("clearance-server", config->log_level, config->log_file);
  const EndSignals signals;
  auto centre = Centre::Start(*config);
  if (!centre.ok()) return Fail(centre.status());
  std::cout << "listening on " << config->listen.substr(0, config->listen.rfind(':')) << ":" << (*centre)->port()
            << std::endl;
  if (!(*centre)->admin_address().empty()) std::cout << "metrics on " << (*centre)->admin_address() << std::endl;
  LogInfo("started", {{"port", (*centre)->port()}});
  TellSupervisor("READY=1");
  LifeSign life((*centre)->LifeSigns());
  LogInfo("draining", {{"signal", signals.WaitWatched([&life] { return life.Came(); })}});
  TellSupervisor("STOPPING=1");
  (*centre)->Drain();
  LogInfo("stopped");
  return 0;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  CLI::App app{"The centre of the passenger clearance service: decides crossings against the ledger, over gRPC."};
  clearance::Arguments arguments;
  app.add_option("--config", arguments.config, "The configuration, a TOML file")->required();
  app.add_option("--listen", arguments.listen,
                 "Listen here instead of where the configuration says; port 0: a free one");
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
