// `clearctl vds-nc check`: whether a visible digital seal in JSON (ICAO VDS-NC) is genuine and in force. It never
// prints what the seal says of its holder.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/document/vds_nc.h"

namespace CLI {
class App;
}

namespace clearance {

// {"result","valid","problem","type","version","issuing_state","signer","revocation","at"}: docs/clearctl.md. What a
// malformed seal does not say is null.
std::string VdsNcJson(const VdsNcVerdict& verdict, Instant at);
// The same in a line for people.
std::string VdsNcSentence(const VdsNcVerdict& verdict);

// Adds its subcommand to `app`, which must outlive it.
class VdsNcCommands {
 public:
  explicit VdsNcCommands(CLI::App& app);
  ~VdsNcCommands();

  // Runs its subcommand when it was given, and its exit code: 0 valid; 1 could not be done; 2 not valid. Nothing
  // when it was not given.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
