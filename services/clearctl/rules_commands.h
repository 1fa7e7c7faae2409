// `clearctl rules`: show, check, compare and replay rule books. Reads files and ledgers, writes nothing.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class RulesCommands {
 public:
  explicit RulesCommands(CLI::App& app);
  ~RulesCommands();

  // Runs the one of its subcommands that was given, and its exit code: 0 in order or nothing changes, 1 could not be
  // done, 2 something differs. Nothing when none of them was given.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
