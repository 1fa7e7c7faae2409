#include "services/clearctl/doctor_command.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/admin/gate_writes.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "services/clearctl/doctor_centre.h"
#include "services/clearctl/doctor_gate.h"
#include "services/clearctl/terminal.h"
#include "services/server/config.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(Looks at the files and who may read them, certificates, the clock, time zones, the disk, ports, the process's own
file, and a centre's rule book or a gate's networks and its centre. Changes nothing, and may be run while the service
runs; run it as root or as the service's user. --skip-database leaves out the look at the file, which reads it whole.
Keys in the environment (CLEARANCE_SERVER__LISTEN) and of --set count more than the file, as they do for the service: give
it those that the service has.

Examples:
  clearctl doctor --config /etc/clearance/centre.toml
  clearctl doctor --config /etc/clearance/gate.toml --json
Exit codes: 0 nothing fails (what is to be looked at is marked warn); 1 could not look; 2 something fails.)";

struct Arguments {
  std::string config;
  std::vector<std::string> set;
  bool skip_database = false;
  bool json = false;
};

StatusOr<DoctorOptions> OptionsFrom(const Arguments& arguments) {
  DoctorOptions options{.config = arguments.config, .skip_database = arguments.skip_database};
  for (const std::string& set : arguments.set) {
    ASSIGN_OR_RETURN(options.flags.emplace_back(), OverrideFromSet(set));
  }
  return options;
}

// A gate's file names the gate, a centre's a database; either may stand outside the file.
StatusOr<bool> IsOfGate(const DoctorOptions& options) {
  ASSIGN_OR_RETURN(const ConfigReader file, ConfigReader::FromFile(options.config));
  if (file.Has("gate") != file.Has("database")) return file.Has("gate");
  ASSIGN_OR_RETURN(const ConfigReader gate,
                   ConfigReader::FromFile(options.config, OverridesFor(kGateEnvironment, options)));
  ASSIGN_OR_RETURN(const ConfigReader centre,
                   ConfigReader::FromFile(options.config, OverridesFor(kServerEnvironment, options)));
  if (gate.Has("gate") != centre.Has("database")) return gate.Has("gate");
  return InvalidField("--config", options.config +
                                      " is not told to be a centre's or a gate's: a centre's has the key database, "
                                      "a gate's the key gate, and none has both");
}

int Examine(const DoctorOptions& options, const Arguments& arguments) {
  const auto of_gate = IsOfGate(options);
  if (!of_gate.ok()) return Fail(of_gate.status());
  DoctorReport report;
  if (*of_gate) {
    ExamineGate(options, report);
  } else {
    ExamineCentre(options, report);
  }
  std::cout << (arguments.json ? report.Json() : report.Text());
  return report.failed() ? kExitDifference : 0;
}

int RunDoctor(const Arguments& arguments) {
  const auto options = OptionsFrom(arguments);
  return options.ok() ? Examine(*options, arguments) : Fail(options.status());
}

}  // namespace

struct DoctorCommand::Command {
  CLI::App* app = nullptr;
  Arguments arguments;
};

DoctorCommand::DoctorCommand(CLI::App& app) : command_(std::make_unique<Command>()) {
  Arguments& arguments = command_->arguments;
  command_->app = app.add_subcommand("doctor", "Is this machine in order? For a centre or a gate");
  command_->app->add_option("--config", arguments.config, "Its configuration, of clearance-server or of gate-agent")
      ->required();
  command_->app
      ->add_option("--set", arguments.set, "What the service is started with: another value of a key, key=value")
      ->allow_extra_args(false);
  command_->app->add_flag("--skip-database", arguments.skip_database, "Do not read the whole database");
  command_->app->add_flag("--json", arguments.json, "One JSON object");
  command_->app->footer(kFooter);
}

DoctorCommand::~DoctorCommand() = default;

std::optional<int> DoctorCommand::Run() const {
  if (!command_->app->parsed()) return std::nullopt;
  return RunDoctor(command_->arguments);
}

}  // namespace clearance
