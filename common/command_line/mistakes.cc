#include "common/command_line/mistakes.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace clearance {
namespace {

constexpr std::size_t kCharactersPerMistake = 3;

// How many characters to change, leave out, add or swap with the next (Damerau's and Levenshtein's, no piece twice).
std::size_t Distance(std::string_view one, std::string_view other) {
  std::vector<std::vector<std::size_t>> least(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
  for (std::size_t i = 0; i <= one.size(); ++i) {
    for (std::size_t j = 0; j <= other.size(); ++j) {
      if (i == 0 || j == 0) {
        least[i][j] = i + j;
        continue;
      }
      const std::size_t changed = least[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      least[i][j] = std::min({changed, least[i - 1][j] + 1, least[i][j - 1] + 1});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
    }
  }
  return least[one.size()][other.size()];
}

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
  std::string path = app->get_name();
  path.erase(0, path.rfind('/') + 1);
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

void NameMistakes(CLI::App& app) { app.failure_message(MistakeText); }

std::string NearestWord(std::string_view word, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t least = word.size() + 1;
  for (const std::string& one : known) {
    const std::size_t distance = Distance(word, one);
    if (distance * kCharactersPerMistake > std::max(word.size(), one.size()) || distance >= least) continue;
    least = distance;
    nearest = one;
  }
  return nearest;
}

}  // namespace clearance
