#include "services/clearctl/given_options.h"

#include <CLI/CLI.hpp>
#include <string>

namespace clearance {
namespace {

void Require(std::initializer_list<const CLI::Option*> options, std::size_t most) {
  std::size_t given = 0;
  std::string names;
  for (const CLI::Option* option : options) {
    given += option->count() > 0 ? 1 : 0;
    names.append(names.empty() ? "" : ", ").append(option->get_name());
  }
  if (given == 0 || given > most) throw CLI::RequiredError::Option(1, most, given, names);
}

}  // namespace

void RequireOneGiven(std::initializer_list<const CLI::Option*> options) { Require(options, 1); }

void RequireAnyGiven(std::initializer_list<const CLI::Option*> options) { Require(options, options.size()); }

}  // namespace clearance
