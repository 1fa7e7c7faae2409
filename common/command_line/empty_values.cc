#include "common/command_line/empty_values.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace clearance {
namespace {

std::string ProblemOf(const std::string& value) {
  return value.empty() ? "must not be empty; leave it out where none is meant" : "";
}

}  // namespace

void RefuseEmptyValues(CLI::App& app) {
  std::vector<CLI::App*> apps = {&app};
  for (std::size_t i = 0; i < apps.size(); ++i) {
    const auto below = apps[i]->get_subcommands([](CLI::App*) { return true; });
    apps.insert(apps.end(), below.begin(), below.end());
    for (CLI::Option* option : apps[i]->get_options()) {
      // Of a flag CLI11 would ask for a value if it had a check.
      if (option->get_items_expected_max() == 0) continue;
      if (option->nonpositional() || option->check_name("file")) option->check(CLI::Validator(ProblemOf, ""));
    }
  }
}

std::vector<std::string> WordsLastFirst(int argc, const char* const* argv) {
  std::vector<std::string> words;
  bool options_over = false;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    options_over = options_over || word == "--";
    const bool without_value = !options_over && word.size() > 3 && word.starts_with("--") && word.ends_with('=') &&
                               std::count(word.begin(), word.end(), '=') == 1;
    if (without_value) word.pop_back();
    words.push_back(std::move(word));
    if (without_value) words.emplace_back();
  }
  std::reverse(words.begin(), words.end());
  return words;
}

}  // namespace clearance
