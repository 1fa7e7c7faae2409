// What a gate-agent is told at start: one TOML file, read strictly. docs/gate-agent.example.toml explains every key.
// It must never be read half: an unknown, doubled or missing key is an error naming its line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/admin/gate_writes.h"
#include "common/base/config_overrides.h"
#include "common/base/instant.h"
#include "common/base/log.h"
#include "common/base/places_apart.h"
#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "gate-agent/lane/lane_limits.h"

namespace clearance {

inline constexpr int kMaxLanes = 16;
inline constexpr int kMaxProfiles = 8;

struct LaneConfig {
  std::string id{};                     // "gate-1/a"
  std::vector<LaneProfile> profiles{};  // at least one; the lane starts with the first
};

struct AgentConfig : GateWrites {
  std::string file{};     // path of this configuration; empty: it was a text
  std::string gate_id{};  // as in the gate's certificate
  ServiceLevel level = ServiceLevel::kFull;
  int worker_threads = 2;
  LogLevel log_level = LogLevel::kInfo;
  std::string admin_listen{};  // where metrics and health are shown; empty: nowhere
  std::string version{};       // of the program, not of the file: what it shows of itself

  std::string centre_address{};  // "host:port"
  std::string centre_name{};     // the name in the centre's certificate when it is not the host of the address
  std::string tls_ca{};
  std::string tls_certificate{};
  std::string tls_private_key{};

  std::string seal_public_key{};    // file: Ed25519 public key, PEM
  std::string seal_document_key{};  // file: 32 bytes in hexadecimal
  Duration booking_early{};         // how long before its slot a booking is honoured
  Duration booking_late{};          // and how long after it

  std::string models{};       // folder; looked for where the documents say when empty
  std::string calibration{};  // file; empty: no face is compared
  std::string embedders{};    // as Fusion::Named (vision/fusion.h) takes it; empty: the fusion that ships
  bool landmarks = true;      // with the 68 points, where their file is
  bool allow_provisional = false;

  std::string devices_listen{};  // where the simulated devices are served: a loopback address
  std::uint64_t devices_seed = 0;

  LaneLimits limits{};
  std::vector<LaneConfig> lanes{};
};

// FILE_UNREADABLE, or INVALID_ARGUMENT with CONFIG_INVALID "file:line: key: problem", or with the origin of an override
// in the place of file and line. Files it names are not opened. `values`, where given, gets what each key came to and
// from where.
StatusOr<AgentConfig> ReadAgentConfig(const std::string& path, const std::vector<ConfigOverride>& overrides = {},
                                      std::vector<ConfigValue>* values = nullptr);
// The same from a text; `name` stands for the file.
StatusOr<AgentConfig> ParseAgentConfig(std::string_view text, std::string_view name);

// What of it names a file or a folder, itself too; the outbox first of those that are written.
ConfiguredPlaces PlacesOf(const AgentConfig& config);

// A level as people write it, "no_biometrics" or "NO_BIOMETRICS". INVALID_ARGUMENT naming the five there are.
StatusOr<ServiceLevel> ParseLevelWord(std::string_view word);

}  // namespace clearance
