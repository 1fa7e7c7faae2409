// `clearctl keys`: whether the keys of personal fields open, and wrapping them under a new master key.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class KeysCommands {
 public:
  explicit KeysCommands(CLI::App& app);
  ~KeysCommands();

  // Runs the one of its subcommands that was given, and its exit code: 0 every key opens, 1 could not be done, 2 some
  // do not. Nothing when none of them was given.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
