// `clearctl ledger`: verify, prove, sign, import and erase. All but the last two only read.
#pragma once

#include <optional>
#include <vector>

#include "services/clearctl/ledger_command.h"

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class LedgerCommands {
 public:
  explicit LedgerCommands(CLI::App& app);

  // Runs the one of its subcommands that was given, and its exit code: 0 in order, 1 could not be done, 2 the ledger
  // differs. Nothing when none of them was given.
  std::optional<int> Run() const;

 private:
  std::vector<LedgerCommand> commands_;
};

}  // namespace clearance
