// clearance-demo: a centre, two gates with two lanes each, and the travellers of tests/golden/demo.csv, all as real
// processes on this machine. Also an acceptance test: --check holds every outcome against the expected one.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <string>

#include "common/base/end_process.h"
#include "common/command_line/parse_words.h"
#include "tests/acceptance/demo/demo.h"
#include "tests/acceptance/demo/work_folder.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr char kExamples[] = R"(Examples:
  clearance-demo                    show it
  clearance-demo --check            exit 1 if anything comes out otherwise than expected
  clearance-demo --models none      without face models: an officer compares every face
  clearance-demo --photos --check   real photographs instead of painted portraits
  clearance-demo --keep             leave everything running at the end)";

struct Words {
  std::string expectations = SourcePath("tests/golden/demo.csv");
  bool photos = false;
  DemoArguments arguments;
};

// What the words name, before anything is made.
StatusOr<DemoArguments> ReadWords(const Words& words) {
  DemoArguments arguments = words.arguments;
  ASSIGN_OR_RETURN(arguments.expectations, ReadExpectations(words.expectations));
  if (!words.photos) return arguments;
  const auto folder = SharedPath("testdata/faces");
  if (!folder) return Status(StatusCode::kNotFound, "--photos: there is no ../shared/testdata/faces here");
  arguments.photographs = *folder;
  return arguments;
}

struct Ended {
  bool by_itself = false;  // nothing went wrong on the way
  bool as_expected = false;
  bool saw_midnight = false;
};

Ended RunOnce(const DemoArguments& arguments, const std::string& folder) {
  Demo demo(arguments, folder);
  const StatusOr<bool> good = demo.Run();
  if (!good.ok()) {
    const std::string ended = demo.WhatHasEnded();  // and whoever called it can only tell that nobody answered
    std::cerr << "clearance-demo: " << (ended.empty() ? "" : ended + ": ") << MessageOf(good.status()) << "\n";
  }
  return {.by_itself = good.ok(), .as_expected = good.ok() && *good, .saw_midnight = demo.HasSeenMidnight()};
}

// On a machine so slow that a day ends before a run does, a second run lies within the next one.
int RunDemo(const Words& words) {
  const StatusOr<DemoArguments> arguments = ReadWords(words);
  if (!arguments.ok()) {
    std::cerr << "clearance-demo: " << MessageOf(arguments.status()) << "\n";
    return 1;
  }
  WorkFolder folder;
  if (folder.path().empty()) {
    std::cerr << "clearance-demo: no folder for its files can be made among the temporary ones ($TMPDIR, else /tmp)\n";
    return 1;
  }
  folder.RemoveOnInterrupt();
  Ended ended = RunOnce(*arguments, folder.path());
  if (!ended.as_expected && ended.saw_midnight) {
    std::cout
        << "\nA day has ended meanwhile, and the travellers' stays are counted in days: once more, from the start\n";
    const std::string again = folder.path() + "/again";
    std::filesystem::create_directory(again);
    ended = RunOnce(*arguments, again);
  }
  if (ended.as_expected || (ended.by_itself && !arguments->check)) return 0;
  folder.Keep();
  std::cerr << "the logs are in " << folder.path() << "\n";
  return 1;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  CLI::App app{"Travellers through two gates and a centre, on this machine."};
  clearance::Words words;
  clearance::DemoArguments& arguments = words.arguments;
  app.add_flag("--check", arguments.check, "Exit 1 if any outcome differs from tests/golden/demo.csv");
  app.add_flag("--photos", words.photos, "Photographs of ../shared/testdata/faces instead of painted portraits");
  app.add_flag("--keep", arguments.keep, "Leave everything running at the end and print the addresses");
  app.add_option("--models", arguments.models, "Folder of the face models, or \"none\"");
  app.add_option("--expectations", words.expectations, "Another file of expected outcomes");
  app.footer(clearance::kExamples);
  if (const auto exit_code = clearance::ParseWords(app, argc, argv)) return *exit_code;
  clearance::EndProcess("clearance-demo", clearance::RunDemo(words));
}
