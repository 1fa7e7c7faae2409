// `clearctl seal verify|inspect|picture|keys`: what the seal of a booking is worth, what it says, how it is shown, and
// the keys by which others verify one.
#pragma once

#include <memory>
#include <optional>

#include "services/clearctl/pictures.h"

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class SealCommands {
 public:
  SealCommands(CLI::App& app, const Pictures& pictures);
  ~SealCommands();

  // Runs its subcommand when one was given, and its exit code: 0 valid, well formed or done; 1 could not be done; 2 the
  // answer is no. Nothing when none was given.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
