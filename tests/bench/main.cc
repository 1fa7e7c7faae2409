// clearance-bench: measures, prints, writes build/bench/<section>.json and build/bench/bench.md, and adds to
// build/bench/history.jsonl.

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "common/base/end_process.h"
#include "common/command_line/parse_words.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_files.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/bench_history.h"
#include "tests/bench/year_main.h"

namespace clearance {
namespace {

constexpr char kExamples[] = R"(Examples:
  clearance-bench
  clearance-bench face
  clearance-bench --only centre
  clearance-bench --only ledger --long
  clearance-bench --history centre   what was measured of it so far
  clearance-bench year --days 7
  clearance-bench year --help)";

constexpr char kYearExamples[] =
    R"(Prints throughput, disk and memory as it goes, and at the end what a look-up, a decision and a crossing cost in it.
About a quarter of a millisecond of one processor a crossing: an hour for the whole year, and some 10 GB of disk: it
begins where 15 GB are free. Ctrl-C takes everything away again.

Examples:
  clearance-bench year --days 7
  clearance-bench year --scale 0.01
  clearance-bench year --keep year.db --seed 7)";

// The only one that has a long form.
constexpr char kLongSection[] = "ledger";

struct Arguments {
  std::string only;
  std::string history;  // the section whose history is asked for
  std::string output = "build/bench";
  bool long_form = false;
  bool year = false;
  YearCommand year_command;
};

int Fail(const Status& status) {
  std::cerr << "clearance-bench: " << MessageOf(status) << "\n";
  return 1;
}

// In the order in which they are measured.
const std::vector<std::pair<std::string, std::function<void(const Arguments&, BenchReport&)>>>& Sections() {
  static const auto& sections =
      *new std::vector<std::pair<std::string, std::function<void(const Arguments&, BenchReport&)>>>{
          {"rules", [](const Arguments&, BenchReport& report) { BenchRules(report); }},
          {"stay", [](const Arguments&, BenchReport& report) { BenchStay(report); }},
          {"stay-batch", [](const Arguments&, BenchReport& report) { BenchStayBatch(report); }},
          {"seal", [](const Arguments&, BenchReport& report) { BenchSeal(report); }},
          {"document", [](const Arguments&, BenchReport& report) { BenchDocument(report); }},
          {"face", [](const Arguments&, BenchReport& report) { BenchFace(report); }},
          {"booking", [](const Arguments&, BenchReport& report) { BenchBooking(report); }},
          {"telemetry", [](const Arguments&, BenchReport& report) { BenchTelemetry(report); }},
          {kLongSection,
           [](const Arguments& arguments, BenchReport& report) { BenchLedger(arguments.long_form, report); }},
          {"centre", [](const Arguments&, BenchReport& report) { BenchCentre(report); }},
          {"centre-booking", [](const Arguments&, BenchReport& report) { BenchCentreBooking(report); }},
          {"open-loop", [](const Arguments&, BenchReport& report) { BenchOpenLoop(report); }}};
  return sections;
}

std::vector<std::string> SectionNames() {
  std::vector<std::string> names;
  for (const auto& [name, run] : Sections()) names.push_back(name);
  return names;
}

// Written after each section: a long run that is stopped keeps what it has.
Status RunSections(const Arguments& arguments, BenchReport& report) {
  for (const auto& [name, run] : Sections()) {
    if (!arguments.only.empty() && arguments.only != name) continue;
    report.Begin(name);
    run(arguments, report);
    RETURN_IF_ERROR(report.Write(arguments.output));
    RETURN_IF_ERROR(report.Remember(arguments.output));
  }
  return OkStatus();
}

// A year is one section, however long it takes.
Status MeasureYear(const Arguments& arguments, BenchReport& report) {
  report.Begin("year");
  RETURN_IF_ERROR(RunYear(arguments.year_command, report));
  return report.Remember(arguments.output);
}

int ShowHistory(const Arguments& arguments) {
  const StatusOr<std::string> table = BenchHistoryTable(arguments.history, arguments.output);
  if (!table.ok()) return Fail(table.status());
  std::cout << *table;
  return 0;
}

int Run(const Arguments& arguments) {
  if (!arguments.history.empty()) return ShowHistory(arguments);
  const Status writable = CheckBenchFolder(arguments.output);
  if (!writable.ok()) return Fail(writable);
  RemoveFoldersAtSignals();
  BenchReport report;
  const Status status = arguments.year ? MeasureYear(arguments, report) : RunSections(arguments, report);
  if (!status.ok()) return Fail(status);
  const Status written = report.Write(arguments.output);
  if (!written.ok()) return Fail(written);
  std::cout << "\nwritten to " << arguments.output << "; the table: " << arguments.output << "/bench.md\n";
  return 0;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  CLI::App app{"Measures each figure beside the bare limit taken in the same run."};
  clearance::Arguments arguments;
  std::vector<std::string> sections;
  app.add_option("--only,section", sections, "One section alone; its name will do without --only")
      ->check(CLI::IsMember(clearance::SectionNames()));
  std::vector<std::string> remembered = clearance::SectionNames();
  remembered.emplace_back("year");
  app.add_option("--history", arguments.history, "Measures nothing: the section's figures so far, median and newest")
      ->check(CLI::IsMember(remembered));
  app.add_flag("--long", arguments.long_form,
               "Only of ledger: 10 M crossings instead of 100 k; an hour, and some 10 GB of disk where 15 GB are free");
  app.add_option("--output", arguments.output, "The folder for the figures, JSON and a table")->capture_default_str();
  app.footer(clearance::kExamples);
  CLI::App* year = app.add_subcommand("year", "A year of the port, generated by seed and replayed into a ledger");
  clearance::YearPlan& plan = arguments.year_command.plan;
  year->add_option("--days", plan.days, "So many days from 1 January 2025 on")
      ->check(CLI::Range(1, 3'650))
      ->capture_default_str();
  year->add_option("--scale", plan.scale, "Crossings and travellers against the real port")
      ->check(CLI::Range(0.0001, 1.0))
      ->capture_default_str();
  year->add_option("--seed", plan.seed, "Another seed, another year")->capture_default_str();
  year->add_option("--keep", arguments.year_command.keep, "Leave the ledger in this file, which must not be there");
  year->add_option("--output", arguments.output, "The folder for the figures, JSON and a table")->capture_default_str();
  year->footer(clearance::kYearExamples);
  app.final_callback([&] {
    if (sections.size() > 1)
      throw CLI::ValidationError("section", "is given twice, " + sections[0] + " and " + sections[1] +
                                                ": one section alone is measured, or every one");
    if (!sections.empty()) arguments.only = sections.front();
    const std::string measured = year->parsed() ? "year" : arguments.only;
    if (arguments.long_form && !measured.empty() && measured != clearance::kLongSection)
      throw CLI::ValidationError("--long",
                                 "there is no long form of " + measured + ", only of " + clearance::kLongSection);
  });
  if (const auto exit_code = clearance::ParseWords(app, argc, argv)) return *exit_code;
  arguments.year = year->parsed();
  clearance::EndProcess("clearance-bench", clearance::Run(arguments));
}
