// How a program names what it does not understand on its command line: in which of its commands, which word, and which
// known word is near it. It only tells; exit codes are CLI11's (100 and above).
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace clearance {

// The name of `app` without the folder it was called in.
std::string ProgramName(const CLI::App& app);

// From now on `app`, whose name is the program's, tells mistakes so, those of its subcommands too:
//   clearctl ledger: no such command: verfy (did you mean verify?)
//   Run "clearctl ledger --help" for more information.
void NameMistakes(CLI::App& app);

}  // namespace clearance
