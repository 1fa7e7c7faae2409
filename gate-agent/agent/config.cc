#include "gate-agent/agent/config.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "common/admin/admin_config.h"
#include "common/base/address.h"
#include "common/base/config.h"
#include "common/wire/fields.h"
#include "gate-agent/vision/fusion.h"

namespace clearance {
namespace {

constexpr int kMaxWorkerThreads = 64;
constexpr int kMaxToleranceMinutes = 24 * 60;
constexpr int kMaxCaptures = 10;
constexpr int kMaxLimitMs = 10 * 60 * 1000;
constexpr std::size_t kMaxPortCharacters = 32;
constexpr std::string_view kSimulated = "simulated";

constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLogLevels = {{{"debug", LogLevel::kDebug},
                                                                              {"info", LogLevel::kInfo},
                                                                              {"warning", LogLevel::kWarning},
                                                                              {"error", LogLevel::kError}}};

// The waits of a lane by their keys.
constexpr std::array<std::pair<std::string_view, Duration LaneLimits::*>, 12> kLimitKeys = {{
    {"limits.document_read_ms", &LaneLimits::document_read},
    {"limits.boarding_ms", &LaneLimits::boarding},
    {"limits.face_ms", &LaneLimits::face},
    {"limits.coaching_ms", &LaneLimits::coaching},
    {"limits.booking_ms", &LaneLimits::booking},
    {"limits.temperature_ms", &LaneLimits::temperature},
    {"limits.body_scan_ms", &LaneLimits::body_scan},
    {"limits.decision_ms", &LaneLimits::decision},
    {"limits.passage_ms", &LaneLimits::passage},
    {"limits.turning_back_ms", &LaneLimits::turning_back},
    {"limits.door_ms", &LaneLimits::door},
    {"limits.closed_in_alone_ms", &LaneLimits::closed_in_alone},
}};

LogLevel LogLevelFrom(ConfigReader& reader) {
  const std::string name = reader.StringOr("log.level", "info");
  for (const auto& [known, level] : kLogLevels) {
    if (name == known) return level;
  }
  reader.Reject("log.level", "must be debug, info, warning or error");
  return LogLevel::kInfo;
}

ServiceLevel LevelFrom(ConfigReader& reader) {
  const StatusOr<ServiceLevel> level = ParseLevelWord(reader.StringOr("level", "full"));
  if (level.ok()) return *level;
  reader.Reject("level", "must be full, no_screening, no_biometrics, document_only or manual");
  return ServiceLevel::kManual;
}

Territory TerritoryFrom(ConfigReader& reader, std::string_view key) {
  const std::string name = reader.String(key);
  const std::optional<Territory> territory = ParseTerritory(name);
  if (territory) return *territory;
  if (!name.empty()) reader.Reject(key, "must be CHN, KAZ or ICBC");
  return Territory::kChn;
}

// A key that holds 1 to 64 of a–z, 0–9, '/' and '-': an id or a group.
std::string SlugFrom(ConfigReader& reader, std::string_view key, std::string_view fallback = "") {
  std::string value = fallback.empty() ? reader.String(key) : reader.StringOr(key, fallback);
  if (!value.empty() && !RequireSlug(value, key).ok()) reader.Reject(key, "must be 1 to 64 of a-z, 0-9, / and -");
  return value;
}

LaneProfile ProfileFrom(ConfigReader& reader, const std::string& lane_id, const std::string& group) {
  LaneProfile profile;
  profile.lane_id = lane_id;
  profile.port = reader.String("port");
  if (!profile.port.empty() && !RequireUpper(profile.port, kMaxPortCharacters, "-", "port").ok()) {
    reader.Reject("port", "must be 1 to 32 of A-Z, 0-9 and -");
  }
  profile.lane_group = SlugFrom(reader, "lane_group", group);
  profile.authority = TerritoryFrom(reader, "authority");
  if (profile.authority == Territory::kIcbc) reader.Reject("authority", "must be CHN or KAZ: a state's authority");
  profile.movement = {TerritoryFrom(reader, "from"), TerritoryFrom(reader, "to")};
  if (profile.movement.from == profile.movement.to) reader.Reject("to", "must differ from `from`");
  profile.sides = {reader.BoolOr("decides_exit", false), reader.BoolOr("decides_entry", false)};
  if (!profile.sides.exit && !profile.sides.entry) {
    reader.Reject("decides_exit", "must be true, or decides_entry: a lane decides one side at least");
  }
  return profile;
}

LaneConfig LaneFrom(ConfigReader& reader, const std::string& gate_id) {
  LaneConfig lane;
  lane.id = SlugFrom(reader, "id");
  if (!lane.id.starts_with(gate_id + "/")) reader.Reject("id", "must begin with the gate's own id and a /");
  const std::string group = SlugFrom(reader, "group");
  for (ConfigReader& profile : reader.Tables("profiles")) {
    lane.profiles.push_back(ProfileFrom(profile, lane.id, group));
  }
  if (lane.profiles.empty()) reader.Reject("profiles", "must have one table at least ([[lanes.profiles]])");
  if (lane.profiles.size() > kMaxProfiles) reader.Reject("profiles", "has more than 8 tables");
  return lane;
}

void ReadLanes(ConfigReader& reader, AgentConfig& config) {
  std::set<std::string> ids;
  for (ConfigReader& table : reader.Tables("lanes")) {
    config.lanes.push_back(LaneFrom(table, config.gate_id));
    if (!ids.insert(config.lanes.back().id).second) table.Reject("id", "is another lane's already");
  }
  if (config.lanes.empty()) reader.Reject("lanes", "must have one table at least ([[lanes]])");
  if (config.lanes.size() > kMaxLanes) reader.Reject("lanes", "has more than 16 tables");
}

void ReadLimits(ConfigReader& reader, LaneLimits& limits) {
  for (const auto& [key, limit] : kLimitKeys) {
    limits.*limit = Duration(reader.IntegerOr(key, 1, kMaxLimitMs, (limits.*limit).count()));
  }
  limits.closed_in = Duration(reader.IntegerOr("limits.closed_in_ms", 1, kMaxLimitMs, limits.closed_in.count()));
  if (limits.closed_in <= limits.closed_in_alone) {
    reader.Reject("limits.closed_in_ms", "must be more than limits.closed_in_alone_ms");
  }
  limits.captures = static_cast<int>(reader.IntegerOr("limits.captures", 1, kMaxCaptures, limits.captures));
  limits.attempts = static_cast<int>(reader.IntegerOr("limits.attempts", 1, kMaxCaptures, limits.attempts));
}

void ReadDevices(ConfigReader& reader, AgentConfig& config) {
  if (reader.String("devices.kind") != kSimulated) {
    reader.Reject("devices.kind", "must be \"simulated\": no other devices are known to this version");
  }
  config.devices_listen = LoopbackListenAddressFrom(reader, "devices.listen");
  config.admin_listen = AdminListenFrom(reader, {"devices.listen", config.devices_listen});
  config.devices_seed =
      static_cast<std::uint64_t>(reader.IntegerOr("devices.seed", 0, std::numeric_limits<std::int64_t>::max(), 1));
}

std::string EmbeddersFrom(ConfigReader& reader) {
  constexpr char kKey[] = "vision.embedders";
  std::string embedders = reader.StringOr(kKey, "");
  const Status named = Fusion::Named(embedders).status();
  // Its message begins with a field of its own and ": ".
  if (!named.ok()) reader.Reject(kKey, MessageOf(named).substr(FieldOf(named).size() + 2));
  return embedders;
}

void ReadFiles(ConfigReader& reader, AgentConfig& config) {
  static_cast<GateWrites&>(config) = GateWritesFrom(reader, config.gate_id);
  config.tls_ca = reader.Path("tls.ca");
  config.tls_certificate = reader.Path("tls.certificate");
  config.tls_private_key = reader.SecretPath("tls.private_key");
  config.seal_public_key = reader.Path("keys.seal_public");
  config.seal_document_key = reader.SecretPath("keys.seal_document");
  config.models = reader.PathOr("vision.models", "");
  config.calibration = reader.PathOr("vision.calibration", "");
}

StatusOr<AgentConfig> Read(ConfigReader reader, std::vector<ConfigValue>* values) {
  AgentConfig config;
  config.gate_id = SlugFrom(reader, "gate");
  if (config.gate_id.find('/') != std::string::npos) reader.Reject("gate", "must not hold a /");
  config.level = LevelFrom(reader);
  config.worker_threads = static_cast<int>(reader.IntegerOr("worker_threads", 1, kMaxWorkerThreads, 2));
  config.log_level = LogLevelFrom(reader);
  config.centre_address = ReachableAddressFrom(reader, "centre.address");
  config.centre_name = reader.StringOr("centre.name", "");
  config.booking_early = std::chrono::minutes(reader.IntegerOr("booking.early_minutes", 0, kMaxToleranceMinutes, 15));
  config.booking_late = std::chrono::minutes(reader.IntegerOr("booking.late_minutes", 0, kMaxToleranceMinutes, 30));
  config.embedders = EmbeddersFrom(reader);
  config.landmarks = reader.BoolOr("vision.landmarks", true);
  config.allow_provisional = reader.BoolOr("vision.allow_provisional", false);
  ReadFiles(reader, config);
  ReadDevices(reader, config);
  ReadLimits(reader, config.limits);
  ReadLanes(reader, config);
  RETURN_IF_ERROR(reader.Finish());
  if (values != nullptr) *values = reader.Values();
  return config;
}

}  // namespace

StatusOr<AgentConfig> ReadAgentConfig(const std::string& path, const std::vector<ConfigOverride>& overrides,
                                      std::vector<ConfigValue>* values) {
  ASSIGN_OR_RETURN(ConfigReader reader, ConfigReader::FromFile(path, overrides));
  ASSIGN_OR_RETURN(AgentConfig config, Read(std::move(reader), values));
  config.file = path;
  return config;
}

StatusOr<AgentConfig> ParseAgentConfig(std::string_view text, std::string_view name) {
  ASSIGN_OR_RETURN(ConfigReader reader, ConfigReader::FromText(text, name));
  return Read(std::move(reader), nullptr);
}

ConfiguredPlaces PlacesOf(const AgentConfig& config) {
  return {.written = WrittenPlacesOf(config),
          .read = {{"--config", config.file},
                   {"tls.ca", config.tls_ca},
                   {"tls.certificate", config.tls_certificate},
                   {"tls.private_key", config.tls_private_key},
                   {"keys.seal_public", config.seal_public_key},
                   {"keys.seal_document", config.seal_document_key},
                   {"keys.ledger_public", config.ledger_public_key},
                   {"vision.models", config.models},
                   {"vision.calibration", config.calibration}}};
}

StatusOr<ServiceLevel> ParseLevelWord(std::string_view word) {
  std::string name(word);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter; });
  const std::optional<ServiceLevel> level = ParseServiceLevel(name);
  if (level) return *level;
  return InvalidField("level", "must be full, no_screening, no_biometrics, document_only or manual");
}

}  // namespace clearance
