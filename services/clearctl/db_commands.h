// `clearctl db`: back a ledger up beside its server, check backups and files, restore.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class DbCommands {
 public:
  explicit DbCommands(CLI::App& app);
  ~DbCommands();

  // Exit code when one of them was given: 0 done and in order; 1 could not be done; 2 the file or the backup is
  // damaged; 128 and the number of the signal that interrupted it.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
