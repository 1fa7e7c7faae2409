#include "services/clearctl/doctor_centre.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/wire/rule_book_file.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "services/clearctl/doctor_machine.h"
#include "services/server/config.h"
#include "services/server/wiring.h"

namespace clearance {
namespace {

std::vector<NamedFile> FilesOf(const ServerConfig& config) {
  std::vector<NamedFile> files = {{"tls.certificate", config.tls_certificate, FileUse::kPublic},
                                  {"tls.private_key", config.tls_private_key, FileUse::kSecret},
                                  {"tls.client_ca", config.tls_client_ca, FileUse::kPublic},
                                  {"keys.lookup", config.lookup_key, FileUse::kSecret},
                                  {"keys.ledger", config.ledger_key, FileUse::kSecret},
                                  {"keys.master", config.master_key, FileUse::kSecret}};
  for (const SealEpochConfig& epoch : config.seal_epochs) {
    files.push_back({"keys.seal", epoch.key, FileUse::kSecret});
    files.push_back({"keys.seal_document", epoch.document_key, FileUse::kSecret});
  }
  if (!config.rule_book.empty()) files.push_back({"rule_book", config.rule_book, FileUse::kPublic});
  if (!config.trust_folder.empty()) files.push_back({"documents.trust", config.trust_folder, FileUse::kFolder});
  return files;
}

void CheckRuleBookFile(const ServerConfig& config, Instant now, DoctorReport& report) {
  const std::string name = config.rule_book.empty() ? "the book that ships" : config.rule_book;
  const auto book = config.rule_book.empty() ? StatusOr<RuleBook>(KhorgosRuleBook()) : ReadRuleBook(config.rule_book);
  if (!book.ok())
    return report.Fail("rule_book", MessageOf(book.status()),
                       "clearctl rules check says more; the server will not start");
  const std::string version = name + ": version " + book->version;
  const auto zones = MakeZoneTable();
  const bool in_force = zones.ok() && book->effective_from <= std::min(zones->DateAt(Territory::kChn, now),
                                                                       zones->DateAt(Territory::kKaz, now));
  if (in_force) return report.Ok("rule_book", version);
  report.Fail("rule_book", version + " holds from " + FormatDate(book->effective_from) + " on",
              "take the book that is in force until then");
}

// The very question of --check-config: the doctor finds nothing in order that the program refuses.
void CheckStart(const ServerConfig& config, DoctorReport& report) {
  const Status checked = Centre::Check(config);
  if (checked.ok()) return report.Ok("start", "clearance-server takes the configuration and the files it names");
  report.Fail("start", MessageOf(checked), "mend it, or have it made anew; the server will not start");
}

}  // namespace

std::vector<ConfigOverride> OverridesFor(std::string_view program, const DoctorOptions& options) {
  std::vector<ConfigOverride> overrides = OverridesFromEnvironment(program);
  overrides.insert(overrides.end(), options.flags.begin(), options.flags.end());
  return overrides;
}

std::string SettingsText(const DoctorOptions& options, const std::vector<ConfigOverride>& overrides) {
  std::string text = options.config;
  for (const ConfigOverride& over : overrides) text += ", " + over.origin;
  return text;
}

void ExamineCentre(const DoctorOptions& options, DoctorReport& report) {
  const Instant now = SystemClock().Now();
  CheckKernelClock(report);
  CheckTimeZones(report);
  const std::vector<ConfigOverride> overrides = OverridesFor(kServerEnvironment, options);
  const auto config = ReadServerConfig(options.config, overrides);
  if (!config.ok())
    return report.Fail("configuration", MessageOf(config.status()), "mend it; nothing it names was looked at");
  report.Ok("configuration", SettingsText(options, overrides));
  const bool running = InUse(config->database);
  const auto absent = CheckFiles(FilesOf(*config), UserOf(config->database), report);
  CheckCertificate({config->tls_certificate, config->tls_private_key, config->tls_client_ca}, absent, now, report);
  if (!absent.contains(config->rule_book)) CheckRuleBookFile(*config, now, report);
  CheckDisk(PlacesOf(*config), report);
  CheckPort("listen", config->listen, running, report);
  if (!config->admin_listen.empty()) CheckPort("admin.listen", config->admin_listen, running, report);
  if (!options.skip_database) CheckDatabaseFile(config->database, report);
  // What is wrong with a file is told above, in the doctor's own words and with its advice.
  if (!report.failed()) CheckStart(*config, report);
}

}  // namespace clearance
