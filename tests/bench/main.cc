// clearance-bench: measures, prints, writes build/bench/bench.json.

#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/bench/bench.h"

int main(int argc, char** argv) {
  CLI::App app{"Measures each figure beside the bare limit taken in the same run."};
  std::string only;
  std::string output = "build/bench/bench.json";
  app.add_option("--only", only, "One section: rules, stay, stay-batch, vision, seal, document or centre")
      ->check(CLI::IsMember({"rules", "stay", "stay-batch", "vision", "seal", "document", "centre"}));
  app.add_option("--output", output, "Where the figures go, as JSON");
  app.footer("Examples:\n  clearance-bench\n  clearance-bench --only centre");
  CLI11_PARSE(app, argc, argv);
  clearance::BenchReport report;
  const auto wanted = [&](const char* section) { return only.empty() || only == section; };
  if (wanted("rules")) clearance::BenchRules(report);
  if (wanted("stay")) clearance::BenchStay(report);
  if (wanted("stay-batch")) clearance::BenchStayBatch(report);
  if (wanted("seal")) clearance::BenchSeal(report);
  if (wanted("document")) clearance::BenchDocument(report);
  if (wanted("vision")) clearance::BenchVision(report);
  if (wanted("centre")) clearance::BenchCentre(report);
  const clearance::Status written = report.Write(output);
  if (!written.ok()) {
    std::cerr << "clearance-bench: " << clearance::MessageOf(written) << "\n";
    return 1;
  }
  std::cout << "\nwritten to " << output << "\n";
  return 0;
}
