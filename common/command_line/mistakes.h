// How a program names what it does not understand on its command line: in which of its commands, which word, and which
// known word is near it. It only tells; exit codes are CLI11's (100 and above).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace clearance {

// From now on `app`, whose name is the program's, tells mistakes so, those of its subcommands too:
//   clearctl ledger: no such command: verfy (did you mean verify?)
//   Run "clearctl ledger --help" for more information.
void NameMistakes(CLI::App& app);

// The known word that is fewest changed, missing, added or swapped characters from `word`, at most one in three of the
// longer; empty when none is so near. Of equally near ones the first.
std::string NearestWord(std::string_view word, const std::vector<std::string>& known);

}  // namespace clearance
