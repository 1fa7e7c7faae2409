#include "tests/support/hall.h"

#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <filesystem>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr Duration kStartPatience = std::chrono::seconds(60);
constexpr std::size_t kMaxPemBytes = 1 << 20;
constexpr int kSignalCodes = 128;  // of Process
constexpr char kListening[] = "listening on ";

std::string ReadPem(const std::string& path) {
  auto text = ReadFile(path, kMaxPemBytes);
  return text.ok() ? *std::move(text) : std::string();
}

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// The slots of every lane group: around the clock, with more places than the demo and the tests take.
std::string SlotTables() {
  const std::vector<std::pair<std::string, std::pair<std::string, std::string>>> groups = {
      {"icbc-kaz", {"KAZ", "ICBC"}}, {"icbc-chn", {"CHN", "ICBC"}}, {"road-chn", {"KAZ", "CHN"}}};
  std::string text;
  for (const auto& [group, way] : groups)
    text += "\n[[booking.slots]]\nport = \"KHORGOS\"\nlane_group = " + Quoted(group) + "\nfrom = " + Quoted(way.first) +
            "\nto = " + Quoted(way.second) + "\nplaces = 40\n";
  return text;
}

// Every gate that dev_pki.sh makes a certificate for.
std::string GateTables() {
  std::string text;
  for (const char* gate : {"gate-1", "gate-2"}) text += "\n[[gates]]\nid = " + Quoted(gate) + "\nport = \"KHORGOS\"\n";
  return text;
}

std::string ProfileTable(const HallProfile& profile) {
  return "\n[[lanes.profiles]]\nport = \"KHORGOS\"\nlane_group = " + Quoted(profile.lane_group) +
         "\nauthority = " + Quoted(profile.authority) + "\nfrom = " + Quoted(profile.from) +
         "\nto = " + Quoted(profile.to) + "\ndecides_exit = " + (profile.decides_exit ? "true" : "false") +
         "\ndecides_entry = " + (profile.decides_entry ? "true" : "false") + "\n";
}

}  // namespace

StatusOr<std::unique_ptr<Hall>> Hall::Prepare(const HallOptions& options) {
  std::unique_ptr<Hall> hall(new Hall(options));
  int exit_code = 0;
  RETURN_IF_ERROR(RunProcess({"/bin/bash", options.source + "/tests/support/dev_pki.sh", hall->Path("pki")},
                             hall->Path("pki.log"), exit_code)
                      .status());
  if (exit_code != 0)
    return Error(StatusCode::kUnavailable, error_reason::kCertificateUnusable,
                 "no certificates could be made; see " + hall->Path("pki.log"));
  RETURN_IF_ERROR(hall->WriteCentreConfig());
  return hall;
}

Status Hall::WriteCentreConfig() const {
  const std::string text = "listen = " + Quoted("127.0.0.1:0") +
                           "\n"
                           "database = \"clearance.db\"\n"
                           "[log]\nlevel = " +
                           Quoted(options_.log_level) +
                           "\n[tls]\n"
                           "certificate = \"pki/server.pem\"\n"
                           "private_key = \"pki/server_key.pem\"\n"
                           "client_ca = \"pki/ca.pem\"\n"
                           "[keys]\n"
                           "lookup = \"pki/lookup_key.hex\"\n"
                           "seal = \"pki/seal_key.pem\"\n"
                           "seal_document = \"pki/seal_document_key.hex\"\n"
                           "ledger = \"pki/ledger_key.pem\"\n"
                           "master = \"pki/master_key.hex\"\n"
                           "[ledger]\nsite = \"khorgos.test/ledger\"\n"
                           "[booking]\nearly_minutes = 30\nlate_minutes = 30\n" +
                           (options_.trust.empty() ? "" : "[documents]\ntrust = " + Quoted(options_.trust) + "\n") +
                           GateTables() + SlotTables();
  return WriteFile(Path("server.toml"), text);
}

std::string Hall::GateConfig(const std::string& gate, const std::vector<HallLane>& lanes) const {
  std::string text = "gate = " + Quoted(gate) + "\noutbox = " + Quoted(gate + ".outbox.db") +
                     "\nlevel = \"full\"\n[log]\nlevel = " + Quoted(options_.log_level) +
                     "\n[centre]\naddress = " + Quoted(centre_address_) +
                     "\n[tls]\nca = \"pki/ca.pem\"\ncertificate = " + Quoted("pki/" + gate + ".pem") +
                     "\nprivate_key = " + Quoted("pki/" + gate + "_key.pem") +
                     "\n[keys]\nseal_public = \"pki/seal_pub.pem\"\nseal_document = \"pki/seal_document_key.hex\"\n"
                     "ledger_public = \"pki/ledger_pub.pem\"\n[ledger]\ncheckpoints = " +
                     Quoted(gate + ".checkpoints") +
                     "\n[booking]\nearly_minutes = 30\nlate_minutes = 30\n"
                     "[devices]\nkind = \"simulated\"\nlisten = \"127.0.0.1:0\"\n[vision]\nallow_provisional = true\n";
  if (!options_.models.empty())
    text += "models = " + Quoted(options_.models) + "\ncalibration = " +
            Quoted(options_.source + "/gate-agent/vision/calibration/" + options_.calibration + ".json") + "\n";
  if (!options_.trust.empty()) text += "[documents]\ntrust = " + Quoted(gate + ".trust") + "\n";
  text += gate_tables_;
  for (const HallLane& lane : lanes) {
    text += "\n[[lanes]]\nid = " + Quoted(lane.id) + "\ngroup = " + Quoted(lane.profiles.front().lane_group) + "\n";
    for (const HallProfile& profile : lane.profiles) text += ProfileTable(profile);
  }
  return text;
}

