#include "services/clearctl/clearctl.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/end_process.h"
#include "common/base/write_signals.h"
#include "common/command_line/parse_words.h"
#include "common/wire/grpc_log.h"
#include "services/clearctl/db_commands.h"
#include "services/clearctl/doctor_command.h"
#include "services/clearctl/document_commands.h"
#include "services/clearctl/inspection_commands.h"
#include "services/clearctl/keys_commands.h"
#include "services/clearctl/lane_commands.h"
#include "services/clearctl/ledger_commands.h"
#include "services/clearctl/rules_commands.h"
#include "services/clearctl/seal_commands.h"
#include "services/clearctl/stay_commands.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/trust_commands.h"
#include "services/clearctl/vds_nc_commands.h"

namespace clearance {
namespace {

constexpr char kExamples[] = R"(Examples:
  clearctl doctor --config /etc/clearance/centre.toml
  clearctl ledger verify --database clearance.db
  clearctl ledger checkpoint --database clearance.db --key ledger_key.pem --site khorgos.example/ledger
  clearctl ledger prove --database clearance.db --position 300 --checkpoint noted.txt
  clearctl ledger import history.jsonl --database clearance.db --lookup-key lookup_key.hex
  clearctl rules check draft.toml
  clearctl stay evaluate --jsonl questions.jsonl > answers.jsonl
  clearctl mrz --json < lines.txt
  clearctl document check --dir chip --trust trust --mrz zone.txt
  clearctl trust import DE_ML.ml --root DE_root.cer --trust trust
  clearctl vds-nc check seal.json --trust trust
  clearctl seal verify seal.png --keys seal_pub.pem
Exit codes: 0 done and in order; 1 could not be done; 2 done, and the answer is no: the ledger differs from its seals,
a document may not clear by itself, rule books differ, a machine is not in order; 3 a planned stay is not lawful; 100 and above: wrong options.
Each command's own --help says which of them it has.)";

}  // namespace

int RunClearctl(int argc, char** argv, const char* version, const Pictures& pictures) {
  CLI::App app{
      "Looks after the ledger and the rules of the passenger clearance service, tells how long one may stay, and reads "
      "documents and the seals of bookings.",
      "clearctl"};
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  app.footer(kExamples);
  const DoctorCommand doctor(app);
  const LedgerCommands ledger(app);
  const DbCommands files(app);
  const KeysCommands keys(app);
  const LaneCommands lanes(app);
  const RulesCommands rules(app);
  StayCommands stay(app);
  const DocumentCommands documents(app);
  const InspectionCommands inspection(app, pictures);
  const TrustCommands trust(app);
  const VdsNcCommands visible_seals(app);
  const SealCommands seals(app, pictures);

  if (const auto exit_code = ParseWords(app, argc, argv)) return *exit_code;
  TellFullFilesAsErrors();
  SilenceGrpcLog();
  const auto run = [&] {
    if (const auto exit_code = doctor.Run()) return *exit_code;
    if (const auto exit_code = files.Run()) return *exit_code;
    if (const auto exit_code = keys.Run()) return *exit_code;
    if (const auto exit_code = lanes.Run()) return *exit_code;
    if (const auto exit_code = rules.Run()) return *exit_code;
    if (stay.Asked()) return stay.Run();
    if (const auto exit_code = documents.Run()) return *exit_code;
    if (const auto exit_code = inspection.Run()) return *exit_code;
    if (const auto exit_code = trust.Run()) return *exit_code;
    if (const auto exit_code = visible_seals.Run()) return *exit_code;
    if (const auto exit_code = seals.Run()) return *exit_code;
    return ledger.Run().value_or(kExitFailure);
  };
  return AnswerWritten("clearctl", run());
}

}  // namespace clearance
