#include "services/server/config.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/config.h"
#include "common/wire/fields.h"

namespace clearance {
namespace {

constexpr int kMaxWorkerThreads = 64;
constexpr int kMaxPlacesPerSlot = 10'000;
constexpr int kMaxToleranceMinutes = 24 * 60;
constexpr int kMaxHorizonDays = 366;
constexpr int kMinutesPerDay = 24 * 60;
constexpr std::size_t kMaxSiteBytes = 128;
constexpr std::size_t kMaxPortBytes = 32;

constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLogLevels = {{{"debug", LogLevel::kDebug},
                                                                              {"info", LogLevel::kInfo},
                                                                              {"warning", LogLevel::kWarning},
                                                                              {"error", LogLevel::kError}}};

LogLevel LogLevelFrom(ConfigReader& reader) {
  const std::string name = reader.StringOr("log.level", "info");
  for (const auto& [known, level] : kLogLevels)
    if (name == known) return level;
  reader.Reject("log.level", "must be debug, info, warning or error");
  return LogLevel::kInfo;
}

Duration Minutes(ConfigReader& reader, std::string_view key, int fallback) {
  return std::chrono::minutes(reader.IntegerOr(key, 0, kMaxToleranceMinutes, fallback));
}

// Minutes after midnight of "HH:MM", 00:00 to 24:00.
std::optional<int> ParseTimeOfDay(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const int total = hours * 60 + minutes;
  if (minutes > 59 || total > kMinutesPerDay) return std::nullopt;
  return total;
}

Duration TimeOfDay(ConfigReader& reader, std::string_view key, std::string_view fallback) {
  const auto minutes = ParseTimeOfDay(reader.StringOr(key, fallback));
  if (minutes && *minutes % 15 == 0) return std::chrono::minutes(*minutes);
  reader.Reject(key, "must be a time of day on the quarter hour, \"00:00\" to \"24:00\" UTC");
  return Duration(0);
}

Territory TerritoryFrom(ConfigReader& reader, std::string_view key) {
  const auto territory = ParseTerritory(reader.String(key));
  if (territory) return *territory;
  reader.Reject(key, "must be CHN, KAZ or ICBC");
  return Territory::kChn;
}

SlotPlan PlanFrom(ConfigReader& reader) {
  SlotPlan plan;
  plan.port = reader.String("port");
  plan.lane_group = reader.String("lane_group");
  plan.movement = {TerritoryFrom(reader, "from"), TerritoryFrom(reader, "to")};
  if (plan.movement.from == plan.movement.to) reader.Reject("to", "must differ from `from`");
  plan.opens = TimeOfDay(reader, "opens", "00:00");
  plan.closes = TimeOfDay(reader, "closes", "24:00");
  if (plan.closes <= plan.opens) reader.Reject("closes", "must be later than `opens`");
  plan.places = static_cast<int>(reader.Integer("places", 1, kMaxPlacesPerSlot));
  return plan;
}

// Where each gate stands.
std::map<std::string, std::string> GatesFrom(ConfigReader& reader) {
  std::map<std::string, std::string> gates;
  for (ConfigReader& gate : reader.Tables("gates")) {
    const std::string port = gate.String("port");
    const Status form = RequireUpper(port, kMaxPortBytes, "-", "port");
    if (!form.ok()) gate.Reject("port", "must be 1 to 32 of A-Z, 0-9 and -");
    if (!gates.emplace(gate.String("id"), port).second) gate.Reject("id", "the gate stands there twice");
  }
  return gates;
}

// A key's name in a signed note has neither a blank nor a plus sign.
std::string SiteFrom(ConfigReader& reader) {
  std::string site = reader.StringOr("ledger.site", "clearance.local/ledger");
  const bool printable = std::all_of(site.begin(), site.end(), [](char c) { return c > ' ' && c <= '~' && c != '+'; });
  if (site.empty() || site.size() > kMaxSiteBytes || !printable)
    reader.Reject("ledger.site", "must be 1 to 128 printable ASCII characters without blanks and plus signs");
  return site;
}

}  // namespace

StatusOr<ServerConfig> ReadServerConfig(const std::string& path) {
  ASSIGN_OR_RETURN(ConfigReader reader, ConfigReader::FromFile(path));
  ServerConfig config;
  config.listen = reader.String("listen");
  config.database = reader.Path("database");
  config.rule_book = reader.PathOr("rule_book", "");
  config.worker_threads = static_cast<int>(reader.IntegerOr("worker_threads", 1, kMaxWorkerThreads, 2));
  config.log_level = LogLevelFrom(reader);
  config.log_file = reader.PathOr("log.file", "");
  config.tls_certificate = reader.Path("tls.certificate");
  config.tls_private_key = reader.Path("tls.private_key");
  config.tls_client_ca = reader.Path("tls.client_ca");
  config.lookup_key = reader.Path("keys.lookup");
  config.seal_key = reader.Path("keys.seal");
  config.seal_document_key = reader.Path("keys.seal_document");
  config.ledger_key = reader.Path("keys.ledger");
  config.master_key = reader.Path("keys.master");
  config.ledger_site = SiteFrom(reader);
  config.port_of_gate = GatesFrom(reader);
  config.trust_folder = reader.PathOr("documents.trust", "");
  config.booking_early = Minutes(reader, "booking.early_minutes", 15);
  config.booking_late = Minutes(reader, "booking.late_minutes", 30);
  config.booking.window.horizon =
      std::chrono::hours(24 * reader.IntegerOr("booking.horizon_days", 1, kMaxHorizonDays, 30));
  for (ConfigReader& slots : reader.Tables("booking.slots")) config.booking.plans.push_back(PlanFrom(slots));
  RETURN_IF_ERROR(reader.Finish());
  return config;
}

std::string LateRuleInWords(const ServerConfig& config) {
  const auto minutes = [](Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(duration).count());
  };
  return "Come up to " + minutes(config.booking_early) + " minutes before your slot or up to " +
         minutes(config.booking_late) + " minutes after it; at any other time you cross without a booking.";
}

}  // namespace clearance
