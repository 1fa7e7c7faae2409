// `clearctl doctor`: looks at the machine a centre or a gate runs on, and says of each thing whether it is in order and
// what to do where it is not. Changes nothing.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommand to `app`, which must outlive it.
class DoctorCommand {
 public:
  explicit DoctorCommand(CLI::App& app);
  ~DoctorCommand();

  // Its exit code: 0 nothing fails, 1 could not look, 2 something fails. Nothing when it was not given.
  std::optional<int> Run() const;

 private:
  struct Command;
  const std::unique_ptr<Command> command_;
};

}  // namespace clearance
