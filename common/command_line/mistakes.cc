#include "common/command_line/mistakes.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "common/base/nearest_word.h"

namespace clearance {
namespace {

std::vector<std::string> CommandsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> OptionsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What a command did not know, of the kind that its first letter says.
std::string UnknownText(const CLI::App& command, const std::string& said) {
  const bool is_option = said.starts_with("-");
  const std::string word = is_option ? said.substr(0, said.find('=')) : said;
  const std::vector<std::string> known = is_option ? OptionsOf(command) : CommandsOf(command);
  if (!is_option && known.empty()) return "not expected: " + word;
  const std::string near = NearestWord(word, known);
  return std::string("no such ") + (is_option ? "option: " : "command: ") + word +
         (near.empty() ? "" : " (did you mean " + near + "?)");
}

// The failure message of `app`, the program, after it has not understood its command line.
std::string MistakeText(const CLI::App* app, const CLI::Error& error) {
  // A word that is not known is the first mistake; that something is missing may only follow from it.
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const bool may_follow = code == CLI::ExitCodes::RequiredError || code == CLI::ExitCodes::ExtrasError;
  std::string path = ProgramName(*app);
  std::string what = error.what();
  for (const CLI::App* command = app;;) {
    const std::vector<std::string> unknown = command->remaining();
    if (may_follow && !unknown.empty()) {
      what = UnknownText(*command, unknown.front());
      break;
    }
    const auto called = command->get_subcommands();
    if (called.empty()) break;
    command = called.front();
    path += " " + command->get_name();
  }
  return path + ": " + what + "\nRun \"" + path + " --help\" for more information.\n";
}

}  // namespace

std::string ProgramName(const CLI::App& app) {
  const std::string& path = app.get_name();
  return path.substr(path.rfind('/') + 1);
}

void NameMistakes(CLI::App& app) { app.failure_message(MistakeText); }

}  // namespace clearance
