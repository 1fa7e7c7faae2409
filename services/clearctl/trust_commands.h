// `clearctl trust`: bring master lists, authorities and revocation lists into a trust folder, list it, look after it.
#pragma once

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class TrustCommands {
 public:
  explicit TrustCommands(CLI::App& app);
  ~TrustCommands();

  // Exit code when one of them was given: 0 done, nothing urgent; 2 `check` found something urgent; 1 could not be
  // done.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
