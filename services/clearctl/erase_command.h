// `clearctl ledger erase`: makes one person's sealed fields unreadable for ever, and shows that it is so. The only
// command that takes anything away; without --yes it only tells what it would do.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommand to `ledger`, which must outlive it.
class EraseCommand {
 public:
  explicit EraseCommand(CLI::App& ledger);
  ~EraseCommand();

  // Its exit code: 0 done or nothing to do, 1 could not be done, 2 may not be done now. Nothing when it was not given.
  std::optional<int> Run() const;

 private:
  struct Arguments;
  CLI::App* command_;
  const std::unique_ptr<Arguments> arguments_;
};

}  // namespace clearance
