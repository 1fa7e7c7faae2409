// The bench: every figure beside the bare limit taken in the same run. Machines are shared and noisy: a figure is the
// median of several repetitions, and what counts is the ratio. Nothing here is a test; nothing passes or fails.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"

namespace clearance {

struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  std::string bare_name;  // empty: there is no bare limit
  double bare = 0;        // in the same unit
};

// What one section has measured.
struct BenchSection {
  std::string name;   // "centre", as --only takes it
  std::string title;  // for people
  std::vector<Figure> figures;
  std::vector<std::pair<std::string, std::string>> missing;
};

// Collects, prints as it goes, and writes when it is told to.
class BenchReport {
 public:
  // What follows is of that section; one of the same name is measured anew.
  void Begin(const std::string& name);
  void Section(const std::string& title);
  void Add(const Figure& figure);
  // What could not be measured, and why.
  void Missing(const std::string& what, const std::string& why);
  // <folder>/<section>.json of each section begun: machine, commit, date, figures, bare limits, ratios. And
  // <folder>/bench.md, a table of all that lies in the folder: of other runs, what was not measured now.
  Status Write(const std::string& folder) const;
  // Adds the section begun last to the history of that folder (bench_history.h): once, when it has been measured.
  Status Remember(const std::string& folder) const;

 private:
  std::vector<BenchSection> sections_;
};

// Median seconds of one call over `repetitions` runs of `calls` calls.
double MedianSeconds(int repetitions, int calls, const std::function<void()>& call);

// Of a list that is not empty.
double Median(std::vector<double> values);

// The sections. Each says what it cannot measure here.
void BenchRules(BenchReport& report);
void BenchStay(BenchReport& report);
void BenchStayBatch(BenchReport& report);
void BenchFace(BenchReport& report);
void BenchSeal(BenchReport& report);
void BenchDocument(BenchReport& report);
void BenchBooking(BenchReport& report);
void BenchCentre(BenchReport& report);
void BenchCentreBooking(BenchReport& report);
void BenchOpenLoop(BenchReport& report);
void BenchTelemetry(BenchReport& report);
void BenchLedger(bool long_form, BenchReport& report);

}  // namespace clearance
