// clearance-server: the centre. Reads its configuration, starts, and drains on SIGTERM, SIGINT or SIGHUP.

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/admin/serving_program.h"
#include "common/base/address.h"
#include "common/base/end_process.h"
#include "common/base/log.h"
#include "common/command_line/parse_words.h"
#include "common/wire/grpc_log.h"
#include "services/server/config.h"
#include "services/server/wiring.h"

namespace clearance {
namespace {

constexpr char kExamples[] = R"(Examples:
  clearance-server --config /etc/clearance/centre.toml
  clearance-server --config centre.toml --check-config
  clearance-server --config centre.toml --health
  clearance-server --config centre.toml --listen 127.0.0.1:0
  clearance-server --config centre.toml --set log.level=debug --print-config
  CLEARANCE_SERVER__LOG__LEVEL=debug clearance-server --config centre.toml
Every key of the configuration may stand in the environment too, as CLEARANCE_SERVER__TLS__PRIVATE_KEY does for
tls.private_key; a flag counts more than the environment, and that more than the file.)";

constexpr char kName[] = "clearance-server";

struct Arguments {
  ServingFlags serving;
  std::string listen;
};

StatusOr<ServerConfig> ReadConfig(const Arguments& arguments, std::vector<ConfigValue>& values) {
  std::vector<ConfigOverride> own;
  if (!arguments.listen.empty()) own.push_back({"listen", arguments.listen, "flag --listen"});
  ASSIGN_OR_RETURN(const auto overrides, ServingOverrides(arguments.serving, kServerEnvironment, std::move(own)));
  ASSIGN_OR_RETURN(ServerConfig config, ReadServerConfig(arguments.serving.config, overrides, &values));
  config.version = CLEARANCE_VERSION;
  return config;
}

int Run(const Arguments& arguments) {
  TakeGrpcLog();
  std::vector<ConfigValue> values;
  const StatusOr<ServerConfig> config = ReadConfig(arguments, values);
  return RunServing<Centre>(kName, arguments.serving, config, values, [&config](const Centre& centre) {
    std::cout << "listening on " << WithPort(config->listen, centre.port()) << std::endl;
    if (!centre.admin_address().empty()) std::cout << "metrics on " << centre.admin_address() << std::endl;
    LogInfo("started", {{"port", centre.port()}});
  });
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  clearance::BeginServing();
  CLI::App app{"The centre of the passenger clearance service: decides crossings against the ledger, over gRPC."};
  clearance::Arguments arguments;
  clearance::AddServingFlags(app, arguments.serving, clearance::kExamples);
  app.add_option("--listen", arguments.listen,
                 "Listen here instead of where the configuration says; port 0: a free one");
  app.set_version_flag("--version", CLEARANCE_VERSION);
  if (const auto exit_code = clearance::ParseWords(app, argc, argv)) return *exit_code;
  clearance::EndProcess(clearance::kName, clearance::Run(arguments));
}
