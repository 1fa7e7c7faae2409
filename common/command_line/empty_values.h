// A value that is empty on the command line, as an unset variable of a shell leaves it: never taken for an option that
// was not given. `--trust ""` must not check a document without a trust store.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace clearance {

// Every option of `app` and of its subcommands that takes a value, and every positional "file", then refuses an empty
// one: a CLI::ValidationError. For the end, when all of them are there.
void RefuseEmptyValues(CLI::App& app);

// The words behind the program's name, the last first, as CLI::App::parse takes them. "--trust=" becomes "--trust" and
// an empty word: CLI11 would take the next word for the value.
std::vector<std::string> WordsLastFirst(int argc, const char* const* argv);

}  // namespace clearance
