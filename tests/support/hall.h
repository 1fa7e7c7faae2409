// A hall: one centre and its gates as real processes on free ports of the loopback address, with keys and certificates
// of their own in a folder. What the demo, the integration tests and the bench run against. Everything ends with it.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/support/client_interceptor.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "tests/support/process.h"

namespace clearance {

// One setting of a lane, in the words of the configuration.
struct HallProfile {
  std::string lane_group;
  std::string authority;
  std::string from;
  std::string to;
  bool decides_exit = false;
  bool decides_entry = false;
};

struct HallLane {
  std::string id;  // "gate-1/a"
  std::vector<HallProfile> profiles;
};

struct HallOptions {
  std::string folder;                           // exists and is ours alone
  std::string bin;                              // where the programs are
  std::string source;                           // the project's own folder
  std::string models;                           // empty: the gates match no faces
  std::string calibration = "lfw_provisional";  // of gate-agent/vision/calibration, where there are models
  std::string log_level = "info";
  std::string trust = "";  // a folder of `folder`: the centre's trusted authorities, which it sends; empty: none
  // What sees every call of a channel to the centre; nothing when empty.
  std::function<std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>>()> interceptors{};
};

// Not thread-safe, but for the channels.
class Hall {
 public:
  // Makes keys and certificates and writes the centre's configuration. Starts nothing.
  static StatusOr<std::unique_ptr<Hall>> Prepare(const HallOptions& options);

  // clearctl ledger import; the centre must not be running. `lines` is the file's content.
  Status Import(const std::string& lines);

  // On a free port the first time, on the same one again later. Ready when this returns.
  Status StartCentre();
  // SIGKILL, and gone when this returns.
  void KillCentre();
  // SIGTERM; its exit code.
  int StopCentre();

  // Further tables for the configuration of every gate that is started from now on, e.g. limits.
  void GiveGates(std::string tables) { gate_tables_ = std::move(tables); }
  // Starts a gate-agent with these lanes. Ready when this returns.
  Status StartGate(const std::string& gate, const std::vector<HallLane>& lanes);
  void KillGate(const std::string& gate);
  // SIGTERM; its exit code.
  int StopGate(const std::string& gate);

  // A channel to the centre with the certificate of a client ("officer-1", "stranger").
  std::shared_ptr<grpc::Channel> CentreAs(const std::string& client) const;
  // A channel to a gate's simulated devices.
  std::shared_ptr<grpc::Channel> Devices(const std::string& gate) const;

  std::string CentreAddress() const { return centre_address_; }
  std::string DevicesAddress(const std::string& gate) const;
  std::string Database() const { return Path("clearance.db"); }
  // A file of the folder, e.g. "pki/seal_pub.pem".
  std::string Path(const std::string& name) const { return options_.folder + "/" + name; }
  Process* centre() { return centre_.get(); }
  Process* gate(const std::string& gate);

  // "the centre has ended (signal 9)", of each process that was started here and runs no more; empty: all do.
  std::string WhatHasEnded();

  // `clearctl` with these arguments: its output; the exit code is set.
  StatusOr<std::string> Clearctl(std::vector<std::string> arguments, int& exit_code);

 private:
  explicit Hall(HallOptions options) : options_(std::move(options)) {}
  Status WriteCentreConfig() const;
  std::string GateConfig(const std::string& gate, const std::vector<HallLane>& lanes) const;

  struct Gate {
    std::unique_ptr<Process> process;
    std::string devices_address;
  };
  const HallOptions options_;
  std::string centre_address_ = "127.0.0.1:0";
  std::string gate_tables_;
  std::unique_ptr<Process> centre_;
  std::map<std::string, Gate> gates_;
};

}  // namespace clearance
