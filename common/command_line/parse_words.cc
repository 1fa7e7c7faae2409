#include "common/command_line/parse_words.h"

#include <CLI/CLI.hpp>

#include "common/base/end_process.h"
#include "common/command_line/empty_values.h"
#include "common/command_line/mistakes.h"

namespace clearance {

std::optional<int> ParseWords(CLI::App& app, int argc, const char* const* argv) {
  // As CLI11 would have it of argv; words alone do not tell it.
  if (app.get_name().empty()) app.name(argv[0]);
  RefuseEmptyValues(app);
  NameMistakes(app);
  try {
    app.parse(WordsLastFirst(argc, argv));
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return AnswerWritten(ProgramName(app), app.exit(error));
  }
}

}  // namespace clearance
