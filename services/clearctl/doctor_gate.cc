#include "services/clearctl/doctor_gate.h"

#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <set>
#include <string_view>

#include "common/admin/admin_config.h"
#include "common/admin/gate_writes.h"
#include "common/base/address.h"
#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/wire/own_certificate.h"
#include "services/clearctl/doctor_machine.h"
#include "services/clearctl/doctor_service.h"
#include "services/clearctl/grpc_clock_offset.h"
#include "services/clearctl/link_fault.h"

namespace clearance {
namespace {

// What is looked at of a gate's configuration. Every address by the code that gate-agent reads it with.
struct GateFiles {
  std::string id;
  GateWrites writes;
  std::string devices_listen;
  std::string admin_listen;
  CentreToAsk centre;
  std::string models;
  std::string calibration;
  std::vector<NamedFile> files;
};

void AddWhereNamed(std::vector<NamedFile>& files, const std::string& key, std::string path, FileUse use) {
  if (!path.empty()) files.push_back({key, std::move(path), use});
}

GateFiles Read(ConfigReader& reader) {
  GateFiles gate;
  gate.id = reader.String("gate");
  gate.writes = GateWritesFrom(reader, gate.id);
  gate.devices_listen = LoopbackListenAddressFrom(reader, "devices.listen");
  gate.admin_listen = AdminListenFrom(reader, {"devices.listen", gate.devices_listen});
  gate.centre = {.address = ReachableAddressFrom(reader, "centre.address"),
                 .name = reader.StringOr("centre.name", ""),
                 .ca = reader.Path("tls.ca"),
                 .certificate = reader.Path("tls.certificate"),
                 .private_key = reader.Path("tls.private_key"),
                 .ca_name = "tls.ca",
                 .certificate_name = "tls.certificate",
                 .private_key_name = "tls.private_key"};
  gate.models = reader.PathOr("vision.models", "");
  gate.calibration = reader.PathOr("vision.calibration", "");
  gate.files = {{"tls.ca", gate.centre.ca, FileUse::kPublic},
                {"tls.certificate", gate.centre.certificate, FileUse::kPublic},
                {"tls.private_key", gate.centre.private_key, FileUse::kSecret},
                {"keys.seal_public", reader.Path("keys.seal_public"), FileUse::kPublic},
                {"keys.seal_document", reader.Path("keys.seal_document"), FileUse::kSecret}};
  AddWhereNamed(gate.files, "keys.ledger_public", gate.writes.ledger_public_key, FileUse::kPublic);
  AddWhereNamed(gate.files, "vision.models", gate.models, FileUse::kFolder);
  AddWhereNamed(gate.files, "vision.calibration", gate.calibration, FileUse::kPublic);
  return gate;
}

ConfiguredPlaces PlacesOf(const GateFiles& gate, const std::string& config) {
  ConfiguredPlaces places{.written = WrittenPlacesOf(gate.writes), .read = {{"--config", config}}};
  for (const NamedFile& file : gate.files) places.read.push_back({file.key, file.path});
  return places;
}

// What CheckFiles has found to be `absent`, it has told.
void CheckNetworks(const GateFiles& gate, const std::set<std::string>& absent, DoctorReport& report) {
  if (absent.contains(gate.models) || absent.contains(gate.calibration)) return;
  if (!gate.calibration.empty() && !gate.models.empty())
    return report.Ok("models", gate.models + "; gate-agent --check-config loads them");
  report.Warn("models",
              gate.calibration.empty() ? "vision.calibration is not set: no face is compared by machine"
                                       : "vision.models is not set: they are looked for at the usual places",
              "set vision.models and vision.calibration; ./dev models says what is there");
}

// For a connection and a handshake: the question itself has waited before.
constexpr std::chrono::seconds kLinkPatience{2};

void TellNoAnswer(const CentreToAsk& centre, const Status& no_answer, DoctorReport& report) {
  const LinkFault fault =
      FindLinkFault(centre, kLinkPatience)
          .value_or(LinkFault{MessageOf(no_answer), "see that the centre is well, and look at its log"});
  report.Warn("centre", centre.address + ": does not answer: " + fault.what,
              fault.todo + "; the gate goes on alone meanwhile");
}

void CheckCentre(const GateFiles& gate, DoctorReport& report) {
  const auto offset = AskClockOffset(gate.centre);
  const std::string name = gate.centre.address;
  if (!offset.ok()) return TellNoAnswer(gate.centre, offset.status(), report);
  report.Ok("centre", name + ": answers");
  if (!*offset)
    return report.Warn("centre_clock", name + ": does not tell its time", "is it a centre of ours, of this version?");
  const double seconds = std::chrono::duration<double>(**offset).count();
  const std::string what = "this clock minus the centre's: " + std::to_string(seconds) + " s";
  const std::string todo = "look at the time services of both";
  if (std::abs(seconds) > kClockFailSeconds) {
    report.Fail("centre_clock", what, todo);
  } else if (std::abs(seconds) > kClockWarnSeconds) {
    report.Warn("centre_clock", what, todo);
  } else {
    report.Ok("centre_clock", what);
  }
}

}  // namespace

void ExamineGate(const DoctorOptions& options, DoctorReport& report) {
  const Instant now = SystemClock().Now();
  CheckKernelClock(report);
  CheckTimeZones(report);
  const std::vector<ConfigOverride> overrides = OverridesFor(kGateEnvironment, options);
  auto reader = ConfigReader::FromFile(options.config, overrides);
  if (!reader.ok()) return report.Fail("configuration", MessageOf(reader.status()), "mend it");
  const GateFiles gate = Read(*reader);
  if (const Status asked = reader->FinishAsked(); !asked.ok())
    return report.Fail("configuration", MessageOf(asked), "mend it; nothing it names was looked at");
  report.Ok("configuration", SettingsText(options, overrides) + "; gate-agent --check-config reads the rest");
  const OwnFile own = LookAtOwnFile(gate.writes.outbox);
  const auto absent = CheckFiles(gate.files, UserOf(gate.writes.outbox), report);
  const auto is_own = [&](const Certificate& found) {
    return CheckGateCertificate(found, gate.centre.certificate, gate.id);
  };
  CheckCertificate({gate.centre.certificate, gate.centre.private_key, gate.centre.ca, is_own}, absent, now, report);
  CheckNetworks(gate, absent, report);
  CheckDisk(PlacesOf(gate, options.config), report);
  CheckPort("devices.listen", gate.devices_listen, own, report);
  if (!gate.admin_listen.empty()) CheckPort("admin.listen", gate.admin_listen, own, report);
  if (CheckService(gate.admin_listen, own, report) && CheckHeldFiles(own, report) && !options.skip_database)
    CheckDatabaseFile(gate.writes.outbox, report);
  // Without them nobody can be asked, and that is said.
  if (!absent.contains(gate.centre.ca) && !absent.contains(gate.centre.certificate) &&
      !absent.contains(gate.centre.private_key))
    CheckCentre(gate, report);
}

}  // namespace clearance