Status Hall::Import(const std::string& lines) {
  RETURN_IF_ERROR(WriteFile(Path("history.jsonl"), lines));
  std::vector<std::string> arguments = {"ledger",   "import",       Path("history.jsonl"),     "--database",
                                        Database(), "--lookup-key", Path("pki/lookup_key.hex")};
  if (!std::filesystem::exists(Database())) arguments.push_back("--new");
  int exit_code = 0;
  ASSIGN_OR_RETURN(const std::string output, Clearctl(arguments, exit_code));
  if (exit_code == 0) return OkStatus();
  return Error(StatusCode::kInvalidArgument, error_reason::kInvalidField,
               "clearctl ledger import: exit code " + std::to_string(exit_code) + "; see " + Path("clearctl.log"));
}

Status Hall::StartCentre() {
  ASSIGN_OR_RETURN(centre_, Process::Start({options_.bin + "/clearance-server", "--config", Path("server.toml"),
                                            "--listen", centre_address_},
                                           Path("centre.log")));
  ASSIGN_OR_RETURN(centre_address_, centre_->WaitForLine(kListening, kStartPatience));
  return OkStatus();
}

void Hall::KillCentre() {
  centre_->Signal(SIGKILL);
  centre_->Wait();
  centre_.reset();
}

int Hall::StopCentre() {
  centre_->Signal(SIGTERM);
  const int exit_code = centre_->Wait();
  centre_.reset();
  return exit_code;
}

Status Hall::StartGate(const std::string& gate, const std::vector<HallLane>& lanes) {
  const std::string config = Path(gate + ".toml");
  RETURN_IF_ERROR(WriteFile(config, GateConfig(gate, lanes)));
  std::vector<std::string> argv = {options_.bin + "/gate-agent", "--config", config};
  if (options_.models.empty()) argv.insert(argv.end(), {"--models", "none"});
  Gate started;
  ASSIGN_OR_RETURN(started.process, Process::Start(std::move(argv), Path(gate + ".log")));
  ASSIGN_OR_RETURN(started.devices_address, started.process->WaitForLine(kListening, kStartPatience));
  gates_[gate] = std::move(started);
  return OkStatus();
}

void Hall::KillGate(const std::string& gate) {
  Process& process = *gates_.at(gate).process;
  process.Signal(SIGKILL);
  process.Wait();
}

int Hall::StopGate(const std::string& gate) {
  Process& process = *gates_.at(gate).process;
  process.Signal(SIGTERM);
  return process.Wait();
}

Process* Hall::gate(const std::string& gate) { return gates_.at(gate).process.get(); }

std::string Hall::WhatHasEnded() {
  std::string told;
  const auto tell = [&told](const std::string& name, Process* process) {
    const auto code = process == nullptr ? std::nullopt : process->EndedWith();
    if (!code) return;
    told +=
        (told.empty() ? "" : ", ") + name + " has ended (" +
        (*code > kSignalCodes ? "signal " + std::to_string(*code - kSignalCodes) : "exit " + std::to_string(*code)) +
        ")";
  };
  tell("the centre", centre_.get());
  for (const auto& [name, gate] : gates_) tell(name, gate.process.get());
  return told;
}

std::shared_ptr<grpc::Channel> Hall::CentreAs(const std::string& client) const {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = ReadPem(Path("pki/ca.pem"));
  tls.pem_cert_chain = ReadPem(Path("pki/" + client + ".pem"));
  tls.pem_private_key = ReadPem(Path("pki/" + client + "_key.pem"));
  grpc::ChannelArguments arguments;
  // Each client is its own connection, and comes back quickly after a restart.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  if (!options_.interceptors) return grpc::CreateCustomChannel(centre_address_, grpc::SslCredentials(tls), arguments);
  return grpc::experimental::CreateCustomChannelWithInterceptors(centre_address_, grpc::SslCredentials(tls), arguments,
                                                                 options_.interceptors());
}

std::string Hall::DevicesAddress(const std::string& gate) const { return gates_.at(gate).devices_address; }

std::shared_ptr<grpc::Channel> Hall::Devices(const std::string& gate) const {
  return grpc::CreateChannel(DevicesAddress(gate), grpc::InsecureChannelCredentials());
}

StatusOr<std::string> Hall::Clearctl(std::vector<std::string> arguments, int& exit_code) {
  arguments.insert(arguments.begin(), options_.bin + "/clearctl");
  return RunProcess(std::move(arguments), Path("clearctl.log"), exit_code);
}

}  // namespace clearance
