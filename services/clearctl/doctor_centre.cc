#include "services/clearctl/doctor_centre.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/wire/own_certificate.h"
#include "common/wire/rule_book_file.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "services/clearctl/doctor_machine.h"
#include "services/clearctl/doctor_service.h"
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
bool CheckStart(const ServerConfig& config, DoctorReport& report) {
  const Status checked = Centre::Check(config);
  if (checked.ok()) {
    report.Ok("start", "clearance-server takes the configuration and the files it names");
  } else {
    report.Fail("start", MessageOf(checked), "mend it, or have it made anew; the server will not start");
  }
  return checked.ok();
}

std::string LookText(StoreLook look) {
  switch (look) {
    case StoreLook::kNoFile:
      return "is not there, and nothing is in the way of making it";
    case StoreLook::kOlderSchema:
      return "its tables are an older program's, which a start brings up; its end and keys were not looked at";
    case StoreLook::kWhole:
      break;
  }
  return "its tables, its end and its keys are as a start wants them";
}

// What --check-config leaves to the start itself. A lock that somebody has is no fault: the one who has it has asked.
void CheckLedger(const ServerConfig& config, bool running, DoctorReport& report) {
  const auto looked = Centre::CheckLedger(config);
  if (!looked.ok())
    return report.Fail("ledger", MessageOf(looked.status()),
                       "docs/operations.md, At the start, says what to do; the server will not start");
  report.Ok("ledger", config.database + ": " + LookText(*looked) + (running ? "; a process has it in use" : ""));
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
  const OwnFile own = LookAtOwnFile(config->database);
  const auto absent = CheckFiles(FilesOf(*config), UserOf(config->database), report);
  const auto is_own = [&](const Certificate& found) { return CheckCentreCertificate(found, config->tls_certificate); };
  CheckCertificate({config->tls_certificate, config->tls_private_key, config->tls_client_ca, is_own}, absent, now,
                   report);
  if (!absent.contains(config->rule_book)) CheckRuleBookFile(*config, now, report);
  CheckDisk(PlacesOf(*config), report);
  CheckPort("listen", config->listen, own, report);
  if (!config->admin_listen.empty()) CheckPort("admin.listen", config->admin_listen, own, report);
  if (CheckService(config->admin_listen, own, report) && CheckHeldFiles(own, report) && !options.skip_database)
    CheckDatabaseFile(config->database, report);
  // What is wrong with a file is told above, in the doctor's own words and with its advice.
  if (!report.failed() && CheckStart(*config, report)) CheckLedger(*config, own.in_use, report);
}

}  // namespace clearance
