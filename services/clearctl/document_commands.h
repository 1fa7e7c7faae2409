// `clearctl mrz` and `clearctl id check`: read machine-readable zones and national numbers. Neither reads nor writes a
// ledger, and an error never repeats what was given.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/document/national_number.h"

namespace CLI {
class App;
}

namespace clearance {

// {"kind","valid","problem","birth_date","sex"}.
std::string NationalNumberJson(const CheckedNationalNumber& checked);

// Adds its subcommands to `app`, which must outlive it.
class DocumentCommands {
 public:
  explicit DocumentCommands(CLI::App& app);
  ~DocumentCommands();

  // Runs the one of its subcommands that was given, and its exit code: 0 done, or valid; 1 could not be done; 2 a
  // number that is not valid. Nothing when none of them was given.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
