#include "services/clearctl/given_options.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace clearance {
namespace {

// The exit code and the words of a command with two options, of which `require` asks something.
struct Told {
  int exit_code = 0;
  std::string what{};
};
Told Parse(std::vector<std::string> words, void (*require)(std::initializer_list<const CLI::Option*>)) {
  CLI::App app;
  std::string value;
  const CLI::Option* one = app.add_option("--one", value);
  const CLI::Option* two = app.add_option("--two", value);
  app.final_callback([=] { require({one, two}); });
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return {error.get_exit_code(), error.what()};
  }
  return {};
}

TEST(GivenOptions, OneIsExactlyOne) {
  EXPECT_EQ(Parse({"--one=1"}, RequireOneGiven).exit_code, 0);
  const Told none = Parse({}, RequireOneGiven);
  EXPECT_GE(none.exit_code, 100);
  EXPECT_EQ(none.what, "Exactly 1 option from [--one, --two] is required");
  EXPECT_GE(Parse({"--one=1", "--two=2"}, RequireOneGiven).exit_code, 100);
}

TEST(GivenOptions, AnyIsOneOrMore) {
  EXPECT_EQ(Parse({"--one=1"}, RequireAnyGiven).exit_code, 0);
  EXPECT_EQ(Parse({"--one=1", "--two=2"}, RequireAnyGiven).exit_code, 0);
  const Told none = Parse({}, RequireAnyGiven);
  EXPECT_GE(none.exit_code, 100);
  EXPECT_EQ(none.what, "At least 1 option from [--one, --two] is required");
}

}  // namespace
}  // namespace clearance
