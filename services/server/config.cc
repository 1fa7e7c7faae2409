#include "services/server/config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/admin/admin_config.h"
#include "common/base/address.h"
#include "common/base/config.h"
#include "common/base/folded_name.h"
#include "common/wire/fields.h"
#include "services/server/config_slots.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxNameBytes = 64;
constexpr int kMaxWorkerThreads = 64;
constexpr int kMaxToleranceMinutes = 24 * 60;
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

// Two persons for a rule book (domain page §4).
// Of a book that is not the one that ships: two, and then they must stand there. Where one of the two keys is missing,
// what is wrong is the other, which has a place that can be told.
std::vector<std::string> ApproversOf(ConfigReader& reader, const std::string& rule_book) {
  const std::string key = "rule_book_approved_by";
  const bool there = reader.Has(key);
  if (there && rule_book.empty())
    reader.Reject(key, "needs rule_book beside it: nobody has to approve the book that ships");
  if (!there && !rule_book.empty())
    reader.Reject("rule_book", "needs " + key + " beside it, the two persons who approved the book");
  if (!there || rule_book.empty()) return {};
  std::vector<std::string> names = reader.Strings(key);
  const auto unnamed = [](const std::string& name) { return FoldedName(name).empty() || name.size() > kMaxNameBytes; };
  if (names.size() != 2 || FoldedName(names[0]) == FoldedName(names[1]) ||
      std::any_of(names.begin(), names.end(), unnamed))
    reader.Reject(key, "must name two persons, of 1 to 64 characters each");
  return names;
}

}  // namespace

StatusOr<ServerConfig> ReadServerConfig(const std::string& path, const std::vector<ConfigOverride>& overrides,
                                        std::vector<ConfigValue>* values) {
  ASSIGN_OR_RETURN(ConfigReader reader, ConfigReader::FromFile(path, overrides));
  ServerConfig config;
  config.file = path;
  config.listen = ListenAddressFrom(reader, "listen");
  config.database = reader.Path("database");
  config.rule_book = reader.PathOr("rule_book", "");
  config.rule_book_approved_by = ApproversOf(reader, config.rule_book);
  config.worker_threads = static_cast<int>(reader.IntegerOr("worker_threads", 1, kMaxWorkerThreads, 2));
  config.log_level = LogLevelFrom(reader);
  config.log_file = reader.PathOr("log.file", "");
  config.admin_listen = AdminListenFrom(reader, {"listen", config.listen});
  config.tls_certificate = reader.Path("tls.certificate");
  config.tls_private_key = reader.SecretPath("tls.private_key");
  config.tls_client_ca = reader.Path("tls.client_ca");
  config.lookup_key = reader.SecretPath("keys.lookup");
  config.ledger_key = reader.SecretPath("keys.ledger");
  config.master_key = reader.SecretPath("keys.master");
  config.ledger_site = SiteFrom(reader);
  config.port_of_gate = GatesFrom(reader);
  config.trust_folder = reader.PathOr("documents.trust", "");
  config.booking_early = Minutes(reader, "booking.early_minutes", 15);
  config.booking_late = Minutes(reader, "booking.late_minutes", 30);
  config.booking = BookingPolicyFrom(reader);
  config.seal_epochs = SealEpochsFrom(reader, config.booking.window.horizon + kSlotLength + config.booking_late);
  RETURN_IF_ERROR(reader.Finish());
  if (values != nullptr) *values = reader.Values();
  return config;
}

ConfiguredPlaces PlacesOf(const ServerConfig& config) {
  ConfiguredPlaces places;
  places.written = {{.key = "database", .path = config.database, .as = WrittenAs::kDatabase},
                    {.key = "log.file", .path = config.log_file, .as = WrittenAs::kAppended}};
  places.read = {{"--config", config.file},
                 {"rule_book", config.rule_book},
                 {"tls.certificate", config.tls_certificate},
                 {"tls.private_key", config.tls_private_key},
                 {"tls.client_ca", config.tls_client_ca},
                 {"keys.lookup", config.lookup_key},
                 {"keys.ledger", config.ledger_key},
                 {"keys.master", config.master_key},
                 {"documents.trust", config.trust_folder}};
  std::string_view key = "keys.seal";
  std::string_view document_key = "keys.seal_document";
  for (const SealEpochConfig& epoch : config.seal_epochs) {
    places.read.push_back({key, epoch.key});
    places.read.push_back({document_key, epoch.document_key});
    key = "keys.seal_epochs.key";
    document_key = "keys.seal_epochs.document";
  }
  return places;
}

}  // namespace clearance
