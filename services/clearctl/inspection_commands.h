// `clearctl document check`: inspect a document from the files of its chip. Reads only; an error never repeats what was
// read.
#pragma once

#include <memory>
#include <optional>

#include "services/clearctl/pictures.h"

namespace CLI {
class App;
}

namespace clearance {

// Adds its subcommands to `app`, which must outlive it.
class InspectionCommands {
 public:
  InspectionCommands(CLI::App& app, const Pictures& pictures);
  ~InspectionCommands();

  // Exit code when one of them was given: 0 the document may clear by itself; 2 it may not; 1 could not be done.
  std::optional<int> Run() const;

 private:
  struct Commands;
  const std::unique_ptr<Commands> commands_;
};

}  // namespace clearance
