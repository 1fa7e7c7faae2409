// The parts `clearctl ledger` is put together from: one function for each subcommand. A new one: its function here, its
// file, its place in the list of ledger_commands.cc.
#pragma once

#include <functional>
#include <string_view>

#include "common/base/status.h"

namespace CLI {
class App;
}

namespace clearance {

inline constexpr std::string_view kLedgerFileHelp = "The ledger's file; may be in use, or a copy";

struct LedgerCommand {
  CLI::App* app = nullptr;   // the subcommand
  std::function<int()> run;  // what it does once its options are read; its exit code
};

// Says why it could not be done; the exit code, which for DATA_LOSS is that of a ledger that differs.
int FailOrDiffer(const Status& status);

// Each adds its subcommand to `ledger`, which must outlive what is returned.
LedgerCommand AddLedgerVerify(CLI::App& ledger);
LedgerCommand AddLedgerCheckpoint(CLI::App& ledger);
LedgerCommand AddLedgerProve(CLI::App& ledger);
LedgerCommand AddLedgerImport(CLI::App& ledger);
LedgerCommand AddLedgerErase(CLI::App& ledger);
LedgerCommand AddLedgerCorrect(CLI::App& ledger);
LedgerCommand AddLedgerRebuild(CLI::App& ledger);
LedgerCommand AddLedgerReplay(CLI::App& ledger);

}  // namespace clearance
