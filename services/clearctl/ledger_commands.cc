#include "services/clearctl/ledger_commands.h"

#include <CLI/CLI.hpp>

#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr char kExamples[] = R"(Examples:
  clearctl ledger checkpoint --database clearance.db --key ledger_key.pem --site khorgos.example/ledger --out noted.txt
  clearctl ledger verify --database clearance.db --checkpoint noted.txt --ledger-key ledger_pub.pem
  clearctl ledger prove --database clearance.db --position 300 --checkpoint noted.txt
  clearctl ledger rebuild --database clearance.db
  clearctl ledger replay --database clearance.db --entry 1234
  clearctl ledger import history.jsonl --database clearance.db --lookup-key lookup_key.hex
  clearctl ledger correct --help    the record of travel, by two officers of a running centre
Exit codes: 0 in order; 1 could not be done; 2 the ledger differs from its seals or from a checkpoint.)";

}  // namespace

int FailOrDiffer(const Status& status) {
  const int failed = Fail(status);
  return status.code() == StatusCode::kDataLoss ? kExitDifference : failed;
}

LedgerCommands::LedgerCommands(CLI::App& app) {
  CLI::App* ledger = app.add_subcommand("ledger", "The append-only ledger");
  ledger->require_subcommand(1);
  ledger->footer(kExamples);
  commands_ = {AddLedgerVerify(*ledger),  AddLedgerCheckpoint(*ledger), AddLedgerProve(*ledger),
               AddLedgerImport(*ledger),  AddLedgerCorrect(*ledger),    AddLedgerErase(*ledger),
               AddLedgerRebuild(*ledger), AddLedgerReplay(*ledger)};
}

std::optional<int> LedgerCommands::Run() const {
  for (const LedgerCommand& command : commands_) {
    if (command.app->parsed()) return command.run();
  }
  return std::nullopt;
}

}  // namespace clearance
