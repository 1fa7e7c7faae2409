// `clearctl lane`: officers order the level a lane works at, over the centre that is running.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class LaneCommands {
 public:
  explicit LaneCommands(CLI::App& app);
  ~LaneCommands();

  // Runs the one of its subcommands that was given, and its exit code. Nothing when none of them was given.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
