#include "services/clearctl/doctor_command.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/clock.h"
#include "common/base/config.h"
#include "services/clearctl/doctor_centre.h"
#include "services/clearctl/doctor_gate.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(Looks at the files and who may read them, certificates, the clock, time zones, the disk, ports, the process's own
file, and a centre's rule book or a gate's networks and its centre. Changes nothing, and may be run while the service
runs; run it as root or as the service's user. --skip-database leaves out the look at the file, which reads it whole.

Examples:
  clearctl doctor --config /etc/clearance/server.toml
  clearctl doctor --config /etc/clearance/gate-1.toml --json
Exit codes: 0 nothing fails (what is to be looked at is marked warn); 1 could not look; 2 something fails.)";

struct Arguments {
  std::string config;
  bool skip_database = false;
  bool json = false;
};

// A gate's file names the gate, a centre's a database.
StatusOr<bool> IsOfGate(const std::string& path) {
  ASSIGN_OR_RETURN(const ConfigReader reader, ConfigReader::FromFile(path));
  if (reader.Has("gate") != reader.Has("database")) return reader.Has("gate");
  return InvalidField("--config", path + ": is the configuration neither of a centre nor of a gate");
}

int RunDoctor(const Arguments& arguments) {
  const auto of_gate = IsOfGate(arguments.config);
  if (!of_gate.ok()) return Fail(of_gate.status());
  DoctorReport report;
  const DoctorOptions options{.config = arguments.config, .skip_database = arguments.skip_database};
  if (*of_gate) {
    ExamineGate(options, report);
  } else {
    ExamineCentre(options, report);
  }
  std::cout << (arguments.json ? report.Json() : report.Text());
  return report.failed() ? kExitDifference : 0;
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
