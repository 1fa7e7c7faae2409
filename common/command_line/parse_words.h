// The first thing of every program of ours: its command line.
#pragma once

#include <optional>

namespace CLI {
class App;
}

namespace clearance {

// Reads the words of the command line into what `app` has bound to its options; `app` is complete. An empty value is
// refused (RefuseEmptyValues), what is not understood is told on standard error by name (NameMistakes).
//
// The exit code where the program ends with its words: 0 after --help and --version, 1 where their text could not be
// written, 100 and above (CLI::ExitCodes) for a mistake; nullopt where it goes on.
std::optional<int> ParseWords(CLI::App& app, int argc, const char* const* argv);

}  // namespace clearance
